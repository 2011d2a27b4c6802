import type { ReactNode } from "react";
import type { Run } from "../api/model";
import { bytes } from "../words/amounts";
import { effectsOf, tallyLine } from "../words/operations";
import { duration } from "../words/times";
import { Ago } from "./Ago";
import { StateBadge } from "./Badge";
import css from "./layout.module.css";
import { JobLink, RunLink } from "./links";
import { Table, type Column } from "./Table";

interface Props {
  readonly runs: readonly Run[];
  readonly hasJobs?: boolean;
}

/** Runs, the newest first, with what each did. */
export function RunTable({ runs, hasJobs = true }: Props): ReactNode {
  const columns: Column<Run>[] = [
    {
      name: "Began",
      kind: "tight",
      cell: (run) => (
        <RunLink run={run.id}>
          <Ago at={run.started} />
        </RunLink>
      ),
    },
    ...(hasJobs ? [{ name: "Job", cell: (run: Run) => <JobLink job={run.job} /> }] : []),
    { name: "Where to", cell: (run) => run.destination },
    { name: "State", kind: "tight", cell: (run) => <StateBadge state={run.state} /> },
    { name: "What it did", kind: "wide", cell: (run) => <RunWords run={run} /> },
    { name: "Carried", kind: "number", cell: (run) => bytes(run.tally.bytes_done) },
    { name: "Took", kind: "number", cell: (run) => took(run) },
  ];
  return <Table label="Runs" columns={columns} rows={runs} rowKey={(run) => run.id} />;
}

function RunWords({ run }: { readonly run: Run }): ReactNode {
  return (
    <span>
      {run.state === "running" && effectsOf(run.tally).length === 0 ? "at work" : tallyLine(run.tally)}
      {run.message !== undefined && <span className={`${css.faint ?? ""} ${css.small ?? ""}`}> — {run.message}</span>}
    </span>
  );
}

export function took(run: Run): string {
  return run.ended === undefined ? "" : duration(new Date(run.ended).getTime() - new Date(run.started).getTime());
}
