import type { ReactNode } from "react";
import { moment, relative } from "../words/times";
import { useNow } from "./useNow";

interface Props {
  readonly at: string | undefined;
  readonly never?: string;
}

/** A moment as it lies to now, with the date and time on pointing at it. */
export function Ago({ at, never = "never" }: Props): ReactNode {
  const now = useNow();
  if (at === undefined) return never;
  const when = new Date(at);
  return (
    <time dateTime={at} title={moment(when)}>
      {relative(when, now)}
    </time>
  );
}

/** A moment by date and time. */
export function Moment({ at }: { readonly at: string }): ReactNode {
  const when = new Date(at);
  return <time dateTime={at}>{moment(when)}</time>;
}
