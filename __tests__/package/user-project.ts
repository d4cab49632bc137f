import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { temporaryFolder } from "../support";

/** Returns the path of the packed package. */
export function packedFile(): string {
  const folder = process.env.GATEWRIGHT_PACKED ?? "";
  const [name] = readdirSync(folder).filter((file) => file.startsWith("gatewright-"));
  if (name === undefined) throw new Error(`${folder} has no packed package`);
  return path.join(folder, name);
}

const MANIFEST: { readonly devDependencies: Readonly<Record<string, string>> } = JSON.parse(
  readFileSync("package.json", "utf8"),
);

/** Returns packages with the versions that this repository uses: `zod@4.6.7`. */
export function withVersions(...names: readonly string[]): string[] {
  return names.map((name) => `${name}@${MANIFEST.devDependencies[name]}`);
}

export interface CommandResult {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Project of a user in an empty folder, with the packed package. */
export class UserProject {
  readonly dir = path.join(temporaryFolder(), "project");
  /** Folder of the Node binary that runs the commands. Default: the binary of this process. */
  readonly #nodeDir: string;

  constructor(nodeDir = path.dirname(process.execPath)) {
    this.#nodeDir = nodeDir;
    mkdirSync(this.dir);
  }

  /** Copies a file or a folder of this repository. */
  copy(name: string): void {
    cpSync(name, path.join(this.dir, name), { recursive: true });
  }

  write(name: string, content: string | object): void {
    const file = path.join(this.dir, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content, undefined, 2));
  }

  read(name: string): string {
    return readFileSync(path.join(this.dir, name), "utf8");
  }

  exists(name: string): boolean {
    return existsSync(path.join(this.dir, name));
  }

  /** Replaces a text in a file. Fails if the file does not contain the text. */
  edit(name: string, from: string, to: string): void {
    expect(this.read(name)).toContain(from);
    this.write(name, this.read(name).replace(from, to));
  }

  /** Runs a command of the project, or a program on the PATH, and returns its output. Fails if the command fails. */
  run(command: string, ...args: readonly string[]): string {
    const { status, stdout, stderr } = this.tryRun(command, ...args);
    if (status !== 0) throw new Error(`${command} ${args.join(" ")}: code ${status}\n${stdout}${stderr}`);
    return stdout;
  }

  tryRun(command: string, ...args: readonly string[]): CommandResult {
    const options = { cwd: this.dir, env: this.#environment(), encoding: "utf8" } as const;
    const { status, stdout, stderr, error } = spawnSync(this.#program(command), args, options);
    if (error) throw error;
    return { status, stdout, stderr };
  }

  start(command: string, ...args: readonly string[]): RunningGateway {
    const options = { cwd: this.dir, env: this.#environment() };
    return new RunningGateway(spawn(this.#program(command), args, options));
  }

  #program(command: string): string {
    const file = path.join(this.dir, "node_modules", ".bin", command);
    return existsSync(file) ? file : command;
  }

  /** Returns the environment of a user: without the variables of Jest, of npm and of this repository. */
  #environment(): NodeJS.ProcessEnv {
    const inherited = Object.entries(process.env).filter(
      ([name]) => !/^(npm_|JEST_|GATEWRIGHT_|NODE_OPTIONS$|NODE_ENV$|CDKTF_)/.test(name),
    );
    return {
      ...Object.fromEntries(inherited),
      CI: "1",
      CHECKPOINT_DISABLE: "1",
      PATH: `${this.#nodeDir}${path.delimiter}${process.env.PATH}`,
    };
  }
}

/** Process of `gatewright start`. */
export class RunningGateway {
  readonly #process: ChildProcessWithoutNullStreams;
  #output = "";

  constructor(child: ChildProcessWithoutNullStreams) {
    this.#process = child;
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (chunk) => {
        this.#output += chunk;
      });
    }
  }

  /** Waits until the output matches a pattern. Returns the match. */
  async waitFor(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const match = pattern.exec(this.#output);
      if (match) return match;
      if (this.#process.exitCode !== null) throw new Error(`the gateway ended; it printed ${this.#output}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  /** Waits until the gateway is ready. Returns the URL of its only API. */
  async url(): Promise<string> {
    const [, url = ""] = await this.waitFor(/: \S+ at (http:\/\/localhost:\d+)\n[\s\S]*DynamoDB at .*\n/);
    return url;
  }

  async stop(): Promise<void> {
    const exit = once(this.#process, "exit");
    this.#process.kill("SIGTERM");
    await exit;
  }
}
