import { afterEach, expect, it } from "vitest";
import type { Progress } from "./model";
import { progressBoard } from "./progress";

const row = (bytes: number): Progress => ({ job: "mirror", phase: "transfer", entries: 0, done: 0, bytes, total_operations: 9, total_bytes: 9_000_000 });

afterEach(() => progressBoard.clear("mirror"));

it("the first word of a run tells no rate", () => {
  progressBoard.set(row(1000), 0);
  expect(progressBoard.of("mirror")[0]?.rate).toBe(0);
});

it("a rate is evened out", () => {
  progressBoard.set(row(0), 0);
  progressBoard.set(row(1_000_000), 1000);
  expect(progressBoard.of("mirror")[0]?.rate).toBe(1_000_000);
  progressBoard.set(row(4_000_000), 2000);
  expect(progressBoard.of("mirror")[0]?.rate).toBe(1_500_000);
});

it("the next run of the job begins anew", () => {
  progressBoard.set(row(1_000_000), 0);
  progressBoard.set(row(10), 1000);
  expect(progressBoard.of("mirror")[0]?.rate).toBe(0);
});

it("the end of a run to one destination leaves the others as they are", () => {
  for (const destination of ["one", "two"]) progressBoard.set({ ...row(0), destination }, 0);
  progressBoard.set({ ...row(1_000_000), destination: "two" }, 1000);
  progressBoard.clear("mirror", "one");
  expect(progressBoard.of("mirror").map((live) => [live.row.destination, live.rate])).toEqual([["two", 1_000_000]]);
});

it("each destination goes by itself", () => {
  const to = (destination: string, bytes: number): Progress => ({ ...row(bytes), destination });
  progressBoard.set(to("two", 0), 0);
  progressBoard.set(to("one", 5_000_000), 500);
  progressBoard.set(to("two", 1_000_000), 1000);
  expect(progressBoard.of("mirror").map((live) => [live.row.destination, live.rate])).toEqual([
    ["one", 0],
    ["two", 1_000_000],
  ]);
});
