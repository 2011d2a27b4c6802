import { expect, it } from "vitest";
import { visitors } from "./support/visitors";

const paths = ["/", "/jobs", "/jobs/mirror", "/runs", "/runs/20260101-000000-0000", "/files", "/files/second?path=a", "/stores", "/findings", "/events", "/logs", "/reports", "/settings", "/settings?show=file", "/accounts", "/audit", "/api"];

const answers = [
  [403, "You may not see this"],
  [404, "There is no such thing"],
  [500, "This could not be shown"],
] as const;

const arrive = visitors();

it.each(paths)("%s says what is wrong when routes refuse or fail, and the rest of the page stands", async (path) => {
  const visitor = await arrive();
  let status = 0;
  await visitor.page.route(/\/api\/(?!v1\/session|health)/, (route) => route.fulfill({ status, contentType: "application/problem+json", body: JSON.stringify({ title: "No", status, detail: "" }) }));
  for (const [answer, words] of answers) {
    status = answer;
    await visitor.open(path);
    await visitor.page.getByText(words).first().waitFor();
    expect(await visitor.page.getByRole("navigation", { name: "Pages" }).isVisible()).toBe(true);
  }
  expect(visitor.complaints).toEqual([]);
});

it("an answer that is none is a sentence on the page, and no broken one", async () => {
  const visitor = await arrive();
  await visitor.page.route(/\/api\/v1\/status/, (route) => route.fulfill({ status: 200, contentType: "application/json", body: "{" }));
  await visitor.open("/");
  await visitor.page.getByText("This could not be shown").waitFor();
});
