import type { ReactNode } from "react";
import { bodySchema, nameOf, type RouteRow, type Schema } from "./openapi";
import { SchemaFields } from "./SchemaFields";
import css from "./ReferencePage.module.css";

interface Props {
  readonly route: RouteRow;
  readonly schemas: Readonly<Record<string, Schema>>;
}

/** One route: what it is asked with, and what it answers. */
export function RouteItem({ route: { method, path, endpoint }, schemas }: Props): ReactNode {
  const answers = Object.entries(endpoint.responses ?? {});
  return (
    <li>
      <details>
        <summary>
          <span className={css.method} data-method={method}>
            {method.toUpperCase()}
          </span>
          <code>{path}</code>
          <span className={css.summary}>{endpoint.summary}</span>
        </summary>
        <div className={css.more}>
          {endpoint.description !== undefined && <p>{endpoint.description}</p>}
          {endpoint.parameters !== undefined && endpoint.parameters.length > 0 && (
            <>
              <h3>Asked with</h3>
              <dl className={css.fields}>
                {endpoint.parameters.map((parameter) => (
                  <div key={`${parameter.in} ${parameter.name}`}>
                    <dt>
                      <code>{parameter.name}</code> {parameter.in}
                      {parameter.required === true && ", must be said"}
                    </dt>
                    <dd>{parameter.description ?? nameOf(parameter.schema)}</dd>
                  </div>
                ))}
              </dl>
            </>
          )}
          {endpoint.requestBody !== undefined && <SchemaFields title="Sent" schema={bodySchema(endpoint.requestBody.content)} schemas={schemas} />}
          {answers.map(([status, answer]) => {
            const schema = bodySchema(answer.content);
            return schema === undefined ? (
              <h3 key={status}>
                {status} {answer.description}
              </h3>
            ) : (
              <SchemaFields key={status} title={`${status} ${answer.description ?? ""}`} schema={schema} schemas={schemas} />
            );
          })}
        </div>
      </details>
    </li>
  );
}
