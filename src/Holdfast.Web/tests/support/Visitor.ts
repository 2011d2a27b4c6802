import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { chromium, type Browser, type BrowserContext, type Page } from "playwright-core";
import { inject } from "vitest";
import "./provided";

export const screens = { wide: { width: 1360, height: 900 }, narrow: { width: 400, height: 820 } } as const;

interface Wishes {
  readonly scheme?: "light" | "dark";
  readonly screen?: keyof typeof screens;
  readonly as?: "admin" | "viewer" | "nobody";
  /** Another daemon than the common one. */
  readonly url?: string;
}

interface Violation {
  readonly id: string;
  readonly impact: string;
  readonly help: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
}

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
let browser: Promise<Browser> | undefined;

/** Somebody with a browser window of their own, who notes whatever should not be. */
export class Visitor {
  /** What the browser complained of: errors of scripts, what the content policy stopped, requests to other hosts. */
  readonly complaints: string[] = [];

  private constructor(
    readonly page: Page,
    private readonly context: BrowserContext,
    private readonly url: string,
  ) {}

  static async arrive({ scheme = "light", screen = "wide", as = "admin", url }: Wishes = {}): Promise<Visitor> {
    const common = inject("holdfast");
    browser ??= chromium.connect(common.browser);
    const context = await (await browser).newContext({ colorScheme: scheme, viewport: screens[screen], reducedMotion: "reduce" });
    if (as !== "nobody") await context.addCookies([{ name: "session", value: common[as], url: url ?? common.url, httpOnly: true, sameSite: "Strict" }]);
    const visitor = new Visitor(await context.newPage(), context, url ?? common.url);
    visitor.page.setDefaultTimeout(60_000);
    visitor.listen();
    await visitor.watchPolicy();
    return visitor;
  }

  /** Opens a page of the dashboard, and waits until nothing on it is waited for. */
  async open(path: string): Promise<void> {
    await this.page.goto(this.url + path);
    await this.settled();
  }

  async settled(): Promise<void> {
    await this.page.locator("h1").first().waitFor();
    await this.page.waitForFunction(() => document.querySelector('[aria-label^="Loading "]') === null);
  }

  /** Keeps what is on the screen beside the other output of the tests. */
  async picture(name: string): Promise<void> {
    const folder = process.env.SCREENS;
    if (folder === undefined) return;
    mkdirSync(folder, { recursive: true });
    await this.page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
  }

  /** What an accessibility check finds serious or worse, a line each. */
  async barriers(): Promise<string[]> {
    const found = await this.page.evaluate<Violation[]>(`${axe}; axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }).then((result) => result.violations)`);
    return found
      .filter(({ impact }) => impact === "serious" || impact === "critical")
      .map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`).join(" | ")}`);
  }

  /** Whether the page is wider than the window, so that one has to scroll sideways. */
  overflows(): Promise<boolean> {
    return this.page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
  }

  async leave(): Promise<void> {
    await this.context.close();
  }

  private async watchPolicy(): Promise<void> {
    await this.page.addInitScript(() => {
      document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI, sourceFile, lineNumber, columnNumber, sample }) =>
        console.error(`the content policy stopped ${violatedDirective} ${blockedURI} of ${sourceFile}:${lineNumber}:${columnNumber} ${sample}`),
      );
    });
  }

  private listen(): void {
    this.page.on("pageerror", (error) => this.complaints.push(`error: ${error.message}`));
    this.page.on("console", (message) => {
      // The browser itself notes every answer that is not a success; tests that ask for some say what they expect.
      if (message.type() === "error" && !message.text().startsWith("Failed to load resource")) this.complaints.push(`console: ${message.text()}`);
    });
    this.page.on("request", (request) => {
      const { origin, protocol } = new URL(request.url());
      if (origin !== this.url && protocol !== "data:" && protocol !== "blob:") this.complaints.push(`another host: ${request.url()}`);
    });
  }
}
