import { setDiagnostics } from "@codemirror/lint";
import { EditorState } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { useEffect, useImperativeHandle, useRef, type ReactNode, type Ref } from "react";
import type { SettingsProblem } from "../../api/model";
import { diagnosticsOf } from "./diagnostics";
import { editorParts } from "./editorParts";
import css from "./YamlEditor.module.css";

/** What the page can have an editor do. */
export interface EditorHandle {
  readonly show: (line: number) => void;
  readonly replace: (text: string) => void;
}

interface Props {
  readonly ref: Ref<EditorHandle>;
  readonly text: string;
  readonly problems: readonly SettingsProblem[];
  readonly onChange: (text: string) => void;
}

/**
 * An editor for YAML that marks what is wrong at its line. It lives in a shadow root, where its styles are sheets made by
 * script: in the page itself it would write a <style> element, which the content policy forbids.
 */
export function YamlEditor({ ref, text, problems, onChange }: Props): ReactNode {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(null);
  const told = useRef(onChange);
  useEffect(() => {
    told.current = onChange;
  }, [onChange]);
  useEffect(() => {
    if (host.current === null) return undefined;
    const root = host.current.shadowRoot ?? host.current.attachShadow({ mode: "open" });
    const listener = EditorView.updateListener.of((update) => {
      if (update.docChanged) told.current(update.state.doc.toString());
    });
    const editor = new EditorView({ root, parent: root, state: EditorState.create({ doc: text, extensions: [editorParts(), listener] }) });
    view.current = editor;
    return () => editor.destroy();
  }, [text]);
  useEffect(() => {
    const editor = view.current;
    if (editor !== null) editor.dispatch(setDiagnostics(editor.state, diagnosticsOf(editor.state.doc, problems)));
  }, [problems]);
  useImperativeHandle(ref, () => ({
    show: (line) => show(view.current, line),
    replace: (whole) => view.current?.dispatch({ changes: { from: 0, to: view.current.state.doc.length, insert: whole } }),
  }));
  return <div ref={host} className={css.host} />;
}

function show(editor: EditorView | null, line: number): void {
  if (editor === null) return;
  const { from } = editor.state.doc.line(Math.min(Math.max(line, 1), editor.state.doc.lines));
  editor.dispatch({ selection: { anchor: from }, effects: EditorView.scrollIntoView(from, { y: "center" }) });
  editor.focus();
}
