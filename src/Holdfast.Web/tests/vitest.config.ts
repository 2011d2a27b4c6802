import { defineConfig } from "vitest/config";

/** Tests in a real browser, on a real daemon: one of each for all of them, one test after the other. */
export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ["**/*.test.ts"],
    globalSetup: ["support/globalSetup.ts"],
    fileParallelism: false,
    isolate: false,
    testTimeout: 60_000,
    hookTimeout: 120_000,
    reporters: ["tap-flat"],
  },
});
