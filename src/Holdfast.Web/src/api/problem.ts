/** What the API answers when it does not do what it was asked. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly title: string,
    readonly detail: string,
    readonly retryAfter?: number,
  ) {
    super(detail || title);
    this.name = "Problem";
  }
}

/** The daemon could not be reached at all. */
export class Unreachable extends Error {
  constructor() {
    super("Holdfast cannot be reached");
    this.name = "Unreachable";
  }
}

/** What to tell people of an error, in a sentence. */
export function sentence(error: unknown): string {
  return error instanceof Error ? error.message : "Something unexpected happened";
}

export async function problemOf(response: Response): Promise<Problem> {
  const wait = Number(response.headers.get("Retry-After"));
  const said = await details(response);
  return new Problem(response.status, text(said.title) ?? response.statusText, text(said.detail) ?? "", wait > 0 ? wait : undefined);
}

async function details(response: Response): Promise<Record<string, unknown>> {
  const isJson = response.headers.get("Content-Type")?.includes("json") ?? false;
  if (!isJson) return {};
  try {
    return (await response.json()) as Record<string, unknown>;
  } catch {
    // A proxy between may say JSON and send none: the status alone has to do.
    return {};
  }
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
