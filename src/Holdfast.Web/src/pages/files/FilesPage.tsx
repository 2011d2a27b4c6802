import { IconFileSearch } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { holdfast } from "../../api/holdfast";
import type { FileRow } from "../../api/model";
import { Ago } from "../../parts/Ago";
import { StateBadge } from "../../parts/Badge";
import { Card } from "../../parts/Card";
import { Choice } from "../../parts/Choice";
import layout from "../../parts/layout.module.css";
import { FileLink } from "../../parts/links";
import { Notice } from "../../parts/Notice";
import { Page } from "../../parts/Page";
import { Pages } from "../../parts/Pages";
import { SearchBox } from "../../parts/SearchBox";
import { Table, type Column } from "../../parts/Table";
import { useWords } from "../../parts/useWords";
import { bytes } from "../../words/amounts";

const columns: readonly Column<FileRow>[] = [
  { name: "Name", kind: "wide", cell: (file) => <FileLink store={file.store} path={file.path} bytes={file.path_b64} /> },
  { name: "Store", cell: (file) => file.store },
  { name: "State", kind: "tight", cell: (file) => <StateBadge state={file.state} /> },
  { name: "Size", kind: "number", cell: (file) => (file.bytes === undefined ? "" : bytes(file.bytes)) },
  { name: "Modified", kind: "number", cell: (file) => <Ago at={file.modified} never="" /> },
];

/** Looks for files by name, and leads to where their copies are. */
export default function FilesPage(): ReactNode {
  const [word, setWord] = useWords();
  const stores = useQuery({ queryKey: ["stores"], queryFn: ({ signal }) => holdfast.stores.list(signal) });
  const [name, store, state] = [word("q"), word("store"), word("state")];
  return (
    <Page title="Files" lead="Where is it, since when, and what stood there before?">
      <Card isFull>
        <div className={layout.filters}>
          <SearchBox className={layout.grow} label="Name" placeholder="part of a name, such as labels.csv" value={name} onChange={(value) => setWord("q", value)} />
          <Choice label="Store" value={store} onChange={(value) => setWord("store", value)} options={[["", "All stores"], ...(stores.data?.items ?? []).map((each) => [each.name, each.name] as const)]} />
          <Choice label="State" value={state} onChange={(value) => setWord("state", value)} options={[["", "All states"], ["kept", "Kept"], ["failed", "Failed"]]} />
        </div>
        <Pages
          query={["files", name, store, state]}
          what="the files"
          ask={(after, signal) => holdfast.files.search({ q: name, store, state, after, limit: 100 }, signal)}
          empty={
            <Notice icon={IconFileSearch} title="No such file">
              {name === "" ? "No run has recorded a file yet." : `No recorded file has "${name}" in its name.`}
            </Notice>
          }
        >
          {(files) => <Table label="Files" columns={columns} rows={files} rowKey={(file) => `${file.job} ${file.store} ${file.path_b64 ?? file.path}`} />}
        </Pages>
      </Card>
    </Page>
  );
}
