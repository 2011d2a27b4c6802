import type { ReactNode } from "react";
import type { Check, StoreTest } from "../../api/model";
import { StateBadge, ToneBadge } from "../../parts/Badge";
import layout from "../../parts/layout.module.css";
import { duration } from "../../words/times";

/** How a try to reach a store ended, and what it found out about itself. */
export function TestResult({ test }: { readonly test: StoreTest }): ReactNode {
  const [, ...others] = test.checks;
  return (
    <div className={layout.stack}>
      <p className={layout.row}>
        <ToneBadge tone={test.reached ? "good" : "bad"}>{test.reached ? "Reached" : "Not reached"}</ToneBadge>
        <span>
          {test.message} <span className={layout.faint}>({duration(1000 * test.seconds)})</span>
        </span>
      </p>
      {others.map((check, at) => (
        <Found key={at} check={check} />
      ))}
    </div>
  );
}

function Found({ check: { result, message, advice } }: { readonly check: Check }): ReactNode {
  return (
    <p className={layout.row}>
      <StateBadge state={result} />
      <span>
        {message} {advice !== undefined && <span className={layout.faint}>{advice}</span>}
      </span>
    </p>
  );
}
