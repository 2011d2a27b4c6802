import { Skeleton } from "@mantine/core";
import type { ReactNode } from "react";
import css from "./Waiting.module.css";

interface Props {
  /** What is waited for, for those who do not see the page. */
  readonly what: string;
  readonly lines?: number;
}

/** Stands where something comes in a moment, in about its shape. */
export function Waiting({ what, lines = 4 }: Props): ReactNode {
  return (
    <div className={css.waiting} role="status" aria-label={`Loading ${what}`}>
      {Array.from({ length: lines }, (_, line) => (
        <Skeleton key={line} height={line === 0 ? 28 : 18} width={line === 0 ? "40%" : `${96 - ((line * 17) % 30)}%`} radius="sm" />
      ))}
    </div>
  );
}
