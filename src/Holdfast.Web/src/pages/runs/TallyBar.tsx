import type { ReactNode } from "react";
import type { Tally } from "../../api/model";
import { count } from "../../words/amounts";
import { effectsOf } from "../../words/operations";
import css from "./TallyBar.module.css";

/** How much is added, changed and removed, in numbers and as one bar. */
export function TallyBar({ tally, isRunning }: { readonly tally: Tally; readonly isRunning: boolean }): ReactNode {
  const effects = effectsOf(tally);
  // What a run does is counted when it has a plan; until then nothing is known of it.
  if (effects.length === 0 && isRunning) return null;
  if (effects.length === 0) return <p className={css.none}>Nothing to do: everything is as it should be.</p>;
  return (
    <div className={css.tally}>
      <div className={css.bar} aria-hidden>
        {effects.map(({ effect, count: many }) => (
          <span key={effect} data-effect={effect} style={{ flexGrow: many }} />
        ))}
      </div>
      <ul className={css.words}>
        {effects.map(({ effect, count: many }) => (
          <li key={effect} data-effect={effect}>
            <strong>{count(many)}</strong> {effect}
          </li>
        ))}
      </ul>
    </div>
  );
}
