import { Text, Textarea } from "@mantine/core";
import { useState, type ReactNode } from "react";
import { holdfast } from "../../api/holdfast";
import type { Finding } from "../../api/model";
import { Confirm } from "../../parts/Confirm";
import { useAct } from "../../parts/useAct";

interface Props {
  readonly finding: Finding;
  readonly close: () => void;
}

/** Says of a finding that somebody knows of it, and why that is fine. */
export function AcknowledgeWindow({ finding, close }: Props): ReactNode {
  const [note, setNote] = useState("");
  const act = useAct({ act: () => holdfast.findings.acknowledge(finding.id, note), done: () => "Acknowledged: it no longer counts.", changes: ["findings", "status"], then: close });
  return (
    <Confirm title="Acknowledge this finding?" isOpen close={close} yes="Acknowledge" isBusy={act.isPending} onYes={() => act.mutate()}>
      <Text mb="sm">{finding.message}</Text>
      <Textarea label="Note" description="Why it may stay so, for whoever looks next." autosize minRows={2} data-autofocus value={note} onChange={(event) => setNote(event.currentTarget.value)} />
    </Confirm>
  );
}
