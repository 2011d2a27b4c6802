import { DEFAULT_THEME, defaultCssVariablesResolver, mergeMantineTheme } from "@mantine/core";
import type { Plugin } from "vite";
import { theme } from "../src/theme.ts";

const id = "virtual:theme.css";

/**
 * The theme's variables as a stylesheet. Mantine would write them into a <style> element as the page starts, which a
 * content policy without 'unsafe-inline' forbids.
 */
export function themeStyles(): Plugin {
  return {
    name: "holdfast-theme",
    resolveId: (source) => (source === id ? `\0${id}` : undefined),
    load: (resolved) => (resolved === `\0${id}` ? sheet() : undefined),
  };
}

function sheet(): string {
  const { variables, light, dark } = defaultCssVariablesResolver(mergeMantineTheme(DEFAULT_THEME, theme));
  return [
    rule(":root", variables),
    rule(':root[data-mantine-color-scheme="light"]', light),
    rule(':root[data-mantine-color-scheme="dark"]', dark),
  ].join("\n");
}

function rule(selector: string, variables: Record<string, string>): string {
  const lines = Object.entries(variables).map(([name, value]) => `  ${name}: ${value};`);
  return `${selector} {\n${lines.join("\n")}\n}`;
}
