import { afterAll, beforeAll, expect, it } from "vitest";
import { Lab } from "./support/Lab";
import { password } from "./support/sampleLab";
import { visitors } from "./support/visitors";

const arrive = visitors();
let lab: Lab;

beforeAll(async () => {
  lab = await Lab.make("stores:\n  lab: { kind: local, path: lab }\njobs:\n  permissions: { kind: permissions, store: lab, files: \"664\" }\n");
  lab.write("lab/one.txt", "one");
  await lab.start();
});

afterAll(() => lab.dispose());

it("the first account is made on the first visit [D6]", async () => {
  const visitor = await arrive({ as: "nobody", url: lab.url, scheme: "light" });
  const { page } = visitor;
  await visitor.open("/");
  await page.getByRole("heading", { name: "Welcome to Holdfast" }).waitFor();
  await visitor.picture("first-run-light-wide");
  expect(await visitor.barriers()).toEqual([]);
  await visitor.open(`/setup#${lab.setupCode()}`);
  await page.reload();
  expect(await page.getByLabel("Setup code").inputValue()).toBe(lab.setupCode());
  await page.getByLabel("Name").fill("ada");
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByLabel("The password again", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Make the account" }).click();
  await page.getByRole("heading", { name: "Overview" }).waitFor();
  expect(visitor.complaints).toEqual([]);
});

it("a wrong password is told, a right one leads to where one wanted to go [D6]", async () => {
  const visitor = await arrive({ as: "nobody", url: lab.url, scheme: "dark", screen: "narrow" });
  const { page } = visitor;
  await visitor.open("/jobs");
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
  await visitor.picture("sign-in-dark-narrow");
  expect(await visitor.barriers()).toEqual([]);
  await page.getByLabel("Name").fill("ada");
  await page.getByLabel("Password", { exact: true }).fill("not the password");
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByText("The name or the password is wrong.").waitFor();
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("heading", { name: "Jobs" }).first().waitFor();
});

it("one signs out, and is asked again who one is", async () => {
  const visitor = await arrive({ as: "nobody", url: lab.url });
  const { page } = visitor;
  await visitor.open("/");
  await page.getByLabel("Name").fill("ada");
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Account ada admin" }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
  await visitor.open("/settings");
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
});

it("a daemon that goes away is told of, and taken up again when it is back [D6]", async () => {
  const visitor = await arrive({ as: "nobody", url: lab.url });
  const { page } = visitor;
  await visitor.open("/");
  await page.getByLabel("Name").fill("ada");
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Overview" }).waitFor();
  await page.getByText("The last 30 days").waitFor();
  await lab.stop();
  await page.getByText("Holdfast does not answer.").waitFor();
  await visitor.picture("connection-lost-light-wide");
  expect(await page.getByRole("heading", { name: "Overview" }).isVisible()).toBe(true);
  await lab.start();
  await page.getByText("Holdfast does not answer.").waitFor({ state: "detached" });
  await page.getByRole("region", { name: "Is my data safe?" }).waitFor();
});
