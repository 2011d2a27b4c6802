import { CopyButton, Tooltip, UnstyledButton, VisuallyHidden } from "@mantine/core";
import type { ReactNode } from "react";
import type { Run } from "../../api/model";
import { Moment } from "../../parts/Ago";
import { Facts } from "../../parts/Facts";
import layout from "../../parts/layout.module.css";
import { took } from "../../parts/RunTable";
import { bytes, count, counted } from "../../words/amounts";

const triggers: Readonly<Record<string, string>> = { command: "by hand", schedule: "its schedule", watch: "a change that was seen", boot: "the start of the daemon", after: "another job before it", plan: "somebody who wanted to see the plan" };

/** When, why and how much. */
export function RunFacts({ run }: { readonly run: Run }): ReactNode {
  const { tally } = run;
  return (
    <Facts
      facts={[
        ["Began", <Moment key="began" at={run.started} />],
        ["Took", took(run)],
        ["Started by", triggers[run.trigger] ?? run.trigger],
        ["Looked at", `${counted(tally.entries, "entry", "entries")}${run.was_full ? "" : ", what had changed"}`],
        ["Bytes", tally.bytes_done < tally.bytes ? `${bytes(tally.bytes_done)} of ${bytes(tally.bytes)}` : bytes(tally.bytes)],
        ["Done", count(tally.done)],
        ["Failed", tally.failed > 0 ? count(tally.failed) : undefined],
        ["Changed meanwhile", tally.changed > 0 ? count(tally.changed) : undefined],
        ["Left out", tally.skipped > 0 ? count(tally.skipped) : undefined],
        ["Run", <span key="run" className={layout.path}>{run.id}</span>],
        ["Plan", run.plan_digest === undefined ? undefined : <Digest key="plan" digest={run.plan_digest} />],
        ["Message", run.message],
      ]}
    />
  );
}

// The beginning is enough to tell plans apart; the whole is a press away.
function Digest({ digest }: { readonly digest: string }): ReactNode {
  return (
    <CopyButton value={digest}>
      {({ copied, copy }) => (
        <Tooltip label={copied ? "copied" : `copy ${digest}`} multiline maw={320}>
          <UnstyledButton className={`${layout.path ?? ""} ${layout.link ?? ""}`} onClick={copy}>
            {digest.slice(0, 12)}…<VisuallyHidden> copy the digest of the plan</VisuallyHidden>
          </UnstyledButton>
        </Tooltip>
      )}
    </CopyButton>
  );
}
