import type { Diagnostic } from "@codemirror/lint";
import type { Text } from "@codemirror/state";
import type { SettingsProblem } from "../../api/model";

/** What is wrong, in a sentence. */
export function problemWords({ field, found, expected, advice }: SettingsProblem): string {
  const where = field === "" ? "" : `${field}: `;
  const mend = advice === undefined ? "" : ` (${advice})`;
  return `${where}${found === "" ? expected : `${found}; expected ${expected}`}${mend}`;
}

/** Problems of the API, which count lines and columns, as marks of the editor, which counts characters. A problem without a line stands at the first. */
export function diagnosticsOf(text: Text, problems: readonly SettingsProblem[]): Diagnostic[] {
  return problems.map((problem) => {
    const line = text.line(Math.min(Math.max(problem.line, 1), text.lines));
    const indent = line.text.length - line.text.trimStart().length;
    const start = Math.min(line.from + (problem.column === 0 ? indent : problem.column - 1), line.to);
    return { from: start, to: line.to, severity: problem.is_warning ? "warning" : "error", message: problemWords(problem) };
  });
}
