import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, inject, it } from "vitest";
import { until } from "./support/Lab";
import { visitors } from "./support/visitors";

// While a file is being put back its name is free for a moment.
function contentOf(file: string | Buffer): string | null {
  try {
    return readFileSync(file, "utf8");
  } catch (failure) {
    if ((failure as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw failure;
  }
}

const arrive = visitors();

it("files are found by a part of their name [D6]", async () => {
  const visitor = await arrive();
  await visitor.open("/files");
  const files = visitor.page.getByRole("table", { name: "Files" });
  await files.getByText("images-001.bin").first().waitFor();
  await visitor.page.getByLabel("Name").fill("labels");
  await files.getByText("images-001.bin").first().waitFor({ state: "detached" });
  await files.getByRole("link", { name: "datasets/labels.csv" }).first().waitFor();
  await visitor.page.getByLabel("Name").fill("no such name");
  await visitor.page.getByText('has "no such name" in its name').waitFor();
  await visitor.picture("files-none-light-wide");
});

it("an older version of a file is put back [L13]", async () => {
  const file = join(inject("holdfast").directory, "second/datasets/labels.csv");
  const visitor = await arrive();
  await visitor.open("/files/second?path=datasets%2Flabels.csv");
  await visitor.page.getByText("In the trash").waitFor();
  await visitor.page.getByRole("button", { name: "Restore…" }).click();
  const question = visitor.page.getByRole("dialog", { name: "Put datasets/labels.csv back?" });
  await question.getByRole("table", { name: "Operations" }).getByText("datasets/labels.csv").first().waitFor();
  await visitor.picture("restore-light-wide");
  expect(await visitor.barriers()).toEqual([]);
  await question.getByRole("button", { name: "Restore" }).click();
  // While it is put back there is a moment without it.
  await until(() => contentOf(file) === "image,digit\n", () => "the older version to be back");
});

it("a finding is acknowledged with a reason, and opened again [N17]", async () => {
  const visitor = await arrive();
  const { page } = visitor;
  await visitor.open("/findings");
  const about = "second: notebooks/analysis.ipynb";
  await page.getByRole("button", { name: `Acknowledge ${about}` }).click();
  const question = page.getByRole("dialog", { name: "Acknowledge this finding?" });
  await question.getByLabel("Note").fill("Ada keeps her own");
  await question.getByRole("button", { name: "Acknowledge" }).click();
  await page.getByRole("button", { name: `Acknowledge ${about}` }).waitFor({ state: "detached" });
  await page.getByLabel("State").selectOption("acknowledged");
  await page.getByText("Acknowledged by ada: Ada keeps her own").waitFor();
  await page.getByRole("button", { name: `Open again ${about}` }).click();
  await page.getByText("Nothing to look at").waitFor();
});

it("a finding is snoozed for a day [N17]", async () => {
  const visitor = await arrive();
  const { page } = visitor;
  await visitor.open("/findings");
  const about = "second: notebooks/analysis.ipynb";
  await page.getByRole("button", { name: `Snooze ${about}` }).click();
  await page.getByRole("menuitem", { name: "1 day" }).click();
  await page.getByText("Snoozed: it comes back").waitFor();
  await page.getByLabel("State").selectOption("snoozed");
  await page.getByText("Snoozed until").waitFor();
  await page.getByRole("button", { name: `Open again ${about}` }).click();
  await page.getByText("Nothing to look at").waitFor();
});

it("the connection to a store is tested on the spot [D1]", async () => {
  const visitor = await arrive();
  await visitor.open("/stores");
  await visitor.page.getByRole("button", { name: "Test connection lab" }).click();
  await visitor.page.getByText("Reached", { exact: true }).waitFor();
  await visitor.picture("stores-tested-light-wide");
});

it("a channel is told that it works [N17]", async () => {
  const visitor = await arrive();
  await visitor.open("/notifications");
  await visitor.page.getByRole("button", { name: "Send a test to desk" }).click();
  await visitor.page.getByText("Taken", { exact: true }).waitFor();
  await visitor.page.getByRole("button", { name: "Send a test to nobody" }).click();
  await visitor.page.getByText("Not taken", { exact: true }).waitFor();
  await visitor.picture("notifications-tested-light-wide");
  expect(await visitor.barriers()).toEqual([]);
});

it("a file whose name is not UTF-8 is found, explained and put back [N11]", async () => {
  const file = Buffer.concat([Buffer.from(join(inject("holdfast").directory, "second/odd/na")), Buffer.from([0xef, 0x76, 0x65])]);
  const visitor = await arrive();
  await visitor.open("/files?q=odd%2F");
  await visitor.page.getByRole("table", { name: "Files" }).locator('a[href^="/files/second?"]', { hasText: "odd/na" }).click();
  await visitor.page.getByText("In the trash").waitFor();
  await visitor.page.getByRole("button", { name: "Restore…" }).click();
  const question = visitor.page.getByRole("dialog");
  await question.getByRole("table", { name: "Operations" }).getByText("odd/na").first().waitFor();
  await question.getByRole("button", { name: "Restore" }).click();
  await until(() => contentOf(file) === "first", () => "the older version to be back");
});

it("a report is written now, and read [L10]", async () => {
  const visitor = await arrive();
  await visitor.open("/reports");
  await visitor.page.getByRole("button", { name: "Report now" }).click();
  await visitor.page.getByText("Written: ").waitFor();
  const page = visitor.page.frameLocator("iframe");
  await page.getByRole("heading", { name: "Holdfast data sync report" }).waitFor();
  await page.getByRole("cell", { name: "permissions" }).first().waitFor();
  await visitor.picture("report-page-light-wide");
  expect(await visitor.page.locator("iframe").getAttribute("sandbox")).toBe("");
  await visitor.page.getByRole("link", { name: /data_sync_report_.*\.txt/ }).first().click();
  await visitor.page.locator("pre").getByText("permissions").first().waitFor();
  expect(visitor.complaints).toEqual([]);
});

it("the log is searched [D6]", async () => {
  const visitor = await arrive();
  await visitor.open("/logs");
  const log = visitor.page.getByRole("list", { name: "Log" });
  await log.getByText("started").first().waitFor();
  await visitor.page.getByLabel("Words").fill("no such words");
  await visitor.page.getByText('has "no such words" in it').waitFor();
});

it("an event shows by itself, without the page being asked for again [D6]", async () => {
  const visitor = await arrive();
  await visitor.open("/events?name=JOB_STATE_CHANGED");
  const events = visitor.page.getByRole("table", { name: "Events" }).locator("tbody tr");
  const before = await events.count();
  const other = await arrive();
  await other.open("/jobs/check");
  await other.page.getByRole("button", { name: "Pause check" }).click();
  await other.page.getByRole("button", { name: "Resume check" }).click();
  await until(async () => (await events.count()) > before, () => "the event to show");
});

it("the settings are validated as one types, and saved when they are in order [D6]", async () => {
  const visitor = await arrive();
  const { page } = visitor;
  const file = join(inject("holdfast").directory, "holdfast.yaml");
  const before = readFileSync(file, "utf8");
  await visitor.open("/settings?show=file");
  const editor = page.getByRole("textbox", { name: "The configuration, in YAML" });
  await editor.click();
  await page.keyboard.press("Control+End");
  await page.keyboard.type("log-kep: 5d\n");
  await page.getByText("1 thing to mend").waitFor();
  const problem = page.getByRole("list", { name: "What is wrong in the file" }).getByRole("button");
  expect(await problem.innerText()).toContain("log-kep");
  await visitor.picture("settings-wrong-light-wide");
  expect(await visitor.barriers()).toEqual([]);
  expect(await page.getByRole("button", { name: "Save" }).isDisabled()).toBe(true);
  await problem.click();
  await page.keyboard.press("End");
  await page.keyboard.press("Shift+Home");
  await page.keyboard.type("log-keep: 5d");
  await page.getByText("In order; not saved yet").waitFor();
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("Saved.").waitFor();
  expect(readFileSync(file, "utf8")).toContain("log-keep: 5d");
  // Chromium itself, not the page, puts a style on words that are typed over others, and its own policy stops it.
  expect(visitor.complaints.filter((complaint) => !/style-src-attr|Applying inline style/.test(complaint))).toEqual([]);
  writeFileSync(file, before);
});
