import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";
import { compressed } from "./build/compressed.ts";
import { themeStyles } from "./build/themeStyles.ts";

export default defineConfig({
  plugins: [react(), themeStyles(), compressed()],
  build: {
    target: "es2022",
    // Everything is a file of its own: the content policy allows no data in place of a script or a style.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    license: { fileName: "licenses.md" },
    reportCompressedSize: false,
  },
  // 'npm run dev' shows the sources as they are typed, with the API of a daemon on this machine.
  server: { proxy: { "/api": { target: process.env.HOLDFAST_API ?? "http://127.0.0.1:8080", changeOrigin: true } } },
  test: { include: ["src/**/*.test.{ts,tsx}"] },
});
