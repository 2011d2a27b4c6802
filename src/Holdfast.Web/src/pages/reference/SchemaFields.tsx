import type { ReactNode } from "react";
import { nameOf, refName, type Schema } from "./openapi";
import css from "./ReferencePage.module.css";

interface Props {
  readonly title: string;
  readonly schema: Schema | undefined;
  readonly schemas: Readonly<Record<string, Schema>>;
}

/** The fields of what is sent or answered. */
export function SchemaFields({ title, schema, schemas }: Props): ReactNode {
  const inner = schema?.items ?? schema;
  const found = inner?.$ref === undefined ? inner : schemas[refName(inner.$ref)];
  const fields = Object.entries(found?.properties ?? {});
  return (
    <>
      <h3>
        {title} <span className={css.type}>{nameOf(schema)}</span>
      </h3>
      {fields.length > 0 && (
        <dl className={css.fields}>
          {fields.map(([name, field]) => (
            <div key={name}>
              <dt>
                <code>{name}</code> {nameOf(field)}
              </dt>
              <dd>{field.description}</dd>
            </div>
          ))}
        </dl>
      )}
    </>
  );
}
