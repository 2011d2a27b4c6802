import { expect, it } from "vitest";
import { plain } from "./plain";

it("what is null is left out, at every depth", () => {
  expect(plain({ a: null, b: 1, c: { d: null, e: [{ f: null, g: "x" }] } })).toEqual({ b: 1, c: { e: [{ g: "x" }] } });
});

it("what is not null stays as it is", () => {
  for (const value of [0, "", false, [], {}, undefined]) expect(plain(value)).toEqual(value);
});
