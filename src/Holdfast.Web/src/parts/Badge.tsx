import { IconAlertTriangle, IconCircleCheck, IconCircleDashed, IconCircleX, IconLoader2, type Icon } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { standing, type Tone } from "../words/states";
import css from "./Badge.module.css";

const signs: Readonly<Record<Tone, Icon>> = { good: IconCircleCheck, busy: IconLoader2, warn: IconAlertTriangle, bad: IconCircleX, calm: IconCircleDashed };

/** A state in a word, a sign and a colour; never by colour alone. */
export function StateBadge({ state }: { readonly state: string }): ReactNode {
  const { tone, label } = standing(state);
  return <ToneBadge tone={tone}>{label}</ToneBadge>;
}

export function ToneBadge({ tone, children }: { readonly tone: Tone; readonly children: ReactNode }): ReactNode {
  const Sign = signs[tone];
  return (
    <span className={css.badge} data-tone={tone}>
      <Sign size={15} stroke={2} aria-hidden />
      {children}
    </span>
  );
}
