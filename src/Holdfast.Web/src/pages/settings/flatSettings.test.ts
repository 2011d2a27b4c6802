import { expect, it } from "vitest";
import { flatSettings } from "./flatSettings";

it("nested values become a row each, with where they were said", () => {
  const values = { stores: { lab: { kind: { value: "local", origin: "holdfast.yaml:2" } } }, jobs: { mirror: { to: { value: ["a", "b"], origin: "default" }, every: { value: 5, origin: "x" } } } };
  expect(flatSettings(values)).toEqual([
    { path: "stores.lab.kind", value: "local", origin: "holdfast.yaml:2" },
    { path: "jobs.mirror.to", value: "a, b", origin: "default" },
    { path: "jobs.mirror.every", value: "5", origin: "x" },
  ]);
});
