import { connection } from "./connection";
import { EventLines, type StreamMessage } from "./eventLines";
import { holdfast } from "./holdfast";

/** What is done with a stream. */
export interface StreamListener {
  message(message: StreamMessage): void;
  /** The stream runs again after it was cut off: something may have been missed. */
  resumed(): void;
}

const shortestWait = 1000;
const longestWait = 15_000;

/** Listens to the daemon's events until told to end; a stream that breaks is taken up again where it was left. */
export async function listen(listener: StreamListener, ended: AbortSignal): Promise<void> {
  let last: string | undefined;
  let wait = shortestWait;
  let isFirst = true;
  while (!ended.aborted) {
    try {
      for await (const message of messages(last, ended)) {
        if (message === "open") {
          wait = shortestWait;
          if (!isFirst) listener.resumed();
          isFirst = false;
          continue;
        }
        last = message.id ?? last;
        listener.message(message);
      }
    } catch {
      tellOfLoss(ended);
    }
    await pause(wait, ended);
    wait = Math.min(wait * 2, longestWait);
  }
}

// A stream that this page itself ends is no sign of anything.
function tellOfLoss(ended: AbortSignal): void {
  if (!ended.aborted) connection.lost();
}

async function* messages(last: string | undefined, ended: AbortSignal): AsyncGenerator<StreamMessage | "open"> {
  const headers: Record<string, string> = { Accept: "text/event-stream" };
  if (last !== undefined) headers["Last-Event-ID"] = last;
  const response = await fetch(holdfast.stream, { headers, credentials: "same-origin", signal: ended });
  connection.found();
  // Who may not listen, or no longer, is told so by the next question; a stream adds nothing to that.
  if (!response.ok || response.body === null) return;
  yield "open";
  const lines = new EventLines();
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
    for (const message of lines.take(piece.value)) yield message;
  }
}

function pause(milliseconds: number, ended: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    ended.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    }, { once: true });
  });
}
