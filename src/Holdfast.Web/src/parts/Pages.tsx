import { Button } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import type { Listing } from "../api/model";
import { Failure } from "./Failure";
import css from "./Pages.module.css";
import { Waiting } from "./Waiting";

interface Props<T> {
  /** What the list is, as a key for its answers: other words, another list. */
  readonly query: readonly (string | undefined)[];
  readonly ask: (after: string | undefined, signal: AbortSignal) => Promise<Listing<T>>;
  readonly what: string;
  readonly empty: ReactNode;
  /** Whether a row is still to change: the list is then asked for again soon. */
  readonly isMoving?: (row: T) => boolean;
  readonly children: (rows: readonly T[]) => ReactNode;
}

/** A list that is asked for piece by piece. */
export function Pages<T>({ query, ask, what, empty, isMoving, children }: Props<T>): ReactNode {
  const list = useInfiniteQuery({
    queryKey: query,
    queryFn: ({ pageParam, signal }) => ask(pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next,
    refetchInterval: ({ state }) => (isMoving !== undefined && state.data?.pages.some((page) => page.items.some(isMoving)) ? 2000 : false),
  });
  if (list.data === undefined) return list.isError ? <Failure error={list.error} again={() => void list.refetch()} /> : <Waiting what={what} lines={6} />;
  const rows = list.data.pages.flatMap((page) => page.items);
  if (rows.length === 0) return empty;
  return (
    <>
      {children(rows)}
      {list.hasNextPage && (
        <div className={css.more}>
          <Button variant="default" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            Show more
          </Button>
        </div>
      )}
    </>
  );
}
