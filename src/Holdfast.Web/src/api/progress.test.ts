import { afterEach, expect, it } from "vitest";
import type { Progress } from "./model";
import { progressBoard } from "./progress";

const row = (bytes: number): Progress => ({ job: "mirror", phase: "transfer", entries: 0, done: 0, bytes, total_operations: 9, total_bytes: 9_000_000 });

afterEach(() => progressBoard.clear("mirror"));

it("the first word of a run tells no rate", () => {
  progressBoard.set(row(1000), 0);
  expect(progressBoard.of("mirror")?.rate).toBe(0);
});

it("a rate is evened out", () => {
  progressBoard.set(row(0), 0);
  progressBoard.set(row(1_000_000), 1000);
  expect(progressBoard.of("mirror")?.rate).toBe(1_000_000);
  progressBoard.set(row(4_000_000), 2000);
  expect(progressBoard.of("mirror")?.rate).toBe(1_500_000);
});

it("the next run of the job begins anew", () => {
  progressBoard.set(row(1_000_000), 0);
  progressBoard.set(row(10), 1000);
  expect(progressBoard.of("mirror")?.rate).toBe(0);
});
