import type { ReactNode } from "react";
import type { Decision } from "../../api/model";
import layout from "../../parts/layout.module.css";
import css from "./DecisionList.module.css";

/** Which rule, filter or guard says what of a file, and where that was said. */
export function DecisionList({ decisions }: { readonly decisions: readonly Decision[] }): ReactNode {
  if (decisions.length === 0) return <p className={layout.faint}>No job is concerned with it.</p>;
  return (
    <ul className={css.decisions}>
      {decisions.map((decision, at) => (
        <li key={at}>
          <span className={css.job}>{decision.job ?? "Holdfast"}</span>
          <span>
            {decision.decision}
            <span className={`${layout.faint ?? ""} ${layout.small ?? ""}`}>
              {" "}
              ({decision.by}
              {decision.origin !== undefined && `, ${decision.origin}`})
            </span>
          </span>
        </li>
      ))}
    </ul>
  );
}
