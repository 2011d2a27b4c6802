import type { Estimate } from "../api/model";
import { bytes, count, counted } from "./amounts";
import { duration } from "./times";

type Store = Estimate["stores"][number];

const cents = new Intl.NumberFormat("en-GB", { minimumFractionDigits: 2, maximumFractionDigits: 2 });

/** How long a plan would take: "2 min 5 s to 4 min, by 7 earlier runs". */
export function timeOf(estimate: Estimate): string {
  const { seconds_least: least, seconds_most: most } = estimate;
  if (least === undefined || most === undefined) return "not known: no earlier run of this job did the like";
  const [from, to] = [duration(least * 1000), duration(most * 1000)];
  return `${from === to ? to : `${from} to ${to}`}, by ${counted(estimate.earlier_runs, "earlier run")}`;
}

/** What goes to a store and comes from it: "1.2 GB up, 5 kB down". */
export function trafficOf(store: Store): string {
  const parts = [store.bytes_up > 0 && `${bytes(store.bytes_up)} up`, store.bytes_down > 0 && `${bytes(store.bytes_down)} down`].filter((part) => part !== false);
  return parts.length === 0 ? "no content" : parts.join(", ");
}

/** Requests to a store, by what is charged for them; nothing for stores whose requests are not counted. */
export function requestsOf(store: Store): string | undefined {
  if (store.requests === undefined) return undefined;
  const { puts, gets, deletes, calls } = store.requests;
  const told = [puts > 0 && `${count(puts)} that write or list`, gets > 0 && `${count(gets)} that read`, deletes > 0 && `${count(deletes)} that delete`, calls > 0 && counted(calls, "call")];
  return told.filter((part) => part !== false).join(", ");
}

/** What a plan costs at a store, where prices are configured: "0.02 EUR, and 1.50 EUR a month for what it adds". */
export function costOf(store: Store): string | undefined {
  const { cost, monthly_cost: monthly } = store;
  if (cost !== undefined && monthly !== undefined) return `${money(cost, store.currency)}, and ${money(monthly, store.currency)} a month for what it adds`;
  if (monthly !== undefined) return `${money(monthly, store.currency)} a month for what it adds`;
  return cost === undefined ? undefined : money(cost, store.currency);
}

/** Whether something is worth telling of a store: a disk of this machine charges for nothing. */
export function isTold(store: Store): boolean {
  return store.kind !== undefined && store.kind !== "local" && store.kind !== "memory";
}

function money(amount: number, currency: string | undefined): string {
  const number = amount > 0 && amount < 0.01 ? "less than 0.01" : cents.format(amount);
  return currency === undefined ? number : `${number} ${currency}`;
}
