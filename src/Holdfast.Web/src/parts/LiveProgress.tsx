import { Progress } from "@mantine/core";
import type { ReactNode } from "react";
import type { Progress as Row } from "../api/model";
import { useProgress } from "../api/progress";
import { bytes, count } from "../words/amounts";
import { duration } from "../words/times";
import css from "./LiveProgress.module.css";

const phases: Readonly<Record<string, string>> = { scan: "Looking at the files", guard: "Judging the plan", transfer: "Carrying", verify: "Verifying", record: "Recording" };

interface Props {
  readonly job: string;
  /** What was known when the page was asked for; the stream tells what is newer. */
  readonly asked: readonly Row[];
  /** Only the run to this destination; all of the job's otherwise. */
  readonly to?: string;
}

/** How far the runs of a job are as they go, one bar a destination. */
export function LiveProgress({ job, asked, to }: Props): ReactNode {
  const live = useProgress(job).filter(({ row }) => to === undefined || row.destination === to);
  const known = asked.filter((row) => !live.some((one) => one.row.destination === row.destination)).map((row) => ({ row, rate: 0 }));
  const all = [...live, ...known].toSorted((a, b) => (a.row.destination ?? "").localeCompare(b.row.destination ?? ""));
  if (all.length === 0) return <Bar words="Beginning" share={undefined} />;
  return all.map(({ row, rate }) => (
    <Bar key={row.destination ?? ""} words={to === undefined ? words(row) : phaseOf(row)} share={share(row)} details={details(row, rate)} current={row.current} />
  ));
}

const phaseOf = (row: Row): string => phases[row.phase] ?? row.phase;

// Named where it stands alone too: the others may have ended before it.
const words = (row: Row): string => (row.destination === undefined ? phaseOf(row) : `${row.destination}: ${phaseOf(row)}`);

interface BarProps {
  readonly words: string;
  readonly share: number | undefined;
  readonly details?: string;
  readonly current?: string | undefined;
}

function Bar({ words, share: done, details: more, current }: BarProps): ReactNode {
  return (
    <div className={css.progress}>
      <div className={css.line}>
        <span>{words}</span>
        <span className={css.numbers}>{done === undefined ? "" : `${Math.floor(done)} %`}</span>
      </div>
      <Progress.Root size="md">
        <Progress.Section value={done ?? 100} animated striped={done === undefined} aria-label={words} />
      </Progress.Root>
      <div className={css.line}>
        <span className={css.current}>{current}</span>
        <span className={css.numbers}>{more}</span>
      </div>
    </div>
  );
}

// By bytes where there are any to move: one large file is not one of many.
function share(progress: Row): number | undefined {
  if (progress.phase === "scan") return undefined;
  if (progress.total_bytes > 0) return Math.min(100, (100 * progress.bytes) / progress.total_bytes);
  if (progress.total_operations > 0) return Math.min(100, (100 * progress.done) / progress.total_operations);
  return undefined;
}

function details(progress: Row, rate: number): string {
  if (progress.phase === "scan") return `${count(progress.entries)} seen`;
  const parts = [progress.total_operations > 0 ? `${count(progress.done)} of ${count(progress.total_operations)}` : `${count(progress.done)} done`];
  if (progress.bytes > 0) parts.push(bytes(progress.bytes));
  if (rate > 0) parts.push(`${bytes(rate)}/s`);
  if (rate > 0 && progress.total_bytes > progress.bytes) parts.push(`${duration((1000 * (progress.total_bytes - progress.bytes)) / rate)} left`);
  return parts.join(" · ");
}
