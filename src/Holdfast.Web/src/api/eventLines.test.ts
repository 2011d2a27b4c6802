import { expect, it } from "vitest";
import { EventLines } from "./eventLines";

const stream = ': hello\n\nid: 7\nevent: SYNC_COMPLETED\ndata: {"number":7}\n\nevent: progress\ndata: {"done":1}\n\n';
const messages = [
  { id: "7", event: "SYNC_COMPLETED", data: '{"number":7}' },
  { id: undefined, event: "progress", data: '{"done":1}' },
];

it("messages are read whole", () => expect(new EventLines().take(stream)).toEqual(messages));

it("messages are the same however they come in pieces", () => {
  for (let size = 1; size < 12; size++) {
    const lines = new EventLines();
    const pieces = Array.from({ length: Math.ceil(stream.length / size) }, (_, at) => stream.slice(at * size, (at + 1) * size));
    expect(pieces.flatMap((piece) => lines.take(piece))).toEqual(messages);
  }
});

it("a line may end as on other systems, in two pieces too", () => {
  const lines = new EventLines();
  expect([...lines.take("data: a\r"), ...lines.take("\ndata: b\r\n\r\n")]).toEqual([{ id: undefined, event: "message", data: "a\nb" }]);
});

it("a message that is not complete is not given", () => expect(new EventLines().take("data: half\n")).toEqual([]));
