import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, inject, it } from "vitest";
import { until } from "./support/Lab";
import { screens } from "./support/Visitor";
import { visitors } from "./support/visitors";

const arrive = visitors();
const manyFiles = 40_000;

it("a job is run by a press, and its run stands in the history [D5]", async () => {
  const { page, complaints } = await open("/jobs/permissions");
  const runs = page.getByRole("table", { name: "Runs" }).locator("tbody tr");
  await runs.first().waitFor();
  const before = await runs.count();
  await page.getByRole("button", { name: "Run now permissions" }).click();
  await page.getByText("permissions runs.").waitFor();
  await until(async () => (await runs.count()) > before, () => "the run in the history");
  await runs.first().getByText("Succeeded").waitFor();
  expect(complaints).toEqual([]);
});

it("a job whose disk is away can be run, for whoever has just put it in [D5]", async () => {
  const { page, picture } = await open("/jobs/to-usb");
  await page.getByText("Waiting", { exact: true }).waitFor();
  await page.getByRole("button", { name: "Run now to-usb" }).waitFor();
  await picture("job-away-light-wide");
});

it("a job that never ran says so and claims no order [D5]", async () => {
  const { page, picture } = await open("/jobs/check");
  await page.getByText("Has not run yet", { exact: true }).waitFor();
  expect(await page.getByText("In order", { exact: true }).count()).toBe(0);
  await picture("job-never-ran-light-wide");
});

it("where the copies of a job are, and whether something was left over, is told [D4]", async () => {
  const { page } = await open("/jobs/mirror");
  const copies = page.getByRole("table", { name: "Where the copies are" }).locator("tbody tr");
  await copies.first().waitFor();
  expect(await copies.count()).toBe(1);
  await copies.getByText("nothing", { exact: true }).waitFor();
});

it("a job is paused and resumed [D5]", async () => {
  const { page } = await open("/jobs/mirror");
  await page.getByRole("button", { name: "Pause mirror" }).click();
  await page.getByText("Paused", { exact: true }).waitFor();
  await page.getByRole("button", { name: "Resume mirror" }).click();
  await page.getByText("Paused", { exact: true }).waitFor({ state: "detached" });
});

it("a job is stopped only after a question, and started again [D5]", async () => {
  const { page } = await open("/jobs/mirror");
  await page.getByRole("button", { name: "Stop mirror" }).click();
  const question = page.getByRole("dialog", { name: "Stop mirror?" });
  await question.getByRole("button", { name: "Cancel" }).click();
  await question.waitFor({ state: "detached" });
  await page.getByRole("button", { name: "Stop mirror" }).click();
  await question.getByRole("button", { name: "Stop", exact: true }).click();
  await page.getByText("Stopped", { exact: true }).waitFor();
  await page.getByRole("button", { name: "Start mirror" }).click();
  await page.getByText("Stopped", { exact: true }).waitFor({ state: "detached" });
});

it("a plan is made and shown without anything being touched [N1]", async () => {
  const { page, picture } = await open("/jobs/to-usb");
  mkdirSync(join(inject("holdfast").directory, "usb"), { recursive: true });
  await page.getByRole("button", { name: "Plan to-usb" }).click();
  await page.getByRole("heading", { name: "Plan of to-usb" }).waitFor();
  await page.getByText("datasets/labels.csv").waitFor();
  await page.getByText("What it would do").waitFor();
  await page.getByRole("region", { name: "What it would take" }).getByText("not known").waitFor();
  await picture("run-planned-light-wide");
  await page.getByText("images-001.bin").first().waitFor();
  await page.getByLabel("Name").fill("labels");
  await page.getByText("images-001.bin").first().waitFor({ state: "detached" });
  await page.getByText("datasets/labels.csv").waitFor();
});

it.each([
  ["light", "wide"],
  ["dark", "narrow"],
] as const)("a plan tells what it would take, and cost, in %s colours on a %s screen [N14]", async (scheme, screen) => {
  const visitor = await arrive({ scheme, screen });
  const { page } = visitor;
  const requests = { puts: 2007, gets: 3, deletes: 1, calls: 0 };
  const stores = [
    { store: "lab", kind: "local", bytes_up: 0, bytes_down: 3e9 },
    { store: "aws", kind: "s3", bytes_up: 3e9, bytes_down: 0, requests, cost: 0.010037, monthly_cost: 0.069, currency: "EUR" },
  ];
  await page.route("**/estimate", (route) => route.fulfill({ json: { type: "estimate", run: "r", seconds_least: 190, seconds_most: 300, earlier_runs: 7, stores } }));
  await visitor.open("/jobs/check");
  await page.getByRole("button", { name: "Plan check" }).click();
  const card = page.getByRole("region", { name: "What it would take" });
  await card.getByText("3 min 10 s to 5 min, by 7 earlier runs").waitFor();
  await card.getByRole("region", { name: "aws" }).getByText("2,007 that write or list, 3 that read, 1 that delete").waitFor();
  await card.getByText("0.01 EUR, and 0.07 EUR a month for what it adds").waitFor();
  expect(await card.getByRole("heading", { name: "lab" }).count()).toBe(0);
  await visitor.picture(`run-estimate-${scheme}-${screen}`);
  expect(await visitor.overflows()).toBe(false);
  expect(await visitor.barriers()).toEqual([]);
  expect(visitor.complaints).toEqual([]);
});

it("a run that a guard refused goes on when somebody looked and approved [N2]", async () => {
  const { page, picture } = await open("/jobs/nightly");
  await page.getByRole("link", { name: "Look and decide" }).click();
  await page.getByText("uploads/cohort-7.csv").waitFor();
  await page.getByRole("button", { name: "Approve…" }).click();
  const question = page.getByRole("dialog", { name: "Let this run go on?" });
  expect(await question.getByRole("button", { name: "Approve" }).isDisabled()).toBe(true);
  await question.getByLabel("I have looked at what it would do").check();
  await picture("approve-light-wide");
  await question.getByRole("button", { name: "Approve" }).click();
  await page.getByText("Approved: the run goes on.").waitFor();
  await page.goto(`${inject("holdfast").url}/jobs/nightly`);
  await page.getByRole("table", { name: "Runs" }).getByText("Succeeded").first().waitFor();
  await page.getByRole("table", { name: "Runs" }).locator("tbody a").first().click();
  // How a run ended is logged a moment after it has.
  await until(
    async () => {
      await page.reload();
      await page.getByRole("tab", { name: "Log" }).click();
      await page.getByText(/The log says nothing of it|done:/).first().waitFor();
      return (await page.getByRole("list", { name: "Log" }).getByText("done:").count()) > 0;
    },
    () => "the end of the run in its log",
  );
  await picture("run-log-light-wide");
});

it("what a run did is undone, after it was shown what that means [L13]", async () => {
  const { page } = await open("/runs?job=nightly&state=succeeded");
  await page.locator("tbody a").first().click();
  await page.getByRole("button", { name: "Undo…" }).click();
  const question = page.getByRole("dialog", { name: "Undo this run of nightly?" });
  await question.getByText("uploads/cohort-7.csv").waitFor();
  await question.getByRole("button", { name: "Restore" }).click();
  await page.getByText("It is being put back").waitFor();
});

beforeAll(() => {
  const folder = join(inject("holdfast").directory, "bulk");
  for (let number = 0; number < manyFiles; number++) {
    if (number % 500 === 0) mkdirSync(join(folder, String(Math.floor(number / 500))), { recursive: true });
    writeFileSync(join(folder, String(Math.floor(number / 500)), `${number}.txt`), String(number));
  }
});

it("how far a run is, is seen while it is at work [D6]", async () => {
  const visitor = await arrive();
  const { page, complaints } = visitor;
  await visitor.open("/jobs/carry");
  await page.getByRole("button", { name: "Run now carry" }).click();
  const progress = page.getByRole("progressbar");
  await progress.waitFor();
  await page.waitForFunction(() => / of |seen|done/.test(document.body.innerText));
  await visitor.picture("job-running-light-wide");
  await page.emulateMedia({ colorScheme: "dark" });
  await page.setViewportSize(screens.narrow);
  await visitor.picture("job-running-dark-narrow");
  expect(await visitor.overflows()).toBe(false);
  await page.getByRole("table", { name: "Runs" }).getByText("Succeeded").first().waitFor({ timeout: 180_000 });
  await progress.waitFor({ state: "detached" });
  expect(complaints).toEqual([]);
});

async function open(path: string) {
  const visitor = await arrive();
  await visitor.open(path);
  return { page: visitor.page, complaints: visitor.complaints, picture: (name: string) => visitor.picture(name) };
}
