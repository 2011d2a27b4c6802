import type { JobStatus } from "../api/model";

/** How something stands, for its colour and its sign. */
export type Tone = "good" | "busy" | "warn" | "bad" | "calm";

interface Standing {
  readonly tone: Tone;
  readonly label: string;
}

const standings: Readonly<Record<string, Standing>> = {
  // jobs
  running: { tone: "busy", label: "Running" },
  waiting: { tone: "busy", label: "Waiting" },
  idle: { tone: "good", label: "In order" },
  unrun: { tone: "calm", label: "Has not run yet" },
  paused: { tone: "warn", label: "Paused" },
  stopped: { tone: "calm", label: "Stopped" },
  failing: { tone: "bad", label: "Failing" },
  "needs-approval": { tone: "warn", label: "Needs approval" },
  late: { tone: "warn", label: "Late" },
  // runs
  succeeded: { tone: "good", label: "Succeeded" },
  partial: { tone: "warn", label: "Partly done" },
  failed: { tone: "bad", label: "Failed" },
  refused: { tone: "warn", label: "Refused" },
  cancelled: { tone: "calm", label: "Cancelled" },
  planned: { tone: "calm", label: "Planned" },
  // stores and files
  present: { tone: "good", label: "Present" },
  absent: { tone: "calm", label: "Absent" },
  kept: { tone: "good", label: "Kept" },
  new: { tone: "calm", label: "Nothing yet" },
  missing: { tone: "warn", label: "Missing" },
  ignored: { tone: "calm", label: "Left out" },
  trash: { tone: "calm", label: "In the trash" },
  unknown: { tone: "calm", label: "Unknown" },
  // outcomes of operations
  done: { tone: "good", label: "Done" },
  changed: { tone: "warn", label: "Changed meanwhile" },
  skipped: { tone: "calm", label: "Left out" },
  // findings and checks
  error: { tone: "bad", label: "Error" },
  warning: { tone: "warn", label: "Warning" },
  info: { tone: "calm", label: "Note" },
  debug: { tone: "calm", label: "Detail" },
  ok: { tone: "good", label: "In order" },
  open: { tone: "warn", label: "Open" },
  acknowledged: { tone: "calm", label: "Acknowledged" },
  snoozed: { tone: "calm", label: "Snoozed" },
  closed: { tone: "good", label: "Over" },
  // health
  healthy: { tone: "good", label: "Safe" },
  warnings: { tone: "warn", label: "Look" },
  errors: { tone: "bad", label: "At risk" },
};

/** The tone and the word of a state the API speaks of; one that is not known here is shown as it is. */
export function standing(state: string): Standing {
  return standings[state] ?? { tone: "calm", label: state };
}

/** The state of a job for people: one that never ran is not in order yet. */
export function stateOf(status: JobStatus): string {
  return status.state === "idle" && status.last_start === undefined ? "unrun" : status.state;
}

/** Whether a job has a run under way, or one that only waits for its turn; one whose store is away has none. */
export function isAtWork(status: JobStatus): boolean {
  return status.state === "running" || (status.state === "waiting" && status.awaits === undefined);
}
