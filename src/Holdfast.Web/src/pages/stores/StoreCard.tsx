import { IconKey, IconPlugConnected } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { holdfast } from "../../api/holdfast";
import type { StoreDetail } from "../../api/model";
import { ActButton } from "../../parts/ActButton";
import { StateBadge } from "../../parts/Badge";
import { Card } from "../../parts/Card";
import { DiskBar } from "../../parts/DiskBar";
import { Facts } from "../../parts/Facts";
import { Failure } from "../../parts/Failure";
import layout from "../../parts/layout.module.css";
import { percent } from "../../words/amounts";
import { ConnectWindow } from "./ConnectWindow";
import { TestResult } from "./TestResult";

/** One store: where it is, how full, and whether it can be used, tried out on the spot. */
export function StoreCard({ store }: { readonly store: StoreDetail }): ReactNode {
  const [isConnecting, setConnecting] = useState(false);
  const test = useMutation({ mutationFn: () => holdfast.stores.test(store.name) });
  return (
    <Card title={store.name} beside={<StateBadge state={store.state} />}>
      <div className={layout.stack}>
        <Facts
          facts={[
            ["Kind", store.kind],
            ["Where", store.location === undefined ? undefined : <span key="where" className={layout.path}>{store.location}</span>],
            ["Read by", store.read_by.join(", ")],
            ["Changed by", store.changed_by.join(", ")],
            ["Must stay free", store.min_free_percent === undefined ? undefined : percent(store.min_free_percent)],
            ["May be absent", store.removable ? "yes" : undefined],
            ["Message", store.message],
          ]}
        />
        <DiskBar store={store} />
        <div className={layout.row}>
          <ActButton needs="operator" size="xs" leftSection={<IconPlugConnected size={16} />} about={store.name} loading={test.isPending} onClick={() => test.mutate()}>
            Test connection
          </ActButton>
          {store.kind === "google-drive" && (
            <ActButton needs="admin" size="xs" leftSection={<IconKey size={16} />} about={store.name} onClick={() => setConnecting(true)}>
              Connect
            </ActButton>
          )}
        </div>
        {isConnecting && <ConnectWindow store={store.name} close={() => setConnecting(false)} />}
        <div aria-live="polite">
          {test.isError && <Failure error={test.error} />}
          {test.data !== undefined && <TestResult test={test.data} />}
        </div>
      </div>
    </Card>
  );
}
