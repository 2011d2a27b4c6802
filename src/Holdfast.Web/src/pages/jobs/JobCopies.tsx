import type { ReactNode } from "react";
import type { JobCopy } from "../../api/model";
import { Ago } from "../../parts/Ago";
import { StateBadge } from "../../parts/Badge";
import { Card } from "../../parts/Card";
import { Table, type Column } from "../../parts/Table";
import { count } from "../../words/amounts";

const columns: readonly Column<JobCopy>[] = [
  { name: "Copy", cell: (copy) => copy.store },
  { name: "State", cell: (copy) => <StateBadge state={copy.state} /> },
  { name: "Holds", cell: (copy) => count(copy.entries), kind: "number" },
  { name: "Left over", cell: (copy) => (copy.behind === undefined ? "not known" : copy.behind === 0 ? "nothing" : count(copy.behind)), kind: "number" },
  { name: "Complete", cell: (copy) => <Ago at={copy.up_to_date} never="never" /> },
];

/** How far each destination of a job has what it should have. */
export function JobCopies({ copies }: { readonly copies: readonly JobCopy[] }): ReactNode {
  if (copies.length === 0) return null;
  return (
    <Card title="Where the copies are" isFull>
      <Table label="Where the copies are" columns={columns} rows={copies} rowKey={(copy) => copy.store} />
    </Card>
  );
}
