import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

const patience = 120_000;

// Below the ports that the system gives to whoever asks for any: none of those can be this one, also while the daemon is away.
const firstPort = 12_000;
const lastPort = 20_000;

/** A place with files, a configuration and the built program, and a daemon at work on it. */
export class Lab {
  readonly directory = mkdtempSync(join(tmpdir(), "holdfast-web-"));
  readonly state = join(this.directory, "state");
  private readonly config = join(this.directory, "holdfast.yaml");
  private daemon: ChildProcess | undefined;
  private log = "";

  private constructor(readonly port: number) {}

  /** Makes one with these stores and jobs, at a port that is free. */
  static async make(words: string): Promise<Lab> {
    const lab = new Lab(await freePort());
    writeFileSync(lab.config, `server: { listen: "127.0.0.1:${lab.port}" }\n${words}`);
    return lab;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  write(path: string, content: string | Uint8Array): void {
    const file = join(this.directory, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }

  /** Writes a file whose name need not be UTF-8. */
  writeBytes(folder: string, name: Buffer, content: string): void {
    writeFileSync(Buffer.concat([Buffer.from(join(this.directory, folder) + "/"), name]), content);
  }

  remove(path: string): void {
    rmSync(join(this.directory, path), { recursive: true, force: true });
  }

  /** Runs a command to its end; one that ends with an exit code of its own is no fault. */
  run(...words: string[]): void {
    try {
      execFileSync(program(), [...words, ...this.places()], { stdio: "pipe", cwd: this.directory, env: this.environment() });
    } catch (error) {
      const { status, stderr } = error as { status: number | null; stderr: Buffer };
      if (status !== 1 && status !== 3) throw new Error(`holdfast ${words.join(" ")} ended with ${status ?? "a signal"}: ${stderr.toString()}`, { cause: error });
    }
  }

  /** Starts the daemon, and waits until it answers. */
  async start(): Promise<void> {
    const daemon = spawn(program(), ["daemon", ...this.places()], { cwd: this.directory, env: this.environment(), stdio: ["ignore", "pipe", "pipe"] });
    this.daemon = daemon;
    for (const stream of [daemon.stdout, daemon.stderr]) stream.on("data", (piece: Buffer) => (this.log += piece.toString()));
    await until(() => this.answers(), () => `the daemon to answer\n${this.log}`);
  }

  async stop(): Promise<void> {
    const daemon = this.daemon;
    if (daemon?.exitCode !== null) return;
    const gone = new Promise((resolve) => daemon.once("exit", resolve));
    daemon.kill("SIGTERM");
    await gone;
  }

  /** Makes the first account, and gives the value of its cookie. */
  async setUp(username: string, password: string): Promise<string> {
    const answer = await fetch(`${this.url}/api/v1/setup`, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ code: this.setupCode(), username, password }) });
    return cookieOf(answer);
  }

  async signIn(username: string, password: string): Promise<string> {
    return cookieOf(await fetch(`${this.url}/api/login`, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ username, password }) }));
  }

  /** Asks the API in somebody's name. */
  async ask(cookie: string, method: string, path: string, body?: unknown): Promise<Response> {
    const headers = { Cookie: `session=${cookie}`, "Content-Type": "application/json" };
    const answer = await fetch(`${this.url}/api/v1/${path}`, body === undefined ? { method, headers } : { method, headers, body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${method} ${path} was answered with ${answer.status}: ${await answer.text()}`);
    return answer;
  }

  setupCode(): string {
    return readFileSync(join(this.state, "setup-code"), "utf8").trim();
  }

  async dispose(): Promise<void> {
    await this.stop();
    rmSync(this.directory, { recursive: true, force: true });
  }

  private places(): string[] {
    return ["--config", this.config, "--state", this.state];
  }

  private environment(): NodeJS.ProcessEnv {
    const others = Object.entries(process.env).filter(([name]) => !name.startsWith("HOLDFAST_") && !name.startsWith("XDG_"));
    return { ...Object.fromEntries(others), HOME: this.directory, NO_COLOR: "1" };
  }

  private async answers(): Promise<boolean> {
    try {
      return (await fetch(`${this.url}/api/health`)).ok;
    } catch {
      if (this.daemon?.exitCode !== null) throw new Error(`the daemon ended\n${this.log}`);
      return false;
    }
  }
}

/** Waits until something has come true. */
export async function until(condition: () => boolean | Promise<boolean>, what: () => string): Promise<void> {
  const end = Date.now() + patience;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`waited in vain for ${what()}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function program(): string {
  const folder = process.env.HOLDFAST;
  if (folder === undefined) throw new Error("HOLDFAST names the folder of the built program");
  return join(folder, "holdfast");
}

function cookieOf(answer: Response): string {
  const cookie = /(?:^|;\s*)session=([^;]+)/.exec(answer.headers.get("set-cookie") ?? "")?.[1];
  if (cookie === undefined) throw new Error(`no cookie came with ${answer.status}`);
  return cookie;
}

async function freePort(): Promise<number> {
  for (let port = firstPort + (process.pid % 1000); port < lastPort; port++) if (await isFree(port)) return port;
  throw new Error("no port is free");
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}
