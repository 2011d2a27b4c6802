import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { chromium } from "playwright-core";
import type { TestProject } from "vitest/node";
import "./provided";
import { password, sampleLab } from "./sampleLab";

/** Starts one daemon and one browser for all tests, and ends both. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const desk = createServer((_, answer) => answer.end());
  await new Promise<void>((resolve) => desk.listen(0, "127.0.0.1", resolve));
  const lab = await sampleLab((desk.address() as AddressInfo).port);
  await lab.start();
  const admin = await lab.setUp("ada", password);
  await lab.ask(admin, "POST", "users", { name: "grace", role: "viewer", password });
  const browser = await chromium.launchServer({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] });
  project.provide("holdfast", { url: lab.url, directory: lab.directory, admin, viewer: await lab.signIn("grace", password), browser: browser.wsEndpoint() });
  return async () => {
    await browser.close();
    await lab.dispose();
    desk.close();
  };
}
