import type { ReactNode } from "react";
import { Link } from "react-router";
import type { Run } from "../../api/model";
import { standing } from "../../words/states";
import { moment } from "../../words/times";
import css from "./OutcomeStrip.module.css";

const most = 30;

/** The last runs as a row of marks, the newest at the right: a look tells whether something is wrong again and again. */
export function OutcomeStrip({ runs }: { readonly runs: readonly Run[] }): ReactNode {
  const shown = runs.slice(0, most).reverse();
  return (
    <ol className={css.strip} aria-label="The last runs, the newest last">
      {shown.map((run) => {
        const { tone, label } = standing(run.state);
        const words = `${label}, ${moment(new Date(run.started))}`;
        return (
          <li key={run.id}>
            <Link to={`/runs/${encodeURIComponent(run.id)}`} className={css.mark} data-tone={tone} title={words} aria-label={words} />
          </li>
        );
      })}
    </ol>
  );
}
