import { expect, it } from "vitest";
import { briefly, duration, relative } from "./times";

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;

it.each([
  [-5, "0.0 s"],
  [4200, "4.2 s"],
  [42 * second, "42 s"],
  [4 * minute + 10 * second, "4 min 10 s"],
  [12 * minute + 10 * second, "12 min"],
  [3 * hour + 20 * minute, "3 h 20 min"],
  [50 * hour, "2 days"],
])("%d ms last %s", (time, words) => expect(duration(time)).toBe(words));

it.each([
  [0, "0"],
  [400, "0.4 s"],
  [8 * minute + 20 * second, "8.3 min"],
  [5 * hour, "5 h"],
])("%d ms are %s on an axis", (time, words) => expect(briefly(time)).toBe(words));

it("a moment is told as it lies to now", () => {
  const now = new Date("2026-11-21T12:00:00Z");
  expect(relative(new Date("2026-11-21T11:56:00Z"), now)).toBe("4 minutes ago");
  expect(relative(new Date("2026-11-21T14:00:00Z"), now)).toBe("in 2 hours");
  expect(relative(new Date("2026-11-21T11:59:40Z"), now)).toBe("a few seconds ago");
  expect(relative(new Date("2026-11-21T12:00:03Z"), now)).toBe("just now");
});
