import { basename } from "node:path";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

// They share one daemon: those that change what it keeps come after those that only look.
const order = ["pages", "keyboard", "speed", "broken", "entrance", "connect", "data", "accounts", "jobs"];

class Fixed extends BaseSequencer {
  override sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification) => order.indexOf(basename(moduleId, ".test.ts"));
    return Promise.resolve(files.toSorted((left, right) => place(left) - place(right)));
  }
}

/** Tests in a real browser, on a real daemon: one of each for all of them, one test after the other. */
export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ["**/*.test.ts"],
    globalSetup: ["support/globalSetup.ts"],
    fileParallelism: false,
    sequence: { sequencer: Fixed },
    isolate: false,
    testTimeout: 240_000,
    hookTimeout: 240_000,
    reporters: ["tap-flat"],
  },
});
