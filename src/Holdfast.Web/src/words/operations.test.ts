import { expect, it } from "vitest";
import type { Tally } from "../api/model";
import { effect, effectsOf, kindsOf, tallyLine } from "./operations";

const nothing: Tally = { entries: 5, creates: 0, replaces: 0, removes: 0, moves: 0, links: 0, directories: 0, metadata: 0, adopts: 0, checks: 0, bytes: 0, done: 0, failed: 0, changed: 0, skipped: 0, bytes_done: 0 };

it("a tally is told by what it means for the reader", () => {
  const tally = { ...nothing, creates: 10, directories: 2, removes: 412 };
  expect(effectsOf(tally)).toEqual([
    { effect: "added", count: 12 },
    { effect: "removed", count: 412 },
  ]);
  expect(tallyLine(tally)).toBe("12 added, 412 removed");
  expect(tallyLine(nothing)).toBe("nothing to do");
});

it("the kinds of an effect have that effect", () => {
  expect(kindsOf("added").split(",")).toContain("make-directory");
  for (const kind of kindsOf("removed").split(",")) expect(effect(kind)).toBe("removed");
});

it("a kind that is not known here is shown without a claim", () => expect(effect("teleport")).toBe("looked at"));
