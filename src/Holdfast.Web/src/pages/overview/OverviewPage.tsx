import { lazy, Suspense, type ReactNode } from "react";
import { Answer } from "../../parts/Answer";
import { Page } from "../../parts/Page";
import { Waiting } from "../../parts/Waiting";
import { FindingsCard } from "./FindingsCard";
import { JobsCard } from "./JobsCard";
import { OverviewFigures } from "./OverviewFigures";
import { SafetyCard } from "./SafetyCard";
import { StoresCard } from "./StoresCard";
import { useJobs, useOverview } from "./useOverview";
import layout from "../../parts/layout.module.css";

// With the library that draws charts, which no other page needs.
const ChartsCard = lazy(() => import("./ChartsCard"));

/** Is my data safe now? And if not, why not. */
export function OverviewPage(): ReactNode {
  const overview = useOverview();
  const jobs = useJobs();
  return (
    <Page title="Overview">
      <Answer of={overview} what="how everything stands" lines={10}>
        {(status) => (
          <>
            <SafetyCard status={status} />
            <OverviewFigures status={status} />
            <JobsCard jobs={jobs} />
            <div className={layout.halves}>
              <StoresCard />
              <FindingsCard findings={status.findings} />
            </div>
            <Suspense fallback={<Waiting what="the charts" />}>
              <ChartsCard />
            </Suspense>
          </>
        )}
      </Answer>
    </Page>
  );
}
