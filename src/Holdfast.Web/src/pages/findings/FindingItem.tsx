import { Button, Menu, VisuallyHidden } from "@mantine/core";
import { IconBellZ, IconCheck, IconRotate2 } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { holdfast } from "../../api/holdfast";
import type { Finding } from "../../api/model";
import { useMay } from "../../api/session";
import { ActButton } from "../../parts/ActButton";
import { Ago, Moment } from "../../parts/Ago";
import { StateBadge } from "../../parts/Badge";
import layout from "../../parts/layout.module.css";
import { FileLink, JobLink } from "../../parts/links";
import { useAct } from "../../parts/useAct";
import css from "./FindingList.module.css";

const hour = 3_600_000;
const spans = [
  ["1 hour", hour],
  ["1 day", 24 * hour],
  ["1 week", 7 * 24 * hour],
  ["30 days", 30 * 24 * hour],
] as const;

interface Props {
  readonly finding: Finding;
  readonly acknowledge: () => void;
}

/** One finding: what, where, since when, and what to do. */
export function FindingItem({ finding, acknowledge }: Props): ReactNode {
  const snooze = useAct({ act: (span: number) => holdfast.findings.snooze(finding.id, new Date(Date.now() + span).toISOString()), done: () => "Snoozed: it comes back when the time is over.", changes: ["findings", "status"] });
  const reopen = useAct({ act: () => holdfast.findings.reopen(finding.id), done: () => "Open again.", changes: ["findings", "status"] });
  const about = finding.path === "" ? (finding.store ?? finding.job) : `${finding.store ?? ""}: ${finding.path}`;
  return (
    <li>
      <StateBadge state={finding.severity} />
      <div className={css.words}>
        <p>
          {finding.path !== "" && finding.store !== undefined && (
            <>
              <FileLink store={finding.store} path={finding.path} bytes={finding.path_b64} />{" "}
            </>
          )}
          {finding.message}
        </p>
        {finding.advice !== undefined && <p className={css.advice}>{finding.advice}</p>}
        <p className={css.where}>
          {finding.store} · <JobLink job={finding.job} /> · {finding.code}
          {finding.since !== undefined && (
            <>
              {" "}
              · since <Ago at={finding.since} />
            </>
          )}
        </p>
        <Mark finding={finding} />
      </div>
      <div className={layout.row}>
        {finding.state === "closed" ? null : finding.state === "open" ? (
          <>
            <ActButton needs="operator" size="xs" leftSection={<IconCheck size={15} />} about={about} onClick={acknowledge}>
              Acknowledge
            </ActButton>
            <Snooze about={about} choose={(span) => snooze.mutate(span)} isBusy={snooze.isPending} />
          </>
        ) : (
          <ActButton needs="operator" size="xs" leftSection={<IconRotate2 size={15} />} about={about} loading={reopen.isPending} onClick={() => reopen.mutate()}>
            Open again
          </ActButton>
        )}
      </div>
    </li>
  );
}

/** What somebody said of it. */
function Mark({ finding: { state, by, note, until, closed } }: { readonly finding: Finding }): ReactNode {
  if (state === "closed") return <p className={css.note}>Over {closed !== undefined && <Ago at={closed} />}</p>;
  if (state === "open") return null;
  return (
    <p className={css.note}>
      {state === "snoozed" && until !== undefined ? (
        <>
          Snoozed until <Moment at={until} />
        </>
      ) : (
        "Acknowledged"
      )}
      {by !== undefined && ` by ${by}`}
      {note !== undefined && `: ${note}`}
    </p>
  );
}

interface SnoozeProps {
  readonly about: string;
  readonly choose: (span: number) => void;
  readonly isBusy: boolean;
}

function Snooze({ about, choose, isBusy }: SnoozeProps): ReactNode {
  if (!useMay("operator")) return null;
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" size="xs" leftSection={<IconBellZ size={15} />} loading={isBusy}>
          Snooze<VisuallyHidden> {about}</VisuallyHidden>
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>Not before</Menu.Label>
        {spans.map(([words, span]) => (
          <Menu.Item key={words} onClick={() => choose(span)}>
            {words}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
