import { IconBell } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { holdfast } from "../../api/holdfast";
import { Answer } from "../../parts/Answer";
import layout from "../../parts/layout.module.css";
import { Notice } from "../../parts/Notice";
import { Page } from "../../parts/Page";
import { ChannelCard } from "./ChannelCard";

/** Who is told when something happens, and whether that works. */
export default function NotificationsPage(): ReactNode {
  const channels = useQuery({ queryKey: ["notifications"], queryFn: ({ signal }) => holdfast.notifications.list(signal), refetchInterval: 30_000 });
  return (
    <Page title="Notifications" lead="Who is told when something happens, and whether that works.">
      <Answer of={channels} what="the channels">
        {({ items }) =>
          items.length === 0 ? (
            <Notice icon={IconBell} title="Nobody is told of anything yet">
              A channel is somebody to tell, by mail, in a chat or on a telephone. The settings name them, under <code>notifications</code>.
            </Notice>
          ) : (
            <div className={layout.halves}>
              {items.map((channel) => (
                <ChannelCard key={channel.name} channel={channel} />
              ))}
            </div>
          )
        }
      </Answer>
    </Page>
  );
}
