import type { ReactNode } from "react";
import { Link } from "react-router";
import css from "./Brand.module.css";

/** The name, which leads home. */
export function Brand(): ReactNode {
  return (
    <Link to="/" className={css.brand}>
      <img src="/favicon.svg" alt="" width={28} height={28} />
      Holdfast
    </Link>
  );
}
