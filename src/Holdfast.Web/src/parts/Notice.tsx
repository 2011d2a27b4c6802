import type { Icon } from "@tabler/icons-react";
import type { ReactNode } from "react";
import type { Tone } from "../words/states";
import css from "./Notice.module.css";

interface Props {
  readonly icon: Icon;
  readonly title: string;
  readonly children?: ReactNode;
  readonly action?: ReactNode;
  readonly tone?: Tone;
}

/** Stands where there is nothing to show, and says why and what can be done. */
export function Notice({ icon: Sign, title, children, action, tone = "calm" }: Props): ReactNode {
  return (
    <div className={css.notice} data-tone={tone}>
      <span className={css.sign}>
        <Sign size={28} stroke={1.5} aria-hidden />
      </span>
      <p className={css.title}>{title}</p>
      {children !== undefined && <div className={css.text}>{children}</div>}
      {action}
    </div>
  );
}
