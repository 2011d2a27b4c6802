import type { Tally } from "../api/model";

/** What a kind of operation means for the reader: something comes, changes, goes, or only its name or owner does. */
export type Effect = "added" | "changed" | "removed" | "moved" | "put right" | "looked at";

const effects: Readonly<Record<string, Effect>> = {
  create: "added",
  link: "added",
  "make-directory": "added",
  replace: "changed",
  remove: "removed",
  "remove-directory": "removed",
  move: "moved",
  vacate: "changed",
  "set-metadata": "put right",
  "finish-directory": "put right",
  adopt: "looked at",
  check: "looked at",
  forget: "looked at",
};

export function effect(kind: string): Effect {
  return effects[kind] ?? "looked at";
}

/** The kinds with an effect, as the API's filter takes them. */
export function kindsOf(wanted: Effect): string {
  return Object.entries(effects)
    .filter(([, value]) => value === wanted)
    .map(([kind]) => kind)
    .join(",");
}

/** How many operations of a tally have each effect, without those that have none. */
export function effectsOf(tally: Tally): { effect: Effect; count: number }[] {
  const counts: Record<Effect, number> = {
    added: tally.creates + tally.links + tally.directories,
    changed: tally.replaces,
    removed: tally.removes,
    moved: tally.moves,
    "put right": tally.metadata,
    "looked at": tally.adopts + tally.checks,
  };
  return Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([name, count]) => ({ effect: name as Effect, count }));
}

/** What a run did, in a line. */
export function tallyLine(tally: Tally): string {
  const parts = effectsOf(tally).map(({ effect: name, count }) => `${count.toLocaleString("en-GB")} ${name}`);
  return parts.length > 0 ? parts.join(", ") : "nothing to do";
}
