import { SegmentedControl } from "@mantine/core";
import { IconFileCheck } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { holdfast } from "../../api/holdfast";
import type { Run } from "../../api/model";
import { Choice } from "../../parts/Choice";
import layout from "../../parts/layout.module.css";
import { Notice } from "../../parts/Notice";
import { OperationTable } from "../../parts/OperationTable";
import { Pages } from "../../parts/Pages";
import { SearchBox } from "../../parts/SearchBox";
import { useWords } from "../../parts/useWords";
import { effectsOf, kindsOf, type Effect } from "../../words/operations";

const outcomes = [
  ["", "All outcomes"],
  ["done", "Done"],
  ["failed", "Failed"],
  ["changed", "Changed meanwhile"],
  ["skipped", "Left out"],
] as const;

/** The steps of a run: what becomes of which file. */
export function RunOperations({ run }: { readonly run: Run }): ReactNode {
  const [word, setWord] = useWords();
  const effects = effectsOf(run.tally);
  const wanted = word("effect");
  const outcome = word("outcome");
  const isPlan = run.state === "planned" || run.state === "refused";
  const name = word("q");
  const kind = wanted === "" ? "" : kindsOf(wanted as Effect);
  return (
    <>
      <div className={layout.filters}>
        <SearchBox className={layout.grow} label="Name" placeholder="part of a name" value={name} onChange={(value) => setWord("q", value)} />
        {effects.length > 1 && (
          <SegmentedControl aria-label="What is done" value={wanted} onChange={(value) => setWord("effect", value)} data={[{ value: "", label: "All" }, ...effects.map(({ effect }) => ({ value: effect, label: capital(effect) }))]} />
        )}
        {!isPlan && <Choice label="Outcome" value={outcome} onChange={(value) => setWord("outcome", value)} options={outcomes} />}
      </div>
      <Pages
        query={["runs", "operations", run.id, name, kind, outcome]}
        what="the files"
        ask={(after, signal) => holdfast.runs.operations(run.id, { q: name, kind, outcome, after, limit: 100 }, signal)}
        empty={
          <Notice icon={IconFileCheck} title={wanted === "" && outcome === "" && name === "" ? "No file had to be touched" : "No file is like this"}>
            Files that are as they should be are not listed. A run that only adds keeps no list of what it did.
          </Notice>
        }
      >
        {(operations) => <OperationTable operations={operations} hasOutcomes={!isPlan} />}
      </Pages>
    </>
  );
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
