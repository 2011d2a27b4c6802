import { useQuery, useQueryClient } from "@tanstack/react-query";
import { createContext, use } from "react";
import { holdfast } from "./holdfast";
import type { Identity, Role } from "./model";
import { Problem } from "./problem";

export const sessionKey = ["session"];

/** Who stands at the door: somebody known, somebody who must sign in, or the first of all. */
export type Visitor = Identity | "stranger" | "first";

/** Who is here; the one question that decides which page is shown. */
export function useVisitor() {
  return useQuery({ queryKey: sessionKey, queryFn: ({ signal }) => visitor(signal), staleTime: Infinity });
}

async function visitor(signal: AbortSignal): Promise<Visitor> {
  try {
    return await holdfast.session.get(signal);
  } catch (error) {
    if (!(error instanceof Problem) || error.status !== 401) throw error;
    return (await holdfast.setup.get(signal)).needed ? "first" : "stranger";
  }
}

export const PersonContext = createContext<Identity | undefined>(undefined);

/** Who looks at this page. */
export function usePerson(): Identity {
  const person = use(PersonContext);
  if (person === undefined) throw new Error("asked outside of a signed-in page");
  return person;
}

const order: readonly string[] = ["viewer", "operator", "admin"] satisfies Role[];

/** Whether who looks may do what a role may. The daemon decides in any case; this only keeps back what would be refused. */
export function useMay(role: Role): boolean {
  return order.indexOf(usePerson().role) >= order.indexOf(role);
}

/** Lets somebody in, or out, forgetting everything that was shown before. */
export function useEnter(): (visitor: Visitor) => void {
  const client = useQueryClient();
  return (visitor) => {
    // The question who is here stays: the page listens to its answer.
    client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== sessionKey[0] });
    client.setQueryData(sessionKey, visitor);
  };
}
