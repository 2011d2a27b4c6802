import { IconShieldCheck } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { holdfast } from "../../api/holdfast";
import { Card } from "../../parts/Card";
import { Choice } from "../../parts/Choice";
import layout from "../../parts/layout.module.css";
import { Notice } from "../../parts/Notice";
import { Page } from "../../parts/Page";
import { Pages } from "../../parts/Pages";
import { useWords } from "../../parts/useWords";
import { FindingList } from "./FindingList";

/** What was seen, and somebody should look at. */
export default function FindingsPage(): ReactNode {
  const [word, setWord] = useWords();
  const jobs = useQuery({ queryKey: ["jobs"], queryFn: ({ signal }) => holdfast.jobs.list(signal) });
  const [job, severity, state] = [word("job"), word("severity"), word("state") || "open"];
  return (
    <Page title="Findings" lead="What was seen and somebody should look at. A finding closes by itself when it is no longer seen.">
      <Card isFull>
        <div className={layout.filters}>
          <Choice label="State" value={state} onChange={(value) => setWord("state", value === "open" ? "" : value)} options={[["open", "Open"], ["acknowledged", "Acknowledged"], ["snoozed", "Snoozed"], ["closed", "Over"]]} />
          <Choice label="Severity" value={severity} onChange={(value) => setWord("severity", value)} options={[["", "All"], ["error", "Errors"], ["warning", "Warnings"], ["info", "Notes"]]} />
          <Choice label="Job" value={job} onChange={(value) => setWord("job", value)} options={[["", "All jobs"], ...(jobs.data?.items ?? []).map(({ name }) => [name, name] as const)]} />
        </div>
        <Pages
          query={["findings", job, severity, state]}
          what="the findings"
          ask={(after, signal) => holdfast.findings.list({ job, severity, state, after, limit: 50 }, signal)}
          empty={
            <Notice icon={IconShieldCheck} title="Nothing to look at" tone="good">
              {state === "open" ? "No run and no check saw anything that somebody should know." : "No finding is like this."}
            </Notice>
          }
        >
          {(findings) => <FindingList findings={findings} />}
        </Pages>
      </Card>
    </Page>
  );
}
