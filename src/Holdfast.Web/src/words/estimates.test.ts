import { expect, it } from "vitest";
import type { Estimate } from "../api/model";
import { costOf, isTold, requestsOf, timeOf, trafficOf } from "./estimates";

const nothing: Estimate = { type: "estimate", run: "r", earlier_runs: 0, stores: [] };
const aws = { store: "aws", kind: "s3", bytes_up: 1_200_000_000, bytes_down: 0, requests: { puts: 1240, gets: 14, deletes: 0, calls: 0 } };

it("a time nobody knows is said to be unknown", () => expect(timeOf(nothing)).toContain("not known"));

it("a time is told as a span with what it rests on", () => {
  expect(timeOf({ ...nothing, seconds_least: 125, seconds_most: 240, earlier_runs: 7 })).toBe("2 min 5 s to 4 min, by 7 earlier runs");
  expect(timeOf({ ...nothing, seconds_least: 3.01, seconds_most: 2.99, earlier_runs: 1 })).toBe("3.0 s, by 1 earlier run");
});

it("requests are told by what is charged for them", () => {
  expect(requestsOf(aws)).toBe("1,240 that write or list, 14 that read");
  expect(requestsOf({ ...aws, requests: { puts: 0, gets: 0, deletes: 0, calls: 1 } })).toBe("1 call");
  expect(requestsOf({ store: "nas", kind: "sftp", bytes_up: 0, bytes_down: 0 })).toBeUndefined();
});

it("what goes up and comes down is told", () => {
  expect(trafficOf({ ...aws, bytes_down: 5000 })).toBe("1.2 GB up, 5.0 kB down");
  expect(trafficOf({ ...aws, bytes_up: 0 })).toBe("no content");
});

it("costs are told where there are prices", () => {
  expect(costOf(aws)).toBeUndefined();
  expect(costOf({ ...aws, cost: 0.0062, monthly_cost: 1.5, currency: "EUR" })).toBe("less than 0.01 EUR, and 1.50 EUR a month for what it adds");
  expect(costOf({ ...aws, monthly_cost: 1234.5 })).toBe("1,234.50 a month for what it adds");
  expect(costOf({ ...aws, cost: 0, currency: "USD" })).toBe("0.00 USD");
});

it("a disk of this machine is not told", () => {
  expect(isTold(aws)).toBe(true);
  expect(isTold({ ...aws, kind: "local" })).toBe(false);
});
