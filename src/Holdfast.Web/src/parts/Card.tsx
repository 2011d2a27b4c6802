import { useId, type ReactNode } from "react";
import css from "./Card.module.css";

interface Props {
  readonly title?: string;
  readonly beside?: ReactNode;
  readonly children: ReactNode;
  /** Whether what stands in it reaches its edges, like a table. */
  readonly isFull?: boolean;
}

/** A part of a page with a heading of its own. */
export function Card({ title, beside, children, isFull = false }: Props): ReactNode {
  const id = useId();
  return (
    <section className={css.card} aria-labelledby={title === undefined ? undefined : id}>
      {title !== undefined && (
        <div className={css.head}>
          <h2 id={id}>{title}</h2>
          {beside}
        </div>
      )}
      <div className={isFull ? css.full : css.body}>{children}</div>
    </section>
  );
}
