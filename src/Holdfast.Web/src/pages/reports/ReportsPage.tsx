import { IconClipboardText, IconFilePlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { NavLink, useNavigate, useParams } from "react-router";
import { holdfast } from "../../api/holdfast";
import { ActButton } from "../../parts/ActButton";
import { Ago } from "../../parts/Ago";
import { Answer } from "../../parts/Answer";
import { Card } from "../../parts/Card";
import layout from "../../parts/layout.module.css";
import { Notice } from "../../parts/Notice";
import { Page } from "../../parts/Page";
import { useAct } from "../../parts/useAct";
import { OneReport } from "./OneReport";
import css from "./ReportsPage.module.css";

/** The reports that were written, and one of them to read. */
export default function ReportsPage(): ReactNode {
  const { report } = useParams();
  const navigate = useNavigate();
  const reports = useQuery({ queryKey: ["reports"], queryFn: ({ signal }) => holdfast.reports.list(signal) });
  const make = useAct({
    act: () => holdfast.reports.make(),
    done: ({ file }) => `Written: ${nameOf(file)}`,
    changes: ["reports"],
    then: ({ file, page }) => void navigate(`/reports/${encodeURIComponent(nameOf(page ?? file))}`),
  });
  return (
    <Page
      title="Reports"
      lead="One a day, and whenever somebody asks."
      actions={
        <ActButton needs="operator" leftSection={<IconFilePlus size={17} />} loading={make.isPending} onClick={() => make.mutate()}>
          Report now
        </ActButton>
      }
    >
      <Answer of={reports} what="the reports">
        {({ items }) =>
          items.length === 0 ? (
            <Card>
              <Notice icon={IconClipboardText} title="No report has been written yet">
                The first comes at the end of the day.
              </Notice>
            </Card>
          ) : (
            <div className={css.sides}>
              <Card title="Written">
                <ul className={css.list}>
                  {items.map(({ name, written }) => (
                    <li key={name}>
                      <NavLink to={`/reports/${encodeURIComponent(name)}`}>
                        {name}
                        <span className={layout.faint}><Ago at={written} /></span>
                      </NavLink>
                    </li>
                  ))}
                </ul>
              </Card>
              <OneReport name={report ?? items.find(({ name }) => name.endsWith(".html"))?.name ?? items[0]?.name ?? ""} />
            </div>
          )
        }
      </Answer>
    </Page>
  );
}

function nameOf(file = ""): string {
  return file.slice(file.lastIndexOf("/") + 1);
}
