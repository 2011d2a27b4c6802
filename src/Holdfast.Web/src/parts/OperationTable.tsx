import { IconArrowRight } from "@tabler/icons-react";
import type { ReactNode } from "react";
import type { Operation } from "../api/model";
import { bytes } from "../words/amounts";
import { StateBadge } from "./Badge";
import { EffectMark } from "./EffectMark";
import layout from "./layout.module.css";
import css from "./OperationTable.module.css";
import { Table, type Column } from "./Table";

interface Props {
  readonly operations: readonly Operation[];
  readonly hasOutcomes?: boolean;
}

/** Steps of a plan: what happens to which name, why, and how it ended. */
export function OperationTable({ operations, hasOutcomes = true }: Props): ReactNode {
  const columns: Column<Operation>[] = [
    { name: "What", kind: "tight", cell: (operation) => <EffectMark kind={operation.kind} /> },
    { name: "Name", kind: "wide", cell: (operation) => <Names operation={operation} /> },
    { name: "Size", kind: "number", cell: (operation) => (operation.bytes > 0 ? bytes(operation.bytes) : "") },
    { name: "Why", cell: (operation) => <span className={layout.faint}>{operation.reason}</span> },
    ...(hasOutcomes ? [{ name: "Outcome", cell: (operation: Operation) => <Outcome operation={operation} /> }] : []),
  ];
  return <Table label="Operations" columns={columns} rows={operations} rowKey={(operation) => `${operation.run} ${operation.seq}`} />;
}

function Names({ operation }: { readonly operation: Operation }): ReactNode {
  return (
    <span className={layout.path}>
      {operation.from !== undefined && (
        <>
          {operation.from} <IconArrowRight size={13} aria-label="becomes" />{" "}
        </>
      )}
      {operation.path === "" ? "." : operation.path}
    </span>
  );
}

function Outcome({ operation }: { readonly operation: Operation }): ReactNode {
  if (operation.outcome === undefined) return <span className={layout.faint}>not tried</span>;
  return (
    <span className={css.outcome}>
      <StateBadge state={operation.outcome} />
      {operation.message !== undefined && <span className={layout.small}>{operation.message}</span>}
    </span>
  );
}
