import { spawn, type ChildProcessByStdio } from "node:child_process";
import { chmodSync, existsSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { afterAll, beforeAll, expect, it } from "vitest";
import { Lab } from "./support/Lab";
import { password } from "./support/sampleLab";
import { visitors } from "./support/visitors";

interface Told {
  readonly address: string;
  readonly client: unknown;
}

const arrive = visitors();
const program = process.env.EMULATOR ?? "";
const isThere = existsSync(program);
let emulator: ChildProcessByStdio<Writable, Readable, null>;
let lab: Lab;

beforeAll(async () => {
  if (!isThere) return;
  emulator = spawn(program, ["drive"], { stdio: ["pipe", "pipe", "inherit"] });
  const { address, client } = await told();
  lab = await Lab.make(`stores:\n  drive: { kind: google-drive, client: file:client.json, endpoint: "${address}" }\n  copy: { kind: local, path: copy }\njobs:\n  save: { kind: copy, from: drive, to: [copy] }\n`);
  lab.write("copy/.keep", "");
  lab.write("client.json", JSON.stringify(client));
  chmodSync(join(lab.directory, "client.json"), 0o600);
  await lab.start();
  await lab.setUp("ada", password);
});
afterAll(async () => {
  if (!isThere) return;
  await lab.dispose();
  emulator.stdin.end();
});

it.skipIf(!isThere)("a Drive is connected by a press, and a yes on the page of the account [D1]", async () => {
  const visitor = await arrive({ as: "nobody", url: lab.url });
  const { page } = visitor;
  await visitor.open("/stores");
  await page.getByLabel("Name").fill("ada");
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Connect drive" }).click();
  const connecting = page.getByRole("dialog", { name: "Connect drive" });
  const way = connecting.getByRole("link", { name: "Open the page of the account" });
  await way.waitFor();
  await visitor.picture("store-connect-light-wide");
  expect(await visitor.barriers()).toEqual([]);
  const [account] = await Promise.all([page.context().waitForEvent("page"), way.click()]);
  await account.getByText("connected to drive").waitFor();
  await account.close();
  await connecting.getByRole("button", { name: "Cancel" }).click();
  await connecting.waitFor({ state: "detached" });
  await page.getByRole("button", { name: "Test connection drive" }).click();
  await page.getByText("Reached", { exact: true }).waitFor();
  expect(visitor.complaints).toEqual([]);
});

async function told(): Promise<Told> {
  for await (const line of createInterface({ input: emulator.stdout })) return JSON.parse(line) as Told;
  throw new Error("the emulator of Drive said nothing");
}
