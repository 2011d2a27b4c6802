import { IconAlertTriangle, IconClock, IconClockPlay, IconDatabase, IconFiles, IconHeartbeat, IconLifebuoy, IconRefresh } from "@tabler/icons-react";
import type { ReactNode } from "react";
import type { JobStatus, Overview } from "../../api/model";
import { Ago } from "../../parts/Ago";
import { Figure, Figures } from "../../parts/Figure";
import { bytes, count, counted } from "../../words/amounts";
import { duration } from "../../words/times";

/** The numbers that people look for: what is kept, what failed, when it ran and runs. */
export function OverviewFigures({ status }: { readonly status: Overview }): ReactNode {
  const { totals, jobs } = status;
  const last = latest(jobs);
  const next = soonest(jobs);
  return (
    <Figures>
      <Figure icon={IconRefresh} name="Jobs in order" value={`${status.jobs_in_order}/${jobs.length}`} tone={status.jobs_in_order < jobs.length ? "warn" : "calm"} more={counted(jobs.filter((job) => job.state === "running").length, "at work", "at work")} />
      <Figure icon={IconFiles} name="Files carried" value={count(totals.files_synced)} more={`in ${counted(totals.runs, "run")}`} />
      <Figure icon={IconDatabase} name="Bytes carried" value={bytes(totals.bytes)} />
      <Figure icon={IconAlertTriangle} name="Failed" value={count(totals.files_failed)} tone={totals.files_failed > 0 ? "warn" : "calm"} more={counted(totals.runs_failed, "failed run")} />
      <Figure icon={IconLifebuoy} name="Data at risk" value={bytes(status.data_at_risk_bytes)} tone={status.data_at_risk_bytes > 0 ? "bad" : "calm"} more="in fewer places than promised" />
      <Figure icon={IconClock} name="Last run" value={<Ago at={last?.last_end} />} more={last?.name} />
      <Figure icon={IconClockPlay} name="Next run" value={<Ago at={next?.next_due} never="at a change" />} more={next?.name} />
      <Figure icon={IconHeartbeat} name="Uptime" value={duration(status.uptime_seconds * 1000)} more={`Holdfast ${status.version}`} />
    </Figures>
  );
}

function latest(jobs: readonly JobStatus[]): JobStatus | undefined {
  return by(jobs, (job) => job.last_end, (one, other) => one > other);
}

function soonest(jobs: readonly JobStatus[]): JobStatus | undefined {
  return by(jobs, (job) => job.next_due, (one, other) => one < other);
}

function by(jobs: readonly JobStatus[], time: (job: JobStatus) => string | undefined, wins: (one: number, other: number) => boolean): JobStatus | undefined {
  let best: { job: JobStatus; at: number } | undefined;
  for (const job of jobs) {
    const said = time(job);
    if (said === undefined) continue;
    const at = Date.parse(said);
    if (best === undefined || wins(at, best.at)) best = { job, at };
  }
  return best?.job;
}
