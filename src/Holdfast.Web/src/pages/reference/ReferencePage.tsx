import { useQuery } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { fetchDocument } from "../../api/document";
import { Answer } from "../../parts/Answer";
import { Card } from "../../parts/Card";
import layout from "../../parts/layout.module.css";
import { Page } from "../../parts/Page";
import { SearchBox } from "../../parts/SearchBox";
import { routesByGroup, type OpenApi } from "./openapi";
import { RouteItem } from "./RouteItem";
import css from "./ReferencePage.module.css";

/** Every route of the API, as its own description has it. */
export default function ReferencePage(): ReactNode {
  const document = useQuery({ queryKey: ["openapi"], queryFn: ({ signal }) => fetchDocument<OpenApi>("/api/openapi.json", signal), staleTime: Infinity });
  return (
    <Page
      title="API"
      lead={
        <>
          Everything this dashboard does, for programs. The same as <a href="/api/openapi.json">openapi.json</a>.
        </>
      }
    >
      <Answer of={document} what="the description of the API" lines={12}>
        {(found) => <Routes document={found} />}
      </Answer>
    </Page>
  );
}

function Routes({ document }: { readonly document: OpenApi }): ReactNode {
  const [words, setWords] = useState("");
  const groups = [...routesByGroup(document)].map(([group, routes]) => [group, routes.filter(({ method, path, endpoint }) => `${method} ${path} ${endpoint.summary ?? ""}`.toLowerCase().includes(words.toLowerCase()))] as const);
  return (
    <>
      <Card>
        <p className={css.intro}>
          A program sends a token, which an administrator makes: <code>curl -H "Authorization: Bearer TOKEN" {location.origin}/api/v1/status</code>
        </p>
        <SearchBox className={layout.grow} label="Routes" placeholder="runs, restore, POST" value={words} onChange={setWords} />
      </Card>
      {groups
        .filter(([, routes]) => routes.length > 0)
        .map(([group, routes]) => (
          <Card key={group} title={group} isFull>
            <ul className={css.routes}>
              {routes.map((route) => (
                <RouteItem key={`${route.method} ${route.path}`} route={route} schemas={document.components?.schemas ?? {}} />
              ))}
            </ul>
          </Card>
        ))}
    </>
  );
}
