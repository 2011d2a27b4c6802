import { useQueryClient, type QueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import type { EventRecord, Progress } from "./model";
import { progressBoard } from "./progress";
import type { StreamMessage } from "./eventLines";
import { listen } from "./stream";

/** Keeps what is on the screen as the daemon tells it: an event makes what it concerns be asked for again. */
export function useLiveEvents(): void {
  const client = useQueryClient();
  useEffect(() => {
    const end = new AbortController();
    const later = new Refresher(client);
    void listen(
      {
        message: (message) => take(message, later),
        resumed: () => void client.invalidateQueries(),
      },
      end.signal,
    );
    return () => {
      end.abort();
      later.end();
    };
  }, [client]);
}

function take(message: StreamMessage, later: Refresher): void {
  if (message.event === "progress") {
    progressBoard.set(JSON.parse(message.data) as Progress);
    return;
  }
  const record = JSON.parse(message.data) as EventRecord;
  if (record.job !== undefined && !record.name.startsWith("FINDING_")) progressBoard.clear(record.job, record.store);
  later.refresh(subjectsOf(record.name));
}

function subjectsOf(name: string): string[] {
  if (name.startsWith("FINDING_")) return ["findings", "status", "events"];
  if (name.startsWith("STORE_") || name.startsWith("DISK_")) return ["stores", "status", "events"];
  return ["status", "jobs", "runs", "stats", "events"];
}

const gatherFor = 400;

// Many events at once, as when a run ends, ask each question once.
class Refresher {
  private readonly waiting = new Set<string>();
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly client: QueryClient) {}

  refresh(subjects: readonly string[]): void {
    for (const subject of subjects) this.waiting.add(subject);
    this.timer ??= setTimeout(() => this.now(), gatherFor);
  }

  end(): void {
    clearTimeout(this.timer);
  }

  private now(): void {
    this.timer = undefined;
    for (const subject of this.waiting) void this.client.invalidateQueries({ queryKey: [subject] });
    this.waiting.clear();
  }
}
