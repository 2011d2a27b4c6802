import { expect, it } from "vitest";
import type { JobStatus } from "../api/model";
import { isAtWork, standing, stateOf } from "./states";

const idle: JobStatus = { name: "job", state: "idle", failures: 0, dirty: 0, copies: [] };

it("a job that never ran is not said to be in order", () => {
  expect(standing(stateOf(idle))).toEqual({ tone: "calm", label: "Has not run yet" });
  expect(standing(stateOf({ ...idle, last_start: "2026-11-21T12:00:00Z" })).label).toBe("In order");
  expect(stateOf({ ...idle, state: "failing" })).toBe("failing");
});

it("a job whose disk is away is not at work", () => {
  expect(isAtWork({ ...idle, state: "waiting" })).toBe(true);
  expect(isAtWork({ ...idle, state: "waiting", awaits: "usb" })).toBe(false);
  expect(isAtWork({ ...idle, state: "running" })).toBe(true);
  expect(isAtWork(idle)).toBe(false);
});

it("a state that is not known here is shown as it is", () => expect(standing("adrift")).toEqual({ tone: "calm", label: "adrift" }));
