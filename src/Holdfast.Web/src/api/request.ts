import createClient from "openapi-fetch";
import { connection } from "./connection";
import { plain, type Plain } from "./plain";
import { problemOf, Unreachable } from "./problem";
import type { paths } from "./schema";

/** Asks the API; what may be asked, and what is answered, is held to its own description by the compiler. */
export const api = createClient<paths>({ fetch: reach, querySerializer: search });

/** What a question was answered with. One that was refused never comes here: it was thrown as a problem. */
export async function answer<T>(asked: Promise<{ data?: T; response: Response }>): Promise<Plain<T>> {
  return plain((await asked).data as T);
}

async function reach(request: Request): Promise<Response> {
  const response = await send(request);
  if (!response.ok) throw await problemOf(response);
  return response;
}

async function send(request: Request): Promise<Response> {
  try {
    const response = await fetch(request);
    connection.found();
    return response;
  } catch (error) {
    // A question that this page itself withdrew says nothing about the daemon.
    if (request.signal.aborted) throw error;
    connection.lost();
    throw new Unreachable();
  }
}

// What is not said is left out: for the API an empty word is a word.
function search(query: Readonly<Record<string, unknown>>): string {
  const said = Object.entries(query).filter(([, value]) => value !== undefined && value !== "");
  return new URLSearchParams(said.map(([name, value]) => [name, String(value)])).toString();
}
