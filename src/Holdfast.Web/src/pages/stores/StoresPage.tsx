import { IconDatabase } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { holdfast } from "../../api/holdfast";
import { Answer } from "../../parts/Answer";
import layout from "../../parts/layout.module.css";
import { Notice } from "../../parts/Notice";
import { Page } from "../../parts/Page";
import { StoreCard } from "./StoreCard";

/** The places that hold files. */
export default function StoresPage(): ReactNode {
  const stores = useQuery({ queryKey: ["stores"], queryFn: ({ signal }) => holdfast.stores.list(signal), refetchInterval: 30_000 });
  return (
    <Page title="Stores" lead="The places that hold files.">
      <Answer of={stores} what="the stores">
        {({ items }) =>
          items.length === 0 ? (
            <Notice icon={IconDatabase} title="There are no stores yet">
              A store is a place that holds files, such as a directory. The settings name them.
            </Notice>
          ) : (
            <div className={layout.halves}>
              {items.map((store) => (
                <StoreCard key={store.name} store={store} />
              ))}
            </div>
          )
        }
      </Answer>
    </Page>
  );
}
