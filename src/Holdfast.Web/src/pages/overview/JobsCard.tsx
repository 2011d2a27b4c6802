import { Button } from "@mantine/core";
import { IconRefresh } from "@tabler/icons-react";
import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Link } from "react-router";
import type { Job, Listing } from "../../api/model";
import { Answer } from "../../parts/Answer";
import { Card } from "../../parts/Card";
import { Notice } from "../../parts/Notice";
import { JobList } from "../jobs/JobList";

/** How every job stands, with what can be done to it. */
export function JobsCard({ jobs }: { readonly jobs: UseQueryResult<Listing<Job>> }): ReactNode {
  return (
    <Card title="Jobs" isFull>
      <Answer of={jobs} what="the jobs">
        {({ items }) => (items.length > 0 ? <JobList jobs={items} /> : <NoJobs />)}
      </Answer>
    </Card>
  );
}

function NoJobs(): ReactNode {
  return (
    <Notice
      icon={IconRefresh}
      title="There are no jobs yet"
      action={
        <Button component={Link} to="/settings">
          To the settings
        </Button>
      }
    >
      A job says what shall be kept true: a mirror of one place in another, or who owns what. The settings say how.
    </Notice>
  );
}
