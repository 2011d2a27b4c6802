import { afterEach } from "vitest";
import { Visitor } from "./Visitor";

/** Visitors of one test, who leave when it ends. */
export function visitors(): typeof Visitor.arrive {
  const here: Visitor[] = [];
  afterEach(async ({ task }) => {
    for (const visitor of here.splice(0)) {
      if (task.result?.state === "fail") await visitor.picture(`failed-${task.name.replaceAll(/[^a-z0-9]+/gi, "-")}`);
      await visitor.leave();
    }
  });
  return async (wishes) => {
    const visitor = await Visitor.arrive(wishes);
    here.push(visitor);
    return visitor;
  };
}
