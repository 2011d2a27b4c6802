import { IconHistory } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { holdfast } from "../../api/holdfast";
import { Card } from "../../parts/Card";
import { Notice } from "../../parts/Notice";
import { Pages } from "../../parts/Pages";
import { RunTable } from "../../parts/RunTable";
import { OutcomeStrip } from "./OutcomeStrip";

/** What a job did, run by run. */
export function JobHistory({ job }: { readonly job: string }): ReactNode {
  return (
    <Card title="History" isFull>
      <Pages
        query={["runs", "of", job]}
        what="the history"
        ask={(after, signal) => holdfast.runs.list({ job, after, limit: 30 }, signal)}
        isMoving={(run) => run.state === "running"}
        empty={
          <Notice icon={IconHistory} title="It has not run yet">
            Every run stands here, with what became of each file.
          </Notice>
        }
      >
        {(runs) => (
          <>
            <OutcomeStrip runs={runs} />
            <RunTable runs={runs} hasJobs={false} />
          </>
        )}
      </Pages>
    </Card>
  );
}
