import { IconShieldCheck, IconShieldExclamation, IconShieldX, type Icon } from "@tabler/icons-react";
import type { ReactNode } from "react";
import type { Overview } from "../../api/model";
import { standing, type Tone } from "../../words/states";
import css from "./SafetyCard.module.css";

const signs: Readonly<Partial<Record<Tone, Icon>>> = { good: IconShieldCheck, warn: IconShieldExclamation, bad: IconShieldX };

/** The one sentence people look for, with its reasons. */
export function SafetyCard({ status }: { readonly status: Overview }): ReactNode {
  const { tone, label } = standing(status.health);
  const Sign = signs[tone] ?? IconShieldExclamation;
  const [title, rest] = parted(status.summary);
  const reasons = status.reasons.filter((reason) => reason !== status.summary);
  return (
    <section className={css.safety} data-tone={tone} aria-label="Is my data safe?">
      <span className={css.sign}>
        <Sign size={38} stroke={1.5} role="img" aria-label={label} />
      </span>
      <div>
        <p className={css.title}>{title}</p>
        {rest !== "" && <p className={css.rest}>{rest}</p>}
        {reasons.length > 0 && (
          <ul className={css.reasons}>
            {reasons.map((reason) => (
              <li key={reason}>{reason}</li>
            ))}
          </ul>
        )}
      </div>
    </section>
  );
}

// "Your data is safe: 2 jobs in order" reads better as a verdict with its reason below.
function parted(summary: string): [string, string] {
  const colon = summary.indexOf(": ");
  if (colon < 0) return [`${summary}.`, ""];
  const rest = summary.slice(colon + 2);
  return [`${summary.slice(0, colon)}.`, rest.charAt(0).toUpperCase() + rest.slice(1)];
}
