import { Text } from "@mantine/core";
import type { ReactNode } from "react";
import { holdfast } from "../../api/holdfast";
import type { User } from "../../api/model";
import { Confirm } from "../../parts/Confirm";
import { useAct } from "../../parts/useAct";

interface Props {
  readonly user: User;
  readonly close: () => void;
}

/** Asks before an account is removed. */
export function RemoveUserWindow({ user, close }: Props): ReactNode {
  const act = useAct({ act: () => holdfast.users.remove(user.name), done: () => `${user.name} is removed.`, changes: ["users", "audit"], then: close });
  return (
    <Confirm title={`Remove ${user.name}?`} isOpen close={close} yes="Remove" isDangerous isBusy={act.isPending} onYes={() => act.mutate()}>
      <Text>The account is signed out everywhere at once. What it did stays in the audit.</Text>
    </Confirm>
  );
}
