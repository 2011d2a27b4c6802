import { IconHistory } from "@tabler/icons-react";
import type { ReactNode } from "react";
import type { Operation } from "../../api/model";
import { StateBadge } from "../../parts/Badge";
import { EffectMark } from "../../parts/EffectMark";
import layout from "../../parts/layout.module.css";
import { RunLink } from "../../parts/links";
import { Notice } from "../../parts/Notice";
import { Table, type Column } from "../../parts/Table";
import { bytes } from "../../words/amounts";

const columns: readonly Column<Operation>[] = [
  { name: "What", kind: "tight", cell: (step) => <EffectMark kind={step.kind} /> },
  { name: "Why", kind: "wide", cell: (step) => step.reason },
  { name: "Size", kind: "number", cell: (step) => (step.bytes > 0 ? bytes(step.bytes) : "") },
  { name: "Outcome", kind: "tight", cell: (step) => step.outcome !== undefined && <StateBadge state={step.outcome} /> },
  { name: "Message", cell: (step) => <span className={layout.faint}>{step.message}</span> },
  { name: "Run", kind: "tight", cell: (step) => <RunLink run={step.run} /> },
];

/** What runs did to a name, the newest first. */
export function HistoryTable({ steps }: { readonly steps: readonly Operation[] }): ReactNode {
  if (steps.length === 0)
    return (
      <Notice icon={IconHistory} title="No run has touched it">
        What runs write, replace or remove under this name stands here.
      </Notice>
    );
  return <Table label="History" columns={columns} rows={steps} rowKey={(step) => `${step.run} ${step.seq}`} />;
}
