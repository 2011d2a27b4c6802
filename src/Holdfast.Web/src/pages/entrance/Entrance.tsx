import { useEffect, type ReactNode } from "react";
import { ConnectionBanner } from "../../shell/ConnectionBanner";
import css from "./Entrance.module.css";

interface Props {
  readonly title: string;
  readonly lead: ReactNode;
  readonly children: ReactNode;
}

/** The page for those who are not inside yet. */
export function Entrance({ title, lead, children }: Props): ReactNode {
  useEffect(() => {
    document.title = `${title} · Holdfast`;
  }, [title]);
  return (
    <>
      <ConnectionBanner />
      <main className={css.entrance}>
        <div className={css.box}>
          <img src="/favicon.svg" alt="" width={52} height={52} />
          <h1>{title}</h1>
          <p className={css.lead}>{lead}</p>
          {children}
        </div>
      </main>
    </>
  );
}
