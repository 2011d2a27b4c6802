import { createTheme, type MantineColorsTuple } from "@mantine/core";

// The green of kelp in deep water; the shades used for text and buttons have 4.5:1 against what they stand on.
const tide: MantineColorsTuple = ["#e3f6f3", "#cdeae6", "#a0d6cf", "#6fc1b7", "#48afa3", "#2ea497", "#159d90", "#058778", "#007167", "#005d55"];

const dark: MantineColorsTuple = ["#d5dce1", "#b4bec6", "#93a0aa", "#6d7a85", "#46525c", "#323d46", "#263039", "#1a2229", "#12181e", "#0b1014"];

export const theme = createTheme({
  primaryColor: "tide",
  primaryShade: 8,
  colors: { tide, dark },
  fontFamily: '"Inter Variable", system-ui, -apple-system, "Segoe UI", sans-serif',
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace',
  headings: { fontWeight: "650" },
  defaultRadius: "md",
  cursorType: "pointer",
  respectReducedMotion: true,
});
