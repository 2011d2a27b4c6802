import type { ReactNode } from "react";
import { Link } from "react-router";
import css from "./layout.module.css";

export function JobLink({ job }: { readonly job: string }): ReactNode {
  return (
    <Link className={css.link} to={`/jobs/${encodeURIComponent(job)}`}>
      {job}
    </Link>
  );
}

export function RunLink({ run, children }: { readonly run: string; readonly children?: ReactNode }): ReactNode {
  return (
    <Link className={css.link} to={`/runs/${encodeURIComponent(run)}`}>
      {children ?? run}
    </Link>
  );
}

interface FileProps {
  readonly store: string;
  readonly path: string;
}

export function FileLink({ store, path }: FileProps): ReactNode {
  return (
    <Link className={`${css.link ?? ""} ${css.path ?? ""}`} to={fileAddress({ store, path })}>
      {path}
    </Link>
  );
}

function fileAddress({ store, path }: FileProps): string {
  return `/files/${encodeURIComponent(store)}?${new URLSearchParams({ path }).toString()}`;
}
