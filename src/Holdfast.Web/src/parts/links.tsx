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
  /** The bytes of a name that is not UTF-8. */
  readonly bytes?: string | undefined;
}

export function FileLink({ store, path, bytes }: FileProps): ReactNode {
  return (
    <Link className={`${css.link ?? ""} ${css.path ?? ""}`} to={fileAddress({ store, path, bytes })}>
      {path}
    </Link>
  );
}

// The name is for people; where there are bytes, they are what is meant.
function fileAddress({ store, path, bytes }: FileProps): string {
  return `/files/${encodeURIComponent(store)}?${new URLSearchParams({ path, ...(bytes !== undefined && { path_b64: bytes }) }).toString()}`;
}
