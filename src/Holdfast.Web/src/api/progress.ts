import { useSyncExternalStore } from "react";
import type { Progress } from "./model";

/** How far a run is, and how fast it goes. */
export interface Live {
  readonly row: Progress;
  /** Bytes of content in a second, evened out over some seconds; 0 while that is not known. */
  readonly rate: number;
  readonly at: number;
}

// The part of a newer rate in the one that is shown: jumps tell nothing.
const weight = 0.25;

const none: readonly Live[] = [];
let byJob: Readonly<Record<string, readonly Live[]>> = {};
const listeners = new Set<() => void>();

/** How far runs are, as the stream tells it; of each destination of a job only the latest counts. */
export const progressBoard = {
  set(row: Progress, at = performance.now()): void {
    const others = progressBoard.of(row.job).filter((live) => live.row.destination !== row.destination);
    const before = progressBoard.of(row.job).find((live) => live.row.destination === row.destination);
    const all = [...others, { row, at, rate: rateOf(before, row, at) }];
    byJob = { ...byJob, [row.job]: all.toSorted((a, b) => (a.row.destination ?? "").localeCompare(b.row.destination ?? "")) };
    tell();
  },
  /** Nothing is known any more of a job's run to one destination, or of all of its runs. */
  clear(job: string, destination?: string): void {
    if (!(job in byJob)) return;
    const left = destination === undefined ? [] : progressBoard.of(job).filter((live) => live.row.destination !== destination);
    byJob = { ...byJob, [job]: left };
    tell();
  },
  of: (job: string): readonly Live[] => byJob[job] ?? none,
};

export function useProgress(job: string): readonly Live[] {
  return useSyncExternalStore(subscribe, () => progressBoard.of(job));
}

function rateOf(before: Live | undefined, row: Progress, at: number): number {
  if (before === undefined || row.bytes < before.row.bytes || at <= before.at) return 0;
  const now = (1000 * (row.bytes - before.row.bytes)) / (at - before.at);
  return before.rate === 0 ? now : before.rate + weight * (now - before.rate);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function tell(): void {
  for (const listener of listeners) listener();
}
