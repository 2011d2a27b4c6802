import type { ReactNode } from "react";
import type { LogLine } from "../api/model";
import { moment } from "../words/times";
import { StateBadge } from "./Badge";
import css from "./LogTable.module.css";

/** Lines of the log. */
export function LogTable({ lines }: { readonly lines: readonly LogLine[] }): ReactNode {
  return (
    <ol className={css.log} aria-label="Log">
      {lines.map((line, at) => (
        <li key={`${line.time} ${at}`} data-level={line.level}>
          <time dateTime={line.time}>{moment(new Date(line.time))}</time>
          <span className={css.level}>
            {line.level === "warning" || line.level === "error" ? <StateBadge state={line.level} /> : line.level}
          </span>
          <span className={css.area}>{line.area}</span>
          <span className={css.message}>
            {line.message}
            <Fields fields={line.fields} />
          </span>
        </li>
      ))}
    </ol>
  );
}

function Fields({ fields }: { readonly fields: unknown }): ReactNode {
  if (typeof fields !== "object" || fields === null) return null;
  return Object.entries(fields).map(([name, value]) => (
    <span key={name} className={css.field}>
      {" "}
      {name}=<b>{typeof value === "string" ? value : JSON.stringify(value)}</b>
    </span>
  ));
}
