import type { ReactNode } from "react";
import type { Job } from "../../api/model";
import { Ago } from "../../parts/Ago";
import { StateBadge } from "../../parts/Badge";
import { JobLink } from "../../parts/links";
import { LiveProgress } from "../../parts/LiveProgress";
import { stateOf } from "../../words/states";
import { JobActions } from "./JobActions";
import { Waits } from "./Waits";
import css from "./JobList.module.css";

/** Jobs, each with how it stands, how far it is, and what can be done to it. */
export function JobList({ jobs }: { readonly jobs: readonly Job[] }): ReactNode {
  return (
    <ul className={css.jobs}>
      {jobs.map((job) => (
        <li key={job.name}>
          <div className={css.head}>
            <div className={css.name}>
              <JobLink job={job.name} />
              <StateBadge state={stateOf(job.status)} />
            </div>
            <p className={css.route}>
              {job.kind} · {route(job)}
            </p>
          </div>
          <div className={css.state}>{job.status.state === "running" ? <LiveProgress job={job.name} asked={job.progress} /> : <Standing job={job} />}</div>
          <div className={css.actions}>
            <JobActions job={job} />
          </div>
          <Waits job={job} />
        </li>
      ))}
    </ul>
  );
}

export function route(job: Job): string {
  const to = job.destinations.join(", ");
  return job.source === undefined ? to : `${job.source} → ${to}`;
}

function Standing({ job }: { readonly job: Job }): ReactNode {
  const { status } = job;
  return (
    <>
      <p className={css.summary}>{status.summary ?? "has not run yet"}</p>
      <p className={css.times}>
        Last <Ago at={status.last_end} /> · next <Ago at={status.next_due} never={status.watching === true ? "at a change" : "by hand"} />
      </p>
    </>
  );
}
