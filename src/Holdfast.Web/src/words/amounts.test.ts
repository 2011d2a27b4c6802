import { expect, it } from "vitest";
import { bytes, counted, percent } from "./amounts";

it.each([
  [0, "0 B"],
  [999, "999 B"],
  [9600, "9.6 kB"],
  [48_000_000, "48.0 MB"],
  [999_960, "1.0 MB"],
  [2.4e12, "2.4 TB"],
])("%d bytes read %s", (count, words) => expect(bytes(count)).toBe(words));

it.each([
  [0.01, "0 %"],
  [7.25, "7.3 %"],
  [82.4, "82 %"],
  [99.97, "100 %"],
])("a share of %d reads %s", (share, words) => expect(percent(share)).toBe(words));

it("one of something is no plural", () => {
  expect(counted(1, "entry", "entries")).toBe("1 entry");
  expect(counted(2041, "file")).toBe("2,041 files");
});
