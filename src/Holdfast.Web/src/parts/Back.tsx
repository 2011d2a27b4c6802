import { IconArrowLeft } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { Link } from "react-router";
import css from "./layout.module.css";

/** The way to the page above. */
export function Back({ to, children }: { readonly to: string; readonly children: ReactNode }): ReactNode {
  return (
    <Link className={css.link} to={to}>
      <IconArrowLeft size={15} aria-hidden style={{ verticalAlign: "-2px" }} /> {children}
    </Link>
  );
}
