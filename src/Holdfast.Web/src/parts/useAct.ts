import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useToast } from "./toast";

interface Act<T, R> {
  readonly act: (what: T) => Promise<R>;
  /** What to say when it is done; nothing is said without. */
  readonly done?: (answer: R, what: T) => string;
  /** The questions whose answers it changes. */
  readonly changes: readonly string[];
  readonly then?: (answer: R, what: T) => void;
}

/** Something that a person can do: how it ended is told, and what it changed is asked for again. */
export function useAct<T = void, R = unknown>({ act, done, changes, then }: Act<T, R>) {
  const client = useQueryClient();
  const toast = useToast();
  return useMutation({
    mutationFn: act,
    onSuccess: (answer, what) => {
      for (const subject of changes) void client.invalidateQueries({ queryKey: [subject] });
      if (done !== undefined) toast.done(done(answer, what));
      then?.(answer, what);
    },
    onError: toast.problem,
  });
}
