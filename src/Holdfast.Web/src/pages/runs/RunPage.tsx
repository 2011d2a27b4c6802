import { Tabs } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useParams } from "react-router";
import { holdfast } from "../../api/holdfast";
import { Answer } from "../../parts/Answer";
import { Back } from "../../parts/Back";
import { StateBadge } from "../../parts/Badge";
import { Card } from "../../parts/Card";
import { LiveProgress } from "../../parts/LiveProgress";
import { Page } from "../../parts/Page";
import { useWords } from "../../parts/useWords";
import { Approval } from "./Approval";
import { PlanEstimate } from "./PlanEstimate";
import { RunFacts } from "./RunFacts";
import { RunLog } from "./RunLog";
import { RunOperations } from "./RunOperations";
import { RunRestore } from "./RunRestore";
import { TallyBar } from "./TallyBar";

/** One run, or the plan of one: what it did or would do, to which file, and why. */
export default function RunPage(): ReactNode {
  const { run: id = "" } = useParams();
  const [word, setWord] = useWords();
  const run = useQuery({
    queryKey: ["runs", "one", id],
    queryFn: ({ signal }) => holdfast.runs.get(id, signal),
    refetchInterval: (query) => (query.state.data?.run.state === "running" ? 5000 : false),
  });
  const row = run.data?.run;
  return (
    <Page
      title={row === undefined ? "Run" : `${row.state === "planned" ? "Plan" : "Run"} of ${row.job}`}
      above={row && <Back to={`/jobs/${encodeURIComponent(row.job)}`}>{row.job}</Back>}
      beside={row && <StateBadge state={row.state} />}
      lead={row && (row.source === undefined ? row.destination : `${row.source} → ${row.destination}`)}
      actions={row && <RunRestore run={row} />}
    >
      <Answer of={run} what="the run" lines={8}>
        {({ run: found, progress }) => (
          <>
            <Approval run={found} />
            {found.state === "running" && (
              <Card title="At work">
                <LiveProgress job={found.job} to={found.destination} asked={progress === undefined ? [] : [progress]} />
              </Card>
            )}
            <Card title={found.state === "planned" || found.state === "refused" ? "What it would do" : "What it did"}>
              <TallyBar tally={found.tally} isRunning={found.state === "running"} />
              <RunFacts run={found} />
            </Card>
            <PlanEstimate run={found} />
            <Card isFull>
              <Tabs value={word("show") === "log" ? "log" : "operations"} onChange={(value) => setWord("show", value === "log" ? "log" : "")} keepMounted={false}>
                <Tabs.List px="md" pt={4}>
                  <Tabs.Tab value="operations">Files</Tabs.Tab>
                  <Tabs.Tab value="log">Log</Tabs.Tab>
                </Tabs.List>
                <Tabs.Panel value="operations">
                  <RunOperations run={found} />
                </Tabs.Panel>
                <Tabs.Panel value="log">
                  <RunLog run={found.id} />
                </Tabs.Panel>
              </Tabs>
            </Card>
          </>
        )}
      </Answer>
    </Page>
  );
}
