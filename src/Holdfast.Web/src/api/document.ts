import { problemOf, Unreachable } from "./problem";

/** Reads a document that lies outside of the versioned API. */
export async function fetchDocument<T>(path: string, signal: AbortSignal): Promise<T> {
  let response: Response;
  try {
    response = await fetch(path, { signal });
  } catch (error) {
    if (signal.aborted) throw error;
    throw new Unreachable();
  }
  if (!response.ok) throw await problemOf(response);
  return (await response.json()) as T;
}
