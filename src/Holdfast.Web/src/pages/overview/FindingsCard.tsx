import { IconShieldCheck } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { Link } from "react-router";
import type { Finding } from "../../api/model";
import { StateBadge } from "../../parts/Badge";
import { Card } from "../../parts/Card";
import layout from "../../parts/layout.module.css";
import { Notice } from "../../parts/Notice";
import css from "./FindingsCard.module.css";

const most = 5;

/** What was seen and should be looked at, the worst first. */
export function FindingsCard({ findings }: { readonly findings: readonly Finding[] }): ReactNode {
  const shown = findings.slice(0, most);
  return (
    <Card
      title="Open findings"
      beside={
        <Link className={layout.link} to="/findings">
          All findings
        </Link>
      }
    >
      {shown.length === 0 ? (
        <Notice icon={IconShieldCheck} title="Nothing to look at" tone="good">
          What a run or a check sees and somebody should know stands here.
        </Notice>
      ) : (
        <ul className={css.findings}>
          {shown.map((finding) => (
            <li key={`${finding.job} ${finding.code} ${finding.store ?? ""} ${finding.path}`}>
              <StateBadge state={finding.severity} />
              <div>
                {finding.path !== "" && <span className={layout.path}>{finding.path}</span>} {finding.message}
                <span className={`${layout.faint ?? ""} ${layout.small ?? ""}`}> · {finding.job}</span>
              </div>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
