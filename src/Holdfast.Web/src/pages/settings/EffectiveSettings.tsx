import { IconSettingsOff } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { holdfast } from "../../api/holdfast";
import { Answer } from "../../parts/Answer";
import layout from "../../parts/layout.module.css";
import { Notice } from "../../parts/Notice";
import { SearchBox } from "../../parts/SearchBox";
import { Table, type Column } from "../../parts/Table";
import { flatSettings, type Setting } from "./flatSettings";

const columns: readonly Column<Setting>[] = [
  { name: "Word", cell: (setting) => <span className={layout.path}>{setting.path}</span> },
  { name: "Value", kind: "wide", cell: (setting) => <span className={layout.path}>{setting.value}</span> },
  { name: "Said in", cell: (setting) => <span className={layout.faint}>{setting.origin}</span> },
];

/** Every value that holds, with where it was said. */
export function EffectiveSettings(): ReactNode {
  const [words, setWords] = useState("");
  const settings = useQuery({ queryKey: ["settings", "effective"], queryFn: ({ signal }) => holdfast.settings.effective(signal) });
  return (
    <>
      <div className={layout.filters}>
        <SearchBox className={layout.grow} label="Words" placeholder="part of a word or a value" value={words} onChange={setWords} />
      </div>
      <Answer of={settings} what="the settings" lines={8}>
        {({ values }) => {
          const shown = flatSettings(values).filter(({ path, value }) => path.includes(words) || value.includes(words));
          return shown.length > 0 ? <Table label="Settings" columns={columns} rows={shown} rowKey={(setting) => setting.path} /> : <Notice icon={IconSettingsOff} title="No such word" />;
        }}
      </Answer>
    </>
  );
}
