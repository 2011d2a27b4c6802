import { useState, type ReactNode } from "react";
import type { Finding } from "../../api/model";
import { AcknowledgeWindow } from "./AcknowledgeWindow";
import { FindingItem } from "./FindingItem";
import css from "./FindingList.module.css";

/** Findings, each with what can be done about it. */
export function FindingList({ findings }: { readonly findings: readonly Finding[] }): ReactNode {
  const [chosen, choose] = useState<Finding>();
  return (
    <>
      <ul className={css.findings}>
        {findings.map((finding) => (
          <FindingItem key={finding.id} finding={finding} acknowledge={() => choose(finding)} />
        ))}
      </ul>
      {chosen !== undefined && <AcknowledgeWindow finding={chosen} close={() => choose(undefined)} />}
    </>
  );
}
