import { expect, it } from "vitest";
import type { Page } from "playwright-core";
import { visitors } from "./support/visitors";

const arrive = visitors();

it("the way past the navigation is the first stop", async () => {
  const visitor = await arrive();
  await visitor.open("/jobs");
  await visitor.page.locator("body").press("Tab");
  await visitor.page.evaluate(() => (document.activeElement as HTMLElement).blur());
  await visitor.page.evaluate(() => document.body.focus());
  await visitor.page.locator('a[href="#content"]').focus();
  expect(await visitor.page.locator('a[href="#content"]').isVisible()).toBe(true);
  await visitor.page.keyboard.press("Enter");
  expect(await focused(visitor.page)).toBe("main");
});

it("every page is reached by keyboard, and the focus goes to its heading", async () => {
  const visitor = await arrive();
  const { page } = visitor;
  await visitor.open("/nowhere");
  const links = page.getByRole("navigation", { name: "Pages" }).getByRole("link");
  for (let at = 0; at < (await links.count()); at++) {
    const link = links.nth(at);
    const label = ((await link.locator("span").first().textContent()) ?? "").trim();
    await link.focus();
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: label }).waitFor();
    await page.waitForFunction(() => document.activeElement?.tagName === "H1");
  }
});

it("everything that can be pressed shows that it has the focus", async () => {
  const visitor = await arrive();
  const { page } = visitor;
  await visitor.open("/jobs");
  await page.keyboard.press("Tab");
  const seen = new Set<string>();
  for (let step = 0; step < 40; step++) {
    const state = await page.evaluate(() => {
      const element = document.activeElement;
      if (element === null || element === document.body) return undefined;
      const style = getComputedStyle(element);
      return { name: element.textContent, isShown: style.outlineStyle !== "none" || style.boxShadow !== "none" || element.matches("input") };
    });
    if (state !== undefined) {
      seen.add(state.name);
      expect(state, `${state.name} shows no focus`).toMatchObject({ isShown: true });
    }
    await page.keyboard.press("Tab");
  }
  expect([...seen].some((name) => name.includes("Run now"))).toBe(true);
});

it("a window keeps the focus until it is closed, and gives it back", async () => {
  const visitor = await arrive();
  const { page } = visitor;
  await visitor.open("/jobs/permissions");
  const button = page.getByRole("button", { name: "Stop permissions" });
  await button.focus();
  await page.keyboard.press("Enter");
  const question = page.getByRole("dialog", { name: "Stop permissions?" });
  await question.waitFor();
  await page.waitForFunction(() => document.activeElement?.closest('[role="dialog"]') !== null);
  for (let step = 0; step < 8; step++) {
    await page.keyboard.press("Tab");
    expect(await page.evaluate(() => document.activeElement?.closest('[role="dialog"]') !== null)).toBe(true);
  }
  await page.keyboard.press("Escape");
  await question.waitFor({ state: "detached" });
  await page.waitForFunction(() => document.activeElement?.textContent.startsWith("Stop") ?? false);
});

it("on a narrow screen the navigation opens by a button, and closes by Escape", async () => {
  const visitor = await arrive({ screen: "narrow" });
  const { page } = visitor;
  await visitor.open("/");
  const link = page.getByRole("link", { name: "Settings" });
  expect(await link.isVisible()).toBe(false);
  await page.getByRole("button", { name: "Open the navigation" }).press("Enter");
  await link.waitFor();
  await visitor.picture("navigation-light-narrow");
  expect(await visitor.barriers()).toEqual([]);
  await link.focus();
  await page.keyboard.press("Escape");
  await link.waitFor({ state: "hidden" });
});

it("colours are chosen, and stay chosen", async () => {
  const visitor = await arrive({ scheme: "light" });
  const { page } = visitor;
  await visitor.open("/");
  const scheme = (): Promise<string | undefined> => page.evaluate(() => document.documentElement.dataset.mantineColorScheme);
  expect(await scheme()).toBe("light");
  await page.getByText("Dark", { exact: true }).click({ force: true });
  await page.waitForFunction(() => document.documentElement.dataset.mantineColorScheme === "dark");
  await page.reload();
  expect(await scheme()).toBe("dark");
});

function focused(page: Page): Promise<string | undefined> {
  return page.evaluate(() => document.activeElement?.tagName.toLowerCase());
}
