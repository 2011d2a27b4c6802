import { Text } from "@mantine/core";
import type { ReactNode } from "react";
import { holdfast } from "../../api/holdfast";
import type { Token } from "../../api/model";
import { Confirm } from "../../parts/Confirm";
import { useAct } from "../../parts/useAct";

interface Props {
  readonly token: Token;
  readonly close: () => void;
}

/** Asks before a token is withdrawn. */
export function RemoveTokenWindow({ token, close }: Props): ReactNode {
  const act = useAct({ act: () => holdfast.tokens.remove(token.id), done: () => `${token.name} is withdrawn.`, changes: ["tokens", "audit"], then: close });
  return (
    <Confirm title={`Withdraw ${token.name}?`} isOpen close={close} yes="Withdraw" isDangerous isBusy={act.isPending} onYes={() => act.mutate()}>
      <Text>Whatever uses it is refused from now on.</Text>
    </Confirm>
  );
}
