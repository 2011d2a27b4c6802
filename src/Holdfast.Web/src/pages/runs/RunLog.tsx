import { IconListDetails } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { holdfast } from "../../api/holdfast";
import { LogTable } from "../../parts/LogTable";
import { Notice } from "../../parts/Notice";
import { Pages } from "../../parts/Pages";

/** What the daemon said while a run was at work. */
export function RunLog({ run }: { readonly run: string }): ReactNode {
  return (
    <Pages
      query={["runs", "log", run]}
      what="the log of the run"
      ask={(after, signal) => holdfast.runs.log(run, { after, limit: 200 }, signal)}
      empty={
        <Notice icon={IconListDetails} title="The log says nothing of it">
          A run that had nothing to do is not written down. Without a log file only the last lines of the log are at hand.
        </Notice>
      }
    >
      {(lines) => <LogTable lines={lines} />}
    </Pages>
  );
}
