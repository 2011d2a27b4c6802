/** A type of the API without null: what there is not is left out of its answers. */
export type Plain<T> = T extends readonly (infer Item)[] ? Plain<Item>[] : T extends object ? { [Key in keyof T]: Plain<Exclude<T[Key], null>> } : Exclude<T, null>;

/** An answer without the members that are null, so that it is what its type says, whatever stands between the daemon and this page. */
export function plain<T>(answer: T): Plain<T> {
  if (Array.isArray(answer)) return answer.map((item: unknown) => plain(item)) as Plain<T>;
  if (answer === null || typeof answer !== "object") return answer as Plain<T>;
  return Object.fromEntries(
    Object.entries(answer)
      .filter(([, value]) => value !== null)
      .map(([name, value]) => [name, plain(value)]),
  ) as Plain<T>;
}
