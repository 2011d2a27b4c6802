import { Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconListCheck, IconPlayerPause, IconPlayerPlay, IconPlayerStop, IconRocket } from "@tabler/icons-react";
import type { ReactNode } from "react";
import type { Job } from "../../api/model";
import { ActButton } from "../../parts/ActButton";
import { Confirm } from "../../parts/Confirm";
import { isAtWork } from "../../words/states";
import { useJobActions } from "./useJobActions";

interface Props {
  readonly job: Job;
  /** Whether there is room for what is asked for seldom. */
  readonly hasAll?: boolean;
}

/** The buttons of a job: those that make sense as it stands. */
export function JobActions({ job, hasAll = false }: Props): ReactNode {
  const action = useJobActions(job.name);
  const [asksToStop, stopping] = useDisclosure(false);
  const { held } = job.status;
  const size = hasAll ? "sm" : "xs";
  const isBusy = (name: string): boolean => action.isPending && action.variables === name;
  const isWorking = isAtWork(job.status);
  return (
    <>
      {held !== "stopped" && !isWorking && (
        <ActButton needs="operator" size={size} leftSection={<IconRocket size={16} />} about={job.name} loading={isBusy("run")} onClick={() => action.mutate("run")}>
          Run now
        </ActButton>
      )}
      {hasAll && (
        <ActButton needs="operator" size={size} leftSection={<IconListCheck size={16} />} about={job.name} loading={isBusy("plan")} onClick={() => action.mutate("plan")}>
          Plan
        </ActButton>
      )}
      {held === "paused" && (
        <ActButton needs="operator" size={size} leftSection={<IconPlayerPlay size={16} />} about={job.name} loading={isBusy("resume")} onClick={() => action.mutate("resume")}>
          Resume
        </ActButton>
      )}
      {held === "stopped" && (
        <ActButton needs="operator" size={size} leftSection={<IconPlayerPlay size={16} />} about={job.name} loading={isBusy("start")} onClick={() => action.mutate("start")}>
          Start
        </ActButton>
      )}
      {held === undefined && (
        <ActButton needs="operator" size={size} leftSection={<IconPlayerPause size={16} />} about={job.name} loading={isBusy("pause")} onClick={() => action.mutate("pause")}>
          Pause
        </ActButton>
      )}
      {held !== "stopped" && (hasAll || isWorking) && (
        <ActButton needs="operator" size={size} leftSection={<IconPlayerStop size={16} />} about={job.name} onClick={stopping.open}>
          Stop
        </ActButton>
      )}
      <Confirm
        title={`Stop ${job.name}?`}
        isOpen={asksToStop}
        close={stopping.close}
        yes="Stop"
        isDangerous
        isBusy={isBusy("stop")}
        onYes={() => action.mutate("stop", { onSettled: stopping.close })}
      >
        <Text>A run under way ends between two files, and none begins until the job is started again, not even after a restart. What was done until then stays, and is recorded.</Text>
      </Confirm>
    </>
  );
}
