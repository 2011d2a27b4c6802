import type { ReactNode } from "react";
import type { Tally } from "../../api/model";
import { count } from "../../words/amounts";
import { effectsOf } from "../../words/operations";
import css from "./TallyBar.module.css";

/** How much is added, changed and removed, in numbers and as one bar. */
export function TallyBar({ tally }: { readonly tally: Tally }): ReactNode {
  const effects = effectsOf(tally);
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
