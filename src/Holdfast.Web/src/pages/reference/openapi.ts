/** The parts of an OpenAPI document that the page shows. */
export interface OpenApi {
  readonly info: { readonly title: string; readonly version: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, Endpoint>>>>;
  readonly components?: { readonly schemas?: Readonly<Record<string, Schema>> };
}

export interface Endpoint {
  readonly summary?: string;
  readonly description?: string;
  readonly tags?: readonly string[];
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content?: Content };
  readonly responses?: Readonly<Record<string, { readonly description?: string; readonly content?: Content }>>;
}

export interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly description?: string;
  readonly schema?: Schema;
}

type Content = Readonly<Record<string, { readonly schema?: Schema }>>;

export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly description?: string;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
}

/** One route: a method at a path. */
export interface RouteRow {
  readonly method: string;
  readonly path: string;
  readonly endpoint: Endpoint;
}

const methods = ["get", "post", "put", "patch", "delete"];

/** The routes by their group, in the order of the document. */
export function routesByGroup(document: OpenApi): Map<string, RouteRow[]> {
  const groups = new Map<string, RouteRow[]>();
  for (const [path, item] of Object.entries(document.paths)) {
    for (const [method, endpoint] of Object.entries(item).filter(([name]) => methods.includes(name))) {
      const group = endpoint.tags?.[0] ?? groupOf(path);
      groups.set(group, [...(groups.get(group) ?? []), { method, path, endpoint }]);
    }
  }
  return groups;
}

function groupOf(path: string): string {
  return /^\/api\/v1\/([^/{]+)/.exec(path)?.[1] ?? "others";
}

/** The name of what is sent or answered: "RunRow", "array of RunRow", "string". */
export function nameOf(schema: Schema | undefined): string | undefined {
  if (schema === undefined) return undefined;
  if (schema.$ref !== undefined) return refName(schema.$ref);
  if (schema.items !== undefined) return `array of ${nameOf(schema.items) ?? "anything"}`;
  return typeof schema.type === "string" ? schema.type : schema.type?.filter((type) => type !== "null").join(" or ");
}

export function refName(reference: string): string {
  return reference.slice(reference.lastIndexOf("/") + 1);
}

/** The schema of the body of a request or an answer. */
export function bodySchema(content: Content | undefined): Schema | undefined {
  return content === undefined ? undefined : Object.values(content)[0]?.schema;
}
