import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Failure } from "./Failure";
import { Waiting } from "./Waiting";

interface Props<T> {
  readonly of: UseQueryResult<T>;
  readonly what: string;
  readonly lines?: number;
  readonly children: (data: T) => ReactNode;
}

/** What a question was answered with; until then that it is waited for, and if it fails why. An older answer stays while a newer one is asked for. */
export function Answer<T>({ of: query, what, lines = 4, children }: Props<T>): ReactNode {
  if (query.data !== undefined) return children(query.data);
  if (query.isError) return <Failure error={query.error} again={() => void query.refetch()} />;
  return <Waiting what={what} lines={lines} />;
}
