import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { yaml } from "@codemirror/lang-yaml";
import { bracketMatching, HighlightStyle, indentOnInput, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { lintGutter, lintKeymap } from "@codemirror/lint";
import { highlightSelectionMatches, searchKeymap } from "@codemirror/search";
import type { Extension } from "@codemirror/state";
import { drawSelection, EditorView, highlightActiveLine, highlightActiveLineGutter, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";

const colours = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: "var(--hf-accent)", fontWeight: "560" },
  { tag: tags.comment, color: "var(--hf-faint)", fontStyle: "italic" },
  { tag: [tags.string, tags.special(tags.string)], color: "var(--hf-busy)" },
  { tag: [tags.labelName, tags.typeName, tags.meta], color: "var(--hf-warn)" },
  { tag: [tags.separator, tags.punctuation, tags.squareBracket, tags.brace], color: "var(--hf-calm)" },
]);

const looks = EditorView.theme({
  "&": { color: "var(--hf-text)", backgroundColor: "var(--hf-card)", fontSize: "0.875rem" },
  "&.cm-focused": { outline: "2px solid var(--hf-accent)", outlineOffset: "-2px" },
  ".cm-scroller": { fontFamily: "var(--mantine-font-family-monospace)", lineHeight: "1.6", minHeight: "24rem", maxHeight: "70vh" },
  ".cm-gutters": { backgroundColor: "var(--hf-raised)", color: "var(--hf-faint)", border: "none" },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "light-dark(rgb(0 113 103 / 7%), rgb(87 197 184 / 9%))" },
  ".cm-cursor": { borderLeftColor: "var(--hf-text)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": { backgroundColor: "light-dark(#bfe5df, #215049)" },
  ".cm-tooltip": { backgroundColor: "var(--hf-card)", border: "1px solid var(--hf-line)", borderRadius: "0.4rem", color: "var(--hf-text)" },
  ".cm-panels": { backgroundColor: "var(--hf-raised)", color: "var(--hf-text)" },
});

/** Everything the editor is made of. Escape and then Tab leads out of it by keyboard. */
export function editorParts(): Extension {
  return [
    lineNumbers(),
    lintGutter(),
    history(),
    drawSelection(),
    indentOnInput(),
    indentUnit.of("  "),
    bracketMatching(),
    highlightActiveLine(),
    highlightActiveLineGutter(),
    highlightSelectionMatches(),
    yaml(),
    syntaxHighlighting(colours),
    looks,
    keymap.of([...defaultKeymap, ...historyKeymap, ...searchKeymap, ...lintKeymap, indentWithTab]),
    EditorView.lineWrapping,
    EditorView.contentAttributes.of({ "aria-label": "The configuration, in YAML", tabindex: "0" }),
  ];
}
