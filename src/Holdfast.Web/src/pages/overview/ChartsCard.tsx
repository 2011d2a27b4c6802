import { IconChartBar } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useMemo, type ReactNode } from "react";
import { holdfast } from "../../api/holdfast";
import type { Day } from "../../api/model";
import { Answer } from "../../parts/Answer";
import BarChart, { type Series } from "../../parts/BarChart";
import { Card } from "../../parts/Card";
import layout from "../../parts/layout.module.css";
import { Notice } from "../../parts/Notice";
import { bytes, count, counted } from "../../words/amounts";
import { briefly, calendarDay } from "../../words/times";

const span = 30;

/** The last thirty days. */
export default function ChartsCard(): ReactNode {
  const stats = useQuery({ queryKey: ["stats", span], queryFn: ({ signal }) => holdfast.stats(span, signal), staleTime: 60_000 });
  return (
    <Card title="The last 30 days">
      <Answer of={stats} what="the last 30 days">
        {({ items }) => (items.some((day) => day.runs > 0) ? <Charts days={items} /> : <NoRuns />)}
      </Answer>
    </Card>
  );
}

function NoRuns(): ReactNode {
  return (
    <Notice icon={IconChartBar} title="Nothing has run yet">
      What runs carry, how long they take and what fails is drawn here, day by day.
    </Notice>
  );
}

const seconds = (value: number): string => briefly(value * 1000);

function Charts({ days }: { readonly days: readonly Day[] }): ReactNode {
  const labels = useMemo(() => days.map((day) => calendarDay(day.day)), [days]);
  return (
    <div className={layout.thirds}>
      <Chart title="Bytes carried" labels={labels} series={useSeries(days, "bytes", "Bytes", "--hf-bar")} say={bytes} total={bytes(sum(days, "bytes"))} />
      <Chart title="Files carried" labels={labels} series={useSeries(days, "files", "Files", "--hf-bar")} say={count} total={counted(sum(days, "files"), "file")} />
      <Chart title="Runs" labels={labels} series={useSeries(days, "runs", "Runs", "--hf-bar")} say={count} total={counted(sum(days, "runs"), "run")} />
      <Chart title="Failed runs" labels={labels} series={useSeries(days, "failures", "Failed runs", "--hf-bar-bad")} say={count} total={counted(sum(days, "failures"), "failure")} />
      <Chart title="Time at work" labels={labels} series={useSeries(days, "seconds", "Time", "--hf-bar-busy")} say={seconds} total={seconds(sum(days, "seconds"))} />
      <Chart title="Longest lag" labels={labels} series={useSeries(days, "worst_lag_seconds", "Lag", "--hf-bar-warn")} say={seconds} total={`at most ${seconds(Math.max(...days.map((day) => day.worst_lag_seconds)))}`} />
    </div>
  );
}

interface ChartProps {
  readonly title: string;
  readonly labels: readonly string[];
  readonly series: readonly Series[];
  readonly say: (value: number) => string;
  readonly total: string;
}

function Chart({ title, labels, series, say, total }: ChartProps): ReactNode {
  return (
    <figure style={{ margin: 0 }}>
      <figcaption className={layout.row} style={{ justifyContent: "space-between", marginBottom: "0.5rem" }}>
        <strong style={{ fontWeight: 600 }}>{title}</strong>
        <span className={`${layout.faint ?? ""} ${layout.small ?? ""}`}>{total}</span>
      </figcaption>
      <BarChart title={title} summary={`${total} in ${labels.length} days`} labels={labels} series={series} say={say} />
    </figure>
  );
}

type Measure = "bytes" | "files" | "seconds" | "worst_lag_seconds" | "runs" | "failures";

function useSeries(days: readonly Day[], measure: Measure, name: string, color: string): readonly Series[] {
  return useMemo(() => [{ name, color, values: days.map((day) => day[measure]) }], [days, measure, name, color]);
}

function sum(days: readonly Day[], measure: Measure): number {
  return days.reduce((total, day) => total + day[measure], 0);
}
