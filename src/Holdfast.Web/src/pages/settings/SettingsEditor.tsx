import { Button } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconDeviceFloppy } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useRef, useState, type ReactNode } from "react";
import { holdfast } from "../../api/holdfast";
import type { SettingsText } from "../../api/model";
import layout from "../../parts/layout.module.css";
import { useAct } from "../../parts/useAct";
import { ProblemList } from "./ProblemList";
import { YamlEditor, type EditorHandle } from "./YamlEditor";
import css from "./SettingsEditor.module.css";

const pause = 400;

/** The file of the configuration. It is validated as one types, and saved only when nothing is wrong in it. */
export function SettingsEditor({ file }: { readonly file: SettingsText }): ReactNode {
  const [text, setText] = useState(file.text);
  const [settled] = useDebouncedValue(text, pause);
  const editor = useRef<EditorHandle>(null);
  const verdict = useQuery({
    queryKey: ["settings", "verdict", settled],
    queryFn: ({ signal }) => holdfast.settings.validate(settled, signal),
    staleTime: Infinity,
    gcTime: 60_000,
    placeholderData: (before) => before,
  });
  const save = useAct({ act: () => holdfast.settings.save(text, file.digest), done: ({ takes_effect: when }) => `Saved. ${when ?? ""}`, changes: ["settings", "status", "jobs", "stores"] });
  const problems = verdict.data?.problems ?? [];
  const isChanged = text !== file.text;
  const isJudged = settled === text && !verdict.isFetching && verdict.data !== undefined;
  return (
    <div>
      <div className={css.bar}>
        <span className={layout.path}>{file.file}</span>
        <span className={css.state} role="status">
          {stateWords(isJudged, problems.length, isChanged)}
        </span>
        <Button variant="default" disabled={!isChanged} onClick={() => editor.current?.replace(file.text)}>
          Take back
        </Button>
        <Button leftSection={<IconDeviceFloppy size={17} />} loading={save.isPending} disabled={!isChanged || !isJudged || !verdict.data.is_valid} onClick={() => save.mutate()}>
          Save
        </Button>
      </div>
      <YamlEditor ref={editor} text={file.text} problems={problems} onChange={setText} />
      <ProblemList problems={problems} show={(line) => editor.current?.show(line)} />
    </div>
  );
}

function stateWords(isJudged: boolean, problems: number, isChanged: boolean): string {
  if (!isJudged) return "Looking…";
  if (problems > 0) return problems === 1 ? "1 thing to mend" : `${problems} things to mend`;
  return isChanged ? "In order; not saved yet" : "In order";
}
