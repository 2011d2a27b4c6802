import { describe, expect, inject, it } from "vitest";
import type { screens } from "./support/Visitor";
import { visitors } from "./support/visitors";

const pages: readonly (readonly [path: string, heading: string, sign: string])[] = [
  ["/", "Overview", "The last 30 days"],
  ["/jobs", "Jobs", "mirror"],
  ["/jobs/mirror", "mirror", "History"],
  ["/runs", "Runs", "nightly"],
  ["/files", "Files", "labels.csv"],
  ["/files/second?path=datasets%2Flabels.csv", "labels.csv", "Where it is"],
  ["/stores", "Stores", "archive"],
  ["/findings", "Findings", "notebooks/analysis.ipynb"],
  ["/events", "Events", "What happened"],
  ["/logs", "Logs", "started"],
  ["/reports", "Reports", "Written"],
  ["/notifications", "Notifications", "desk"],
  ["/settings", "Settings", "stores.lab.path"],
  ["/settings?show=file", "Settings", "In order"],
  ["/accounts", "Accounts", "grace"],
  ["/audit", "Audit", "ada"],
  ["/api", "API", "/api/v1/status"],
  ["/nowhere", "Nothing is here", "To the overview"],
];

const looks = [
  ["light", "wide"],
  ["light", "narrow"],
  ["dark", "wide"],
  ["dark", "narrow"],
] as const satisfies readonly (readonly [string, keyof typeof screens])[];

const arrive = visitors();

describe.each(looks)("in %s colours on a %s screen [D6]", (scheme, screen) => {
  it.each(pages)("%s shows what it is for", async (path, heading, sign) => {
    const visitor = await arrive({ scheme, screen });
    await visitor.open(path);
    await visitor.page.getByText(sign).locator("visible=true").first().waitFor();
    expect(await visitor.page.locator("h1").innerText()).toBe(heading);
    await visitor.picture(`${pictureName(path)}-${scheme}-${screen}`);
    expect(await visitor.overflows()).toBe(false);
    if (isChecked(scheme, screen)) expect(await visitor.barriers()).toEqual([]);
    expect(visitor.complaints).toEqual([]);
  });
});

it("the page of a run that a guard refused shows what it would do [N1]", async () => {
  const visitor = await arrive();
  await visitor.open("/runs?state=refused");
  await visitor.page.locator("tbody a").first().click();
  await visitor.page.getByText("Refused before its first step").waitFor();
  await visitor.page.getByText("uploads/cohort-7.csv").waitFor();
  await visitor.picture("run-refused-light-wide");
  expect(await visitor.barriers()).toEqual([]);
  expect(visitor.complaints).toEqual([]);
});

it("asks no other host for anything, and is told to by its content policy [D13]", async () => {
  const answer = await fetch(inject("holdfast").url);
  const policy = answer.headers.get("content-security-policy") ?? "";
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toContain("unsafe");
});

// Contrast is another in the dark, and order another on a narrow screen: two looks show every one of both.
function isChecked(scheme: string, screen: string): boolean {
  return (scheme === "light") === (screen === "wide");
}

function pictureName(path: string): string {
  const name = path.replace(/\?.*=/, "-").replaceAll(/[^a-z0-9]+/gi, "-");
  return name === "-" ? "overview" : name.replace(/^-|-$/g, "");
}
