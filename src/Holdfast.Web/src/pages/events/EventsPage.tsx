import { IconActivity } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { holdfast } from "../../api/holdfast";
import type { EventRecord } from "../../api/model";
import { Ago } from "../../parts/Ago";
import { StateBadge } from "../../parts/Badge";
import { Card } from "../../parts/Card";
import { Choice } from "../../parts/Choice";
import layout from "../../parts/layout.module.css";
import { JobLink, RunLink } from "../../parts/links";
import { Notice } from "../../parts/Notice";
import { Page } from "../../parts/Page";
import { Pages } from "../../parts/Pages";
import { Table, type Column } from "../../parts/Table";
import { eventNames } from "../../words/eventNames";
import { useWords } from "../../parts/useWords";

const columns: readonly Column<EventRecord>[] = [
  { name: "When", kind: "tight", cell: (event) => <Ago at={event.time} /> },
  { name: "Severity", kind: "tight", cell: (event) => <StateBadge state={event.severity} /> },
  { name: "Event", kind: "tight", cell: (event) => <span className={layout.path}>{event.name}</span> },
  { name: "What happened", kind: "wide", cell: (event) => event.message },
  { name: "Job", cell: (event) => event.job !== undefined && <JobLink job={event.job} /> },
  { name: "Run", kind: "tight", cell: (event) => event.run !== undefined && <RunLink run={event.run}>Open</RunLink> },
];

/** What happened, moment by moment; new ones come by themselves. */
export default function EventsPage(): ReactNode {
  const [word, setWord] = useWords();
  const jobs = useQuery({ queryKey: ["jobs"], queryFn: ({ signal }) => holdfast.jobs.list(signal) });
  const [job, name] = [word("job"), word("name")];
  return (
    <Page title="Events" lead="What happened, the newest first. New ones come by themselves.">
      <Card isFull>
        <div className={layout.filters}>
          <Choice label="Job" value={job} onChange={(value) => setWord("job", value)} options={[["", "All jobs"], ...(jobs.data?.items ?? []).map((each) => [each.name, each.name] as const)]} />
          <Choice label="Event" value={name} onChange={(value) => setWord("name", value)} options={[["", "All events"], ...eventNames.map((each) => [each, each] as const)]} />
        </div>
        <Pages
          query={["events", job, name]}
          what="the events"
          ask={(after, signal) => holdfast.events({ job, name, after, limit: 100 }, signal)}
          empty={
            <Notice icon={IconActivity} title="Nothing happened">
              {job === "" && name === "" ? "Runs, findings and stores tell here what becomes of them." : "No event is like this."}
            </Notice>
          }
        >
          {(events) => <Table label="Events" columns={columns} rows={events} rowKey={(event) => event.number} />}
        </Pages>
      </Card>
    </Page>
  );
}
