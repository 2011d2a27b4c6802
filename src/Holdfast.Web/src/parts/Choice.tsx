import { NativeSelect } from "@mantine/core";
import type { ReactNode } from "react";

interface Props {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** Values with their words; the empty value means all. */
  readonly options: readonly (readonly [value: string, words: string])[];
}

/** One of a few. */
export function Choice({ label, value, onChange, options }: Props): ReactNode {
  return <NativeSelect label={label} value={value} onChange={(event) => onChange(event.currentTarget.value)} data={options.map(([key, words]) => ({ value: key, label: words }))} />;
}
