import { useDisclosure } from "@mantine/hooks";
import { useEffect, type ReactNode } from "react";
import { useLocation } from "react-router";
import { useLiveEvents } from "../api/live";
import { Boundary } from "../parts/Boundary";
import { ConnectionBanner } from "./ConnectionBanner";
import { Navigation } from "./Navigation";
import { TopBar } from "./TopBar";
import css from "./Shell.module.css";

/** What stands around every page: the navigation, the bar of narrow screens, and the word when the daemon is gone. */
export function Shell({ children }: { readonly children: ReactNode }): ReactNode {
  const [isOpen, { toggle, close }] = useDisclosure(false);
  const { pathname } = useLocation();
  useLiveEvents();
  useEffect(close, [pathname, close]);
  return (
    <div className={css.shell}>
      <a className={css.skip} href="#content">
        Skip to the content
      </a>
      <TopBar isOpen={isOpen} toggle={toggle} />
      <aside className={css.side} data-open={isOpen || undefined} id="navigation" onKeyDown={(key) => key.key === "Escape" && close()}>
        <Navigation />
      </aside>
      {isOpen && <div className={css.veil} onClick={close} aria-hidden />}
      <div className={css.main}>
        <ConnectionBanner />
        <main id="content" className={css.content} tabIndex={-1}>
          <Boundary key={pathname}>{children}</Boundary>
        </main>
      </div>
    </div>
  );
}
