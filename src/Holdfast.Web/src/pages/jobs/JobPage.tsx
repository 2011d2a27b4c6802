import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useParams } from "react-router";
import { holdfast } from "../../api/holdfast";
import type { Job } from "../../api/model";
import { Ago } from "../../parts/Ago";
import { Answer } from "../../parts/Answer";
import { StateBadge } from "../../parts/Badge";
import { Card } from "../../parts/Card";
import { Facts } from "../../parts/Facts";
import { LiveProgress } from "../../parts/LiveProgress";
import { Page } from "../../parts/Page";
import { counted } from "../../words/amounts";
import { stateOf } from "../../words/states";
import { JobActions } from "./JobActions";
import { JobCopies } from "./JobCopies";
import { JobHistory } from "./JobHistory";
import { route } from "./JobList";
import { Waits } from "./Waits";
import { Back } from "../../parts/Back";

/** One job: how it stands, what it does now, and what it did. */
export default function JobPage(): ReactNode {
  const { job: name = "" } = useParams();
  const job = useQuery({ queryKey: ["jobs", name], queryFn: ({ signal }) => holdfast.jobs.get(name, signal), refetchInterval: 15_000 });
  return (
    <Page
      title={name}
      above={<Back to="/jobs">Jobs</Back>}
      beside={job.data && <StateBadge state={stateOf(job.data.status)} />}
      lead={job.data && `${job.data.kind} · ${route(job.data)}`}
      actions={job.data && <JobActions job={job.data} hasAll />}
    >
      <Answer of={job} what={`the job ${name}`}>
        {(found) => (
          <>
            <Waits job={found} />
            {found.status.state === "running" && (
              <Card title="At work">
                <LiveProgress job={found.name} asked={found.progress} />
              </Card>
            )}
            <Card title="How it stands">
              <JobFacts job={found} />
            </Card>
            <JobCopies copies={found.status.copies} />
            <JobHistory job={name} />
          </>
        )}
      </Answer>
    </Page>
  );
}

function JobFacts({ job: { status, schedule, after } }: { readonly job: Job }): ReactNode {
  return (
    <Facts
      facts={[
        ["Runs", schedule.length > 0 ? schedule.join(", ") : "when told to, or at a change"],
        ["After", after.join(", ")],
        ["Last run", <Ago key="last" at={status.last_end} />],
        ["Next run", <Ago key="next" at={status.next_due} never={status.watching === true ? "at a change" : "by hand"} />],
        ["Looks at everything", status.next_rescan === undefined ? undefined : <Ago key="rescan" at={status.next_rescan} />],
        ["Sees changes at once", status.watching === undefined ? undefined : (status.watch_trouble ?? (status.watching ? "yes" : "no"))],
        ["Failed in a row", status.failures > 0 ? counted(status.failures, "run") : undefined],
        ["Summary", status.summary],
      ]}
    />
  );
}
