import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useParams, useSearchParams } from "react-router";
import { holdfast } from "../../api/holdfast";
import { Answer } from "../../parts/Answer";
import { Back } from "../../parts/Back";
import { Card } from "../../parts/Card";
import { Page } from "../../parts/Page";
import { CopyTable } from "./CopyTable";
import { DecisionList } from "./DecisionList";
import { FileRestore } from "./FileRestore";
import { HistoryTable } from "./HistoryTable";

/** One file: where its copies and versions are, what decides about it, and what runs did to it. */
export default function FilePage(): ReactNode {
  const { store = "" } = useParams();
  const [words] = useSearchParams();
  const path = words.get("path") ?? "";
  const bytes = words.get("path_b64") ?? undefined;
  const name = bytes === undefined ? { path } : { path_b64: bytes };
  const found = useQuery({ queryKey: ["files", "explain", store, bytes ?? path], queryFn: ({ signal }) => holdfast.files.explain({ ...name, store }, signal) });
  return (
    <Page title={path.slice(path.lastIndexOf("/") + 1)} above={<Back to="/files">Files</Back>} lead={`${store}: ${path}`} actions={<FileRestore store={store} path={path} bytes={bytes} />}>
      <Answer of={found} what="what is known of it" lines={8}>
        {({ copies, decisions, history }) => (
          <>
            <Card title="Where it is" isFull>
              <CopyTable copies={copies} />
            </Card>
            <Card title="What decides about it">
              <DecisionList decisions={decisions} />
            </Card>
            <Card title="What runs did to it" isFull>
              <HistoryTable steps={history} />
            </Card>
          </>
        )}
      </Answer>
    </Page>
  );
}
