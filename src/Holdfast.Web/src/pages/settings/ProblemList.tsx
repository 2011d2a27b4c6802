import type { ReactNode } from "react";
import type { SettingsProblem } from "../../api/model";
import { StateBadge } from "../../parts/Badge";
import { problemWords } from "./diagnostics";
import css from "./SettingsEditor.module.css";

interface Props {
  readonly problems: readonly SettingsProblem[];
  readonly show: (line: number) => void;
}

/** What is wrong in the file; pressing one leads to its line. */
export function ProblemList({ problems, show }: Props): ReactNode {
  if (problems.length === 0) return null;
  return (
    <ul className={css.problems} aria-label="What is wrong in the file">
      {problems.map((problem, at) => (
        <li key={at}>
          <button type="button" onClick={() => show(problem.line)}>
            <StateBadge state={problem.is_warning ? "warning" : "error"} />
            <span className={css.line}>{problem.line > 0 && `line ${problem.line}`}</span>
            <span>{problemWords(problem)}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
