import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import type { RestoreAnswer } from "../api/model";
import { Answer } from "./Answer";
import { Confirm } from "./Confirm";
import { OperationTable } from "./OperationTable";
import { useAct } from "./useAct";

interface Props {
  readonly title: string;
  /** What is restored, as a key of its preview. */
  readonly id: string;
  readonly close: () => void;
  /** What can be chosen about it. */
  readonly children?: ReactNode;
  readonly restore: (isDry: boolean) => Promise<RestoreAnswer>;
}

/** Shows what restoring would do, and does it when that is wanted. */
export function RestoreWindow({ title, id, close, children, restore }: Props): ReactNode {
  const preview = useQuery({ queryKey: ["restore", id], queryFn: () => restore(true), gcTime: 0 });
  const act = useAct({
    act: () => restore(false),
    done: () => "It is being put back; the run stands in the history.",
    changes: ["runs", "files", "status"],
    then: close,
  });
  const none = preview.data?.steps.length === 0;
  return (
    <Confirm title={title} isOpen close={close} size="xl" yes="Restore" isBusy={act.isPending} isBlocked={preview.data === undefined || none} onYes={() => act.mutate()}>
      {children}
      <Answer of={preview} what="what it would do">
        {({ steps, has_more: hasMore }) =>
          none ? (
            <Text>There is nothing to put back: nothing was overwritten or removed, or the trash no longer has it.</Text>
          ) : (
            <>
              <Text mb="sm">This is what would be done. What stands there now goes to the trash first, so this can be undone too.</Text>
              <OperationTable operations={steps} hasOutcomes={false} />
              {hasMore && <Text mt="sm">And more than can be shown here.</Text>}
            </>
          )
        }
      </Answer>
    </Confirm>
  );
}
