import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { holdfast } from "../../api/holdfast";
import type { Run } from "../../api/model";
import { Answer } from "../../parts/Answer";
import { Card } from "../../parts/Card";
import { Facts } from "../../parts/Facts";
import { costOf, isTold, requestsOf, timeOf, trafficOf } from "../../words/estimates";
import css from "./PlanEstimate.module.css";

/** What a plan that waits would take: time, and for each store that is far away traffic, requests and costs. */
export function PlanEstimate({ run }: { readonly run: Run }): ReactNode {
  const isPlan = run.state === "planned" || run.state === "refused";
  const estimate = useQuery({ queryKey: ["runs", "estimate", run.id], queryFn: ({ signal }) => holdfast.runs.estimate(run.id, signal), enabled: isPlan });
  if (!isPlan) return null;
  return (
    <Card title="What it would take">
      <Answer of={estimate} what="the estimate" lines={2}>
        {(found) => (
          <>
            <Facts facts={[["Time", timeOf(found)]]} />
            {found.stores.filter(isTold).map((store) => (
              <section key={store.store} className={css.store} aria-label={store.store}>
                <h3>{store.store}</h3>
                <Facts
                  facts={[
                    ["Content", trafficOf(store)],
                    ["Requests", requestsOf(store)],
                    ["Cost", costOf(store)],
                  ]}
                />
              </section>
            ))}
          </>
        )}
      </Answer>
    </Card>
  );
}
