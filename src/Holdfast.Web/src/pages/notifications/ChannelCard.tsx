import { IconSend } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { holdfast } from "../../api/holdfast";
import type { Channel, ChannelTest } from "../../api/model";
import { ActButton } from "../../parts/ActButton";
import { ToneBadge } from "../../parts/Badge";
import { Card } from "../../parts/Card";
import { Facts } from "../../parts/Facts";
import { Failure } from "../../parts/Failure";
import layout from "../../parts/layout.module.css";
import { counted } from "../../words/amounts";

/** One channel: what waits for it and why, and a message to try it out. */
export function ChannelCard({ channel }: { readonly channel: Channel }): ReactNode {
  const test = useMutation({ mutationFn: () => holdfast.notifications.test(channel.name) });
  const { waiting } = channel;
  return (
    <Card title={channel.name} beside={<ToneBadge tone={channel.error !== undefined ? "bad" : "good"}>{channel.error !== undefined ? "Failing" : "In order"}</ToneBadge>}>
      <div className={layout.stack}>
        <Facts
          facts={[
            ["Kind", channel.kind],
            ["Still to be told", waiting > 0 ? counted(waiting, "message", "messages") : "nothing"],
            ["Last failure", channel.error],
          ]}
        />
        <div className={layout.row}>
          <ActButton needs="operator" size="xs" leftSection={<IconSend size={16} />} about={`to ${channel.name}`} loading={test.isPending} onClick={() => test.mutate()}>
            Send a test
          </ActButton>
        </div>
        <div aria-live="polite">
          {test.isError && <Failure error={test.error} />}
          {test.data !== undefined && <Result test={test.data} />}
        </div>
      </div>
    </Card>
  );
}

function Result({ test: { told, message } }: { readonly test: ChannelTest }): ReactNode {
  return (
    <p className={layout.row}>
      <ToneBadge tone={told ? "good" : "bad"}>{told ? "Taken" : "Not taken"}</ToneBadge>
      <span>{told ? "The channel took a test message: look whether it came." : message}</span>
    </p>
  );
}
