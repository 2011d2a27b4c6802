import { Checkbox, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconHandStop } from "@tabler/icons-react";
import { useState, type ReactNode } from "react";
import { holdfast } from "../../api/holdfast";
import type { Run } from "../../api/model";
import { ActButton } from "../../parts/ActButton";
import { Confirm } from "../../parts/Confirm";
import { useAct } from "../../parts/useAct";
import { tallyLine } from "../../words/operations";
import css from "./Approval.module.css";

/** What a guard asks, and the answer to it. The answer holds for the plan that is shown, and for no other. */
export function Approval({ run }: { readonly run: Run }): ReactNode {
  const [isOpen, asking] = useDisclosure(false);
  const [hasLooked, setHasLooked] = useState(false);
  const digest = run.plan_digest ?? "";
  const approve = useAct({
    act: () => holdfast.runs.approve(run.id, digest),
    done: () => "Approved: the run goes on.",
    changes: ["runs", "jobs", "status"],
    then: asking.close,
  });
  if (run.state !== "refused") return null;
  return (
    <section className={css.approval} aria-label="Approval">
      <IconHandStop size={34} stroke={1.5} aria-hidden />
      <div className={css.words}>
        <h2>Refused before its first step</h2>
        <p>{run.message}</p>
        <p className={css.more}>Nothing was touched. Look below at what it would do; if that is what you want, let it go on. If it is not, mend the cause: the next run plans anew.</p>
      </div>
      {digest !== "" && (
        <ActButton needs="operator" variant="filled" onClick={asking.open}>
          Approve…
        </ActButton>
      )}
      <Confirm title="Let this run go on?" isOpen={isOpen} close={asking.close} yes="Approve" isDangerous isBusy={approve.isPending} isBlocked={!hasLooked} onYes={() => approve.mutate()}>
        <Text mb="sm">{run.message}</Text>
        <Text mb="md" fw={600}>
          {run.job}: {tallyLine(run.tally)}
        </Text>
        <Checkbox checked={hasLooked} onChange={(event) => setHasLooked(event.currentTarget.checked)} label="I have looked at what it would do" />
      </Confirm>
    </section>
  );
}
