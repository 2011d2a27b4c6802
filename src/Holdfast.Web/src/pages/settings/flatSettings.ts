/** One value that holds. */
export interface Setting {
  readonly path: string;
  readonly value: string;
  readonly origin: string;
}

/** The values that hold, nested as in the file, as one row each. */
export function flatSettings(values: unknown, above = ""): Setting[] {
  if (typeof values !== "object" || values === null) return [];
  if ("value" in values && "origin" in values) return [{ path: above, value: text(values.value), origin: text(values.origin) }];
  return Object.entries(values).flatMap(([name, inner]) => flatSettings(inner, above === "" ? name : `${above}.${name}`));
}

function text(value: unknown): string {
  if (Array.isArray(value)) return value.map(text).join(", ");
  return typeof value === "string" ? value : JSON.stringify(value);
}
