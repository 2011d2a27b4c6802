import type { ReactNode } from "react";
import { Page } from "../../parts/Page";
import { JobsCard } from "../overview/JobsCard";
import { useJobs } from "../overview/useOverview";

/** What is kept true, and how it stands. */
export default function JobsPage(): ReactNode {
  const jobs = useJobs();
  return (
    <Page title="Jobs" lead="What is kept true, and when.">
      <JobsCard jobs={jobs} />
    </Page>
  );
}
