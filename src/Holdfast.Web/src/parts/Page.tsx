import { useLayoutEffect, useRef, type ReactNode } from "react";
import css from "./Page.module.css";

interface Props {
  readonly title: string;
  /** What stands above the title: the way back. */
  readonly above?: ReactNode;
  readonly beside?: ReactNode;
  readonly lead?: ReactNode;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** A page: its heading, which takes the focus when the page is opened, and what stands below. */
export function Page({ title, above, beside, lead, actions, children }: Props): ReactNode {
  const heading = useRef<HTMLHeadingElement>(null);
  // Before the page is painted: whoever reads with the ears hears the heading, and not the link that led here.
  useLayoutEffect(() => {
    document.title = `${title} · Holdfast`;
    heading.current?.focus({ preventScroll: true });
    window.scrollTo({ top: 0 });
  }, [title]);
  return (
    <>
      {above !== undefined && <div className={css.above}>{above}</div>}
      <header className={css.head}>
        <div className={css.words}>
          <div className={css.line}>
            <h1 ref={heading} tabIndex={-1}>
              {title}
            </h1>
            {beside}
          </div>
          {lead !== undefined && <div className={css.lead}>{lead}</div>}
        </div>
        {actions !== undefined && <div className={css.actions}>{actions}</div>}
      </header>
      <div className={css.body}>{children}</div>
    </>
  );
}
