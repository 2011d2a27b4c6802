import { useComputedColorScheme } from "@mantine/core";
import { BarController, BarElement, CategoryScale, Chart, LinearScale, Tooltip, type ChartConfiguration } from "chart.js";
import { useEffect, useRef, type ReactNode } from "react";
import css from "./BarChart.module.css";

Chart.register(BarController, BarElement, CategoryScale, LinearScale, Tooltip);

/** One row of bars. */
export interface Series {
  readonly name: string;
  readonly values: readonly number[];
  /** A colour of the stylesheet, such as "--hf-bad". */
  readonly color: string;
}

interface Props {
  readonly title: string;
  /** What is to be seen in it, in words, for those who do not see it. */
  readonly summary: string;
  readonly labels: readonly string[];
  readonly series: readonly Series[];
  readonly say: (value: number) => string;
}

/** Bars over days. */
export default function BarChart({ title, summary, labels, series, say }: Props): ReactNode {
  const canvas = useRef<HTMLCanvasElement>(null);
  const scheme = useComputedColorScheme("light");
  useEffect(() => {
    if (canvas.current === null) return undefined;
    const chart = new Chart(canvas.current, configuration(labels, series, say));
    return () => chart.destroy();
    // The colours are read from the stylesheet, which has others in the dark.
  }, [labels, series, say, scheme]);
  return (
    <div className={css.frame}>
      <canvas ref={canvas} role="img" aria-label={`${title}. ${summary}`} />
    </div>
  );
}

function configuration(labels: readonly string[], series: readonly Series[], say: (value: number) => string): ChartConfiguration<"bar"> {
  const style = getComputedStyle(document.documentElement);
  const faint = resolve("--hf-faint");
  const font = { family: style.getPropertyValue("--mantine-font-family"), size: 11 };
  const isWhole = series.every(({ values }) => values.every(Number.isInteger));
  const isStill = matchMedia("(prefers-reduced-motion: reduce)").matches;
  return {
    type: "bar",
    data: {
      labels: [...labels],
      datasets: series.map(({ name, values, color }) => ({ label: name, data: [...values], backgroundColor: resolve(color), borderRadius: 2, maxBarThickness: 14, categoryPercentage: 0.85, barPercentage: 0.9 })),
    },
    options: {
      animation: isStill ? false : { duration: 250 },
      maintainAspectRatio: false,
      interaction: { mode: "index", intersect: false },
      scales: {
        x: { stacked: true, grid: { display: false }, border: { color: resolve("--hf-line") }, ticks: { color: faint, font, maxTicksLimit: 5, maxRotation: 0, autoSkipPadding: 24 } },
        y: { stacked: true, beginAtZero: true, suggestedMax: 1, grid: { color: resolve("--hf-line") }, border: { display: false }, ticks: { color: faint, font, maxTicksLimit: 4, callback: (value) => (isWhole && !Number.isInteger(Number(value)) ? "" : say(Number(value))) } },
      },
      plugins: { tooltip: { displayColors: series.length > 1, callbacks: { label: ({ dataset, parsed }) => `${dataset.label ?? ""}: ${say(parsed.y ?? 0)}` } } },
    },
  };
}

// A canvas knows neither variables nor light-dark(): a hidden element has the browser work them out.
function resolve(variable: string): string {
  const probe = document.createElement("span");
  probe.style.color = `var(${variable})`;
  document.body.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}
