/** One message of a stream of server-sent events. */
export interface StreamMessage {
  readonly id: string | undefined;
  readonly event: string;
  readonly data: string;
}

/**
 * Takes the text of a stream as it comes, in any pieces, and gives the messages that are complete. The browser's own
 * EventSource hears only names it was told of before, and cannot say why a stream was refused.
 */
export class EventLines {
  private rest = "";
  private id: string | undefined;
  private event = "message";
  private data: string[] = [];

  /** The messages that end in this piece. */
  take(piece: string): StreamMessage[] {
    const lines = (this.rest + piece).split(/\r\n|\n|\r(?!$)/);
    this.rest = lines.pop() ?? "";
    return lines.map((line) => this.line(line)).filter((message) => message !== undefined);
  }

  private line(line: string): StreamMessage | undefined {
    if (line === "") return this.end();
    const colon = line.indexOf(":");
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (name === "id") this.id = value;
    else if (name === "event") this.event = value;
    else if (name === "data") this.data.push(value);
    return undefined;
  }

  private end(): StreamMessage | undefined {
    const message = this.data.length > 0 ? { id: this.id, event: this.event, data: this.data.join("\n") } : undefined;
    this.id = undefined;
    this.event = "message";
    this.data = [];
    return message;
  }
}
