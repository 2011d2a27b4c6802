import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { holdfast } from "../../api/holdfast";
import { Answer } from "../../parts/Answer";
import { Card } from "../../parts/Card";
import layout from "../../parts/layout.module.css";
import css from "./ReportsPage.module.css";

/** One report: a page as it looks, everything else as it was written. */
export function OneReport({ name }: { readonly name: string }): ReactNode {
  return name.endsWith(".html") ? <PageReport name={name} /> : <TextReport name={name} />;
}

// A page of its own, out of reach of this one and of whoever is signed in: nothing in it can run or ask for anything.
function PageReport({ name }: { readonly name: string }): ReactNode {
  const address = holdfast.reports.address(name);
  return (
    <Card
      title={name}
      isFull
      beside={
        <a className={layout.link} href={address} target="_blank" rel="noreferrer">
          Open alone
        </a>
      }
    >
      <iframe className={css.page} sandbox="" src={address} title={`Report ${name}`} />
    </Card>
  );
}

function TextReport({ name }: { readonly name: string }): ReactNode {
  const report = useQuery({ queryKey: ["reports", name], queryFn: ({ signal }) => holdfast.reports.read(name, signal) });
  return (
    <Card title={name} isFull>
      <Answer of={report} what="the report" lines={12}>
        {(text) => (
          <pre className={layout.pre} tabIndex={0} aria-label={`Report ${name}`}>
            {text}
          </pre>
        )}
      </Answer>
    </Card>
  );
}
