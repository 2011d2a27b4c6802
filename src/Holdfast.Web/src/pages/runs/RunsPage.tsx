import { IconHistory } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { holdfast } from "../../api/holdfast";
import { Card } from "../../parts/Card";
import { Choice } from "../../parts/Choice";
import layout from "../../parts/layout.module.css";
import { Notice } from "../../parts/Notice";
import { Page } from "../../parts/Page";
import { Pages } from "../../parts/Pages";
import { RunTable } from "../../parts/RunTable";
import { useWords } from "../../parts/useWords";
import { standing } from "../../words/states";

const states = ["running", "succeeded", "partial", "failed", "refused", "cancelled", "planned"];

/** Every run of every job. */
export default function RunsPage(): ReactNode {
  const [word, setWord] = useWords();
  const jobs = useQuery({ queryKey: ["jobs"], queryFn: ({ signal }) => holdfast.jobs.list(signal) });
  const job = word("job");
  const state = word("state");
  return (
    <Page title="Runs" lead="What was done, run by run.">
      <Card isFull>
        <div className={layout.filters}>
          <Choice label="Job" value={job} onChange={(value) => setWord("job", value)} options={[["", "All jobs"], ...(jobs.data?.items ?? []).map(({ name }) => [name, name] as const)]} />
          <Choice label="State" value={state} onChange={(value) => setWord("state", value)} options={[["", "All states"], ...states.map((value) => [value, standing(value).label] as const)]} />
        </div>
        <Pages
          query={["runs", "all", job, state]}
          what="the runs"
          ask={(after, signal) => holdfast.runs.list({ job, state, after, limit: 50 }, signal)}
          isMoving={(run) => run.state === "running"}
          empty={
            <Notice icon={IconHistory} title="No such run">
              {job === "" && state === "" ? "Nothing has run yet." : "No run is like this. Other filters may show more."}
            </Notice>
          }
        >
          {(runs) => <RunTable runs={runs} />}
        </Pages>
      </Card>
    </Page>
  );
}
