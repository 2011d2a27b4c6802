import { expect, it } from "vitest";
import { visitors } from "./support/visitors";

const arrive = visitors();

it("an account is made, changed and removed [D6]", async () => {
  const visitor = await arrive();
  const { page } = visitor;
  await visitor.open("/accounts");
  await page.getByRole("button", { name: "Add an account" }).click();
  const making = page.getByRole("dialog", { name: "Add an account" });
  await making.getByLabel("Name").fill("linus");
  await making.getByLabel("Role").selectOption("operator");
  await making.getByLabel("Password", { exact: true }).fill("too short");
  await making.getByText("3 more characters").waitFor();
  expect(await making.getByRole("button", { name: "Add" }).isDisabled()).toBe(true);
  await visitor.picture("account-new-light-wide");
  expect(await visitor.barriers()).toEqual([]);
  await making.getByLabel("Password", { exact: true }).fill("a long enough one");
  await making.getByRole("button", { name: "Add" }).click();
  const row = page.getByRole("row", { name: /linus/ });
  await row.getByText("operator").waitFor();
  await page.getByRole("button", { name: "Change linus" }).click();
  const changing = page.getByRole("dialog", { name: "Change linus" });
  await changing.getByLabel("Role").selectOption("viewer");
  await changing.getByRole("button", { name: "Change" }).click();
  await row.getByText("viewer").waitFor();
  await page.getByRole("button", { name: "Remove linus" }).click();
  await page.getByRole("dialog", { name: "Remove linus?" }).getByRole("button", { name: "Remove" }).click();
  await row.waitFor({ state: "detached" });
});

it("a token is made, shown this once, and withdrawn [D7]", async () => {
  const visitor = await arrive();
  const { page } = visitor;
  await visitor.open("/accounts");
  await page.getByRole("button", { name: "Make a token" }).click();
  const making = page.getByRole("dialog", { name: "Make a token" });
  await making.getByLabel("Name").fill("prometheus");
  await making.getByRole("button", { name: "Make" }).click();
  const shown = page.getByRole("dialog", { name: "The token prometheus" });
  const token = await shown.getByLabel("The token").innerText();
  expect(token.length).toBeGreaterThan(20);
  await shown.getByRole("button", { name: "I have it" }).click();
  await page.getByRole("row", { name: /prometheus/ }).waitFor();
  expect(await page.content()).not.toContain(token);
  await page.getByRole("button", { name: "Withdraw prometheus" }).click();
  await page.getByRole("dialog", { name: "Withdraw prometheus?" }).getByRole("button", { name: "Withdraw" }).click();
  await page.getByRole("row", { name: /prometheus/ }).waitFor({ state: "detached" });
});

it("who may only look sees what there is to do, and why not by them", async () => {
  const visitor = await arrive({ as: "viewer" });
  const { page } = visitor;
  await visitor.open("/jobs");
  const run = page.getByRole("button", { name: "Run now permissions" });
  expect(await run.getAttribute("aria-disabled")).toBe("true");
  await run.hover();
  await page.getByText("This needs the role operator").waitFor();
  await run.click({ force: true });
  expect(await page.getByRole("link", { name: "Accounts" }).count()).toBe(0);
  await visitor.open("/accounts");
  await page.getByText("You may not see this").first().waitFor();
  expect(visitor.complaints).toEqual([]);
});
