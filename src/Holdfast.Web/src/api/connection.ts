import { useSyncExternalStore } from "react";

/** Whether the daemon answers, and since when it does not. */
interface Connection {
  readonly lostSince: Date | undefined;
}

let current: Connection = { lostSince: undefined };
const listeners = new Set<() => void>();

export const connection = {
  get isLost(): boolean {
    return current.lostSince !== undefined;
  },
  lost(): void {
    if (current.lostSince === undefined) set({ lostSince: new Date() });
  },
  found(): void {
    if (current.lostSince !== undefined) set({ lostSince: undefined });
  },
};

export function useConnection(): Connection {
  return useSyncExternalStore(subscribe, () => current);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function set(next: Connection): void {
  current = next;
  for (const listener of listeners) listener();
}
