import type { Icon } from "@tabler/icons-react";
import type { ReactNode } from "react";
import type { Tone } from "../words/states";
import css from "./Figure.module.css";

interface Props {
  readonly icon: Icon;
  readonly name: string;
  readonly value: ReactNode;
  readonly more?: ReactNode;
  readonly tone?: Tone;
}

/** One number that matters, with its name. */
export function Figure({ icon: Sign, name, value, more, tone = "calm" }: Props): ReactNode {
  return (
    <div className={css.figure} data-tone={tone}>
      <dt>
        <Sign size={17} stroke={1.8} aria-hidden />
        {name}
      </dt>
      <dd className={css.value}>{value}</dd>
      {more !== undefined && <dd className={css.more}>{more}</dd>}
    </div>
  );
}

export function Figures({ children }: { readonly children: ReactNode }): ReactNode {
  return <dl className={css.figures}>{children}</dl>;
}
