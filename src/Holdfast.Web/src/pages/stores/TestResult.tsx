import type { ReactNode } from "react";
import type { StoreTest } from "../../api/model";
import { ToneBadge } from "../../parts/Badge";
import layout from "../../parts/layout.module.css";
import { duration } from "../../words/times";

/** How a try to reach a store ended. */
export function TestResult({ test }: { readonly test: StoreTest }): ReactNode {
  return (
    <p className={layout.row}>
      <ToneBadge tone={test.reached ? "good" : "bad"}>{test.reached ? "Reached" : "Not reached"}</ToneBadge>
      <span>
        {test.message} <span className={layout.faint}>({duration(1000 * test.seconds)})</span>
      </span>
    </p>
  );
}
