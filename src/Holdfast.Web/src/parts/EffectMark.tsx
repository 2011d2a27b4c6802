import { IconArrowRight, IconEye, IconMinus, IconPencil, IconPlus, IconTool, type Icon } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { effect, type Effect } from "../words/operations";
import css from "./EffectMark.module.css";

const signs: Readonly<Record<Effect, Icon>> = { added: IconPlus, changed: IconPencil, removed: IconMinus, moved: IconArrowRight, "put right": IconTool, "looked at": IconEye };

/** What a kind of operation means for a file. */
export function EffectMark({ kind }: { readonly kind: string }): ReactNode {
  const what = effect(kind);
  const Sign = signs[what];
  return (
    <span className={css.mark} data-effect={what} title={kind}>
      <Sign size={15} stroke={2.2} aria-hidden />
      {what}
    </span>
  );
}
