import type { CSSProperties, ReactNode } from "react";
import { bytes, percent } from "../words/amounts";
import type { Tone } from "../words/states";
import css from "./DiskBar.module.css";

/** What is known of the room in a store. */
interface Room {
  readonly name: string;
  readonly size_bytes?: number;
  readonly free_bytes?: number;
  readonly min_free_percent?: number;
}

/** How full the disk of a store is, and where it begins to matter. */
export function DiskBar({ store }: { readonly store: Room }): ReactNode {
  const { size_bytes: size, free_bytes: free, min_free_percent: least } = store;
  if (size === undefined || free === undefined || size === 0) return <span className={css.words}>how full it is, is not known</span>;
  const used = (100 * (size - free)) / size;
  const words = `${percent(used)} used, ${bytes(free)} of ${bytes(size)} free`;
  return (
    <div className={css.disk}>
      <div className={css.bar} role="meter" aria-label={`Disk of ${store.name}`} aria-valuemin={0} aria-valuemax={100} aria-valuenow={Math.round(used)} aria-valuetext={words}>
        <div className={css.used} data-tone={tone(used, least)} style={{ width: `${used}%` }} />
        {least !== undefined && <span className={css.mark} style={place(100 - least)} title={`${percent(least)} must stay free`} />}
      </div>
      <span className={css.words}>{words}</span>
    </div>
  );
}

function place(share: number): CSSProperties {
  return { left: `${share}%` };
}

// Near to what must stay free is a warning; what goes below it is refused.
function tone(used: number, least = 0): Tone {
  const free = 100 - used;
  return free <= least ? "bad" : free <= Math.max(2 * least, 10) ? "warn" : "good";
}
