import { Tooltip } from "@mantine/core";
import { IconFileOff } from "@tabler/icons-react";
import type { ReactNode } from "react";
import type { Copy } from "../../api/model";
import { Ago } from "../../parts/Ago";
import { StateBadge } from "../../parts/Badge";
import layout from "../../parts/layout.module.css";
import { Notice } from "../../parts/Notice";
import { Table, type Column } from "../../parts/Table";
import { bytes } from "../../words/amounts";

const columns: readonly Column<Copy>[] = [
  { name: "Store", cell: (copy) => <strong>{copy.store}</strong> },
  { name: "Name there", cell: (copy) => <span className={layout.path}>{copy.path}</span> },
  { name: "State", kind: "tight", cell: (copy) => <StateBadge state={copy.state} /> },
  { name: "Size", kind: "number", cell: (copy) => (copy.bytes === undefined ? "" : bytes(copy.bytes)) },
  { name: "Modified", kind: "number", cell: (copy) => <Ago at={copy.modified} never="" /> },
  { name: "Content", kind: "tight", cell: (copy) => copy.hash !== undefined && <Hash hash={copy.hash} /> },
  { name: "Note", kind: "wide", cell: (copy) => <span className={`${layout.faint ?? ""} ${layout.small ?? ""}`}>{copy.message}</span> },
];

/** Where the copies of a file are, or were. */
export function CopyTable({ copies }: { readonly copies: readonly Copy[] }): ReactNode {
  if (copies.length === 0) return <Notice icon={IconFileOff} title="No copy is known" />;
  return <Table label="Copies" columns={columns} rows={copies} rowKey={(copy) => `${copy.store} ${copy.state} ${copy.path} ${copy.hash ?? ""} ${copy.message ?? ""}`} />;
}

function Hash({ hash }: { readonly hash: string }): ReactNode {
  return (
    <Tooltip label={`SHA-256 ${hash}`} multiline maw={340}>
      <span className={layout.path} tabIndex={0}>
        {hash.slice(0, 8)}
      </span>
    </Tooltip>
  );
}
