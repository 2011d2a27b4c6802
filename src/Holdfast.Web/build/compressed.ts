import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Plugin } from "vite";

// What is small already, or packed by its own format, gains nothing.
const packed = /\.(woff2|png)$/;

/**
 * Replaces each built file by its gzip: the daemon carries one form of it, and hands it out as it is.
 * Not brotli, which browsers take over HTTPS and from their own machine only.
 */
export function compressed(): Plugin {
  let folder = "";
  return {
    name: "holdfast-compressed",
    apply: "build",
    configResolved: (config) => {
      folder = join(config.root, config.build.outDir);
    },
    closeBundle: (error) => {
      if (error !== undefined) return;
      for (const file of files(folder)) {
        if (packed.test(file)) continue;
        writeFileSync(`${file}.gz`, gzipSync(readFileSync(file), { level: 9 }));
        rmSync(file);
      }
    },
  };
}

function files(folder: string): string[] {
  return readdirSync(folder)
    .map((name) => join(folder, name))
    .flatMap((path) => (statSync(path).isDirectory() ? files(path) : [path]));
}
