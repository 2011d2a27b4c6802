import { IconListCheck } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { holdfast } from "../../api/holdfast";
import type { AuditEntry } from "../../api/model";
import { Moment } from "../../parts/Ago";
import { Card } from "../../parts/Card";
import layout from "../../parts/layout.module.css";
import { Notice } from "../../parts/Notice";
import { Page } from "../../parts/Page";
import { Pages } from "../../parts/Pages";
import { Table, type Column } from "../../parts/Table";

const columns: readonly Column<AuditEntry>[] = [
  { name: "When", kind: "tight", cell: (entry) => <Moment at={entry.time} /> },
  { name: "Who", cell: (entry) => <strong>{entry.who}</strong> },
  { name: "What", cell: (entry) => entry.action },
  { name: "Of what", cell: (entry) => entry.target },
  { name: "How it ended", cell: (entry) => entry.outcome },
  { name: "Detail", cell: (entry) => <span className={layout.faint}>{entry.detail}</span> },
  { name: "From", kind: "tight", cell: (entry) => <span className={layout.path}>{entry.address}</span> },
];

/** Who changed what, and when. */
export default function AuditPage(): ReactNode {
  return (
    <Page title="Audit" lead="Who changed what, and when. Nothing here can be changed.">
      <Card isFull>
        <Pages
          query={["audit"]}
          what="the audit"
          ask={(after, signal) => holdfast.audit({ after, limit: 100 }, signal)}
          empty={<Notice icon={IconListCheck} title="Nothing was changed yet" />}
        >
          {(entries) => <Table label="Audit" columns={columns} rows={entries} rowKey={(entry) => entry.number} />}
        </Pages>
      </Card>
    </Page>
  );
}
