import { Anchor, Text, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useEffect, useState, type ReactNode } from "react";
import { holdfast } from "../../api/holdfast";
import { Confirm } from "../../parts/Confirm";
import { Failure } from "../../parts/Failure";
import { useAct } from "../../parts/useAct";

interface Props {
  readonly store: string;
  readonly close: () => void;
}

/** Lets a person sign in to a store: on a page of the account, from which the browser comes back, or brings back an address. */
export function ConnectWindow({ store, close }: Props): ReactNode {
  const [address, setAddress] = useState("");
  const { mutate, data, error } = useMutation({ mutationFn: () => holdfast.stores.connect(store) });
  useEffect(() => mutate(), [mutate]);
  const finish = useAct({ act: () => holdfast.stores.finishConnect(store, address), done: () => `${store} is connected.`, changes: ["stores", "status"], then: close });
  return (
    <Confirm title={`Connect ${store}`} isOpen close={close} yes="Finish" isBusy={finish.isPending} isBlocked={address === ""} onYes={() => finish.mutate()}>
      {error !== null && <Failure error={error} />}
      {data !== undefined && (
        <>
          <Text mb="sm">
            <Anchor href={data.address} target="_blank" rel="noreferrer" underline="always">
              Open the page of the account
            </Anchor>{" "}
            and say yes. When it tells you that Holdfast is connected, close this window and test the connection.
          </Text>
          <TextInput
            label="Or the address at which the browser ended"
            description={`When the page cannot be reached: copy its address, which begins with ${data.returns}`}
            value={address}
            onChange={(event) => setAddress(event.currentTarget.value.trim())}
          />
        </>
      )}
    </Confirm>
  );
}
