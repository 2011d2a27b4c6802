import { useDisclosure } from "@mantine/hooks";
import { IconArrowBackUp } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { holdfast } from "../../api/holdfast";
import type { Run } from "../../api/model";
import { ActButton } from "../../parts/ActButton";
import { RestoreWindow } from "../../parts/RestoreWindow";

const undoable = ["succeeded", "partial", "failed", "cancelled"];

/** Puts back what a run overwrote, removed or re-moded. */
export function RunRestore({ run }: { readonly run: Run }): ReactNode {
  const [isOpen, window] = useDisclosure(false);
  if (!undoable.includes(run.state)) return null;
  return (
    <>
      <ActButton needs="operator" leftSection={<IconArrowBackUp size={17} />} onClick={window.open}>
        Undo…
      </ActButton>
      {isOpen && <RestoreWindow title={`Undo this run of ${run.job}?`} id={run.id} close={window.close} restore={(isDry) => holdfast.runs.restore(run.id, isDry)} />}
    </>
  );
}
