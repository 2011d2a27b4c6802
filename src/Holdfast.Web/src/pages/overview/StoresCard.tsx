import { IconDatabase } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Link } from "react-router";
import { holdfast } from "../../api/holdfast";
import type { StoreDetail } from "../../api/model";
import { Answer } from "../../parts/Answer";
import { StateBadge } from "../../parts/Badge";
import { Card } from "../../parts/Card";
import { DiskBar } from "../../parts/DiskBar";
import layout from "../../parts/layout.module.css";
import { Notice } from "../../parts/Notice";
import css from "./StoresCard.module.css";

/** The places that hold files, and how full each is. */
export function StoresCard(): ReactNode {
  const stores = useQuery({ queryKey: ["stores"], queryFn: ({ signal }) => holdfast.stores.list(signal), refetchInterval: 30_000 });
  return (
    <Card
      title="Stores"
      beside={
        <Link className={layout.link} to="/stores">
          All stores
        </Link>
      }
    >
      <Answer of={stores} what="the stores">
        {({ items }) => <StoreList stores={items} />}
      </Answer>
    </Card>
  );
}

function StoreList({ stores }: { readonly stores: readonly StoreDetail[] }): ReactNode {
  if (stores.length === 0)
    return (
      <Notice icon={IconDatabase} title="There are no stores yet">
        A store is a place that holds files, such as a directory.
      </Notice>
    );
  return (
    <ul className={css.stores}>
      {stores.map((store) => (
        <li key={store.name}>
          <div className={css.line}>
            <strong>{store.name}</strong>
            <span className={layout.path}>{store.location}</span>
            <StateBadge state={store.state} />
          </div>
          <DiskBar store={store} />
          {store.message !== undefined && <p className={css.message}>{store.message}</p>}
        </li>
      ))}
    </ul>
  );
}
