import { Text } from "@codemirror/state";
import { expect, it } from "vitest";
import { diagnosticsOf, problemWords } from "./diagnostics";

const text = Text.of(["stores:", "  lab: { kind: locl }"]);
const problem = { is_warning: false, line: 2, column: 0, field: "stores.lab.kind", found: "locl", expected: "local or memory" };

it("a problem marks its line, from where its words begin", () => {
  expect(diagnosticsOf(text, [problem])).toMatchObject([{ from: 10, to: 29, severity: "error" }]);
});

it("a column says where in the line", () => {
  expect(diagnosticsOf(text, [{ ...problem, column: 16, is_warning: true }])).toMatchObject([{ from: 23, to: 29, severity: "warning" }]);
});

it("a problem beyond the text, or of the whole, has a place in it", () => {
  expect(diagnosticsOf(text, [{ ...problem, line: 9 }, { ...problem, line: 0 }])).toMatchObject([{ to: 29 }, { from: 0, to: 7 }]);
});

it("a problem is told in a sentence", () => {
  expect(problemWords(problem)).toBe("stores.lab.kind: locl; expected local or memory");
  expect(problemWords({ ...problem, field: "", found: "", advice: "write one" })).toBe("local or memory (write one)");
});
