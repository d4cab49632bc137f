import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { temporaryFolder } from "../support";

/** Returns the path of a packed package. */
export function packedFile(name: "gatewright" | "create-gatewright"): string {
  const folder = process.env.GATEWRIGHT_PACKED ?? "";
  const file = readdirSync(folder).find((entry) => new RegExp(`^${name}-\\d`).test(entry));
  if (file === undefined) throw new Error(`${folder} has no package ${name}`);
  return path.join(folder, file);
}

/** Installs a Node version from npm, and returns the folder of its binary. */
export function installNode(version: string): string {
  const folder = temporaryFolder();
  const name = `node-${process.platform}-${process.arch}`;
  runProgram("npm", ["install", "--silent", "--prefix", folder, `${name}@${version}`], folder, process.env);
  return path.join(folder, "node_modules", name, "bin");
}

/** Project of a user, which `create-gatewright` has created in an empty folder. */
export class UserProject {
  readonly dir: string;
  /** Folder of the Node binary that runs the commands. */
  readonly #nodeDir: string;

  /**
   * Creates a project that depends on the packed package. Its packages are not installed yet.
   *
   * @param flags options of `create-gatewright`
   * @param nodeDir folder of the Node binary that runs the commands. Default: the binary of this process
   */
  static create(flags: readonly string[], nodeDir = path.dirname(process.execPath)): UserProject {
    const folder = temporaryFolder();
    const project = new UserProject(path.join(folder, "my-api"), nodeDir);
    const args = ["exec", "--yes", `--package=${packedFile("create-gatewright")}`, "--", "create-gatewright"];
    runProgram("npm", [...args, "my-api", "--yes", ...flags], folder, project.#environment());
    const manifest = JSON.parse(project.read("package.json"));
    manifest.dependencies.gatewright = `file:${packedFile("gatewright")}`;
    project.write("package.json", JSON.stringify(manifest, undefined, 2));
    return project;
  }

  private constructor(dir: string, nodeDir: string) {
    this.dir = dir;
    this.#nodeDir = nodeDir;
  }

  /** Returns the same project, whose commands another Node binary runs. */
  withNode(nodeDir: string): UserProject {
    return new UserProject(this.dir, nodeDir);
  }

  read(name: string): string {
    return readFileSync(path.join(this.dir, name), "utf8");
  }

  /** Returns the paths of the files in a folder whose names match a pattern. */
  list(folder: string, pattern: RegExp): string[] {
    const names = readdirSync(path.join(this.dir, folder)).filter((name) => pattern.test(name));
    return names.map((name) => path.join(folder, name));
  }

  /** Writes a file. Creates its folder if it does not exist. */
  write(name: string, content: string): void {
    mkdirSync(path.dirname(path.join(this.dir, name)), { recursive: true });
    writeFileSync(path.join(this.dir, name), content);
  }

  /** Replaces a text in a file. Fails if the file does not contain the text. */
  edit(name: string, from: string, to: string): void {
    expect(this.read(name)).toContain(from);
    this.write(name, this.read(name).replace(from, to));
  }

  /** Runs a command of the project, or a program on the PATH. Returns its output. Fails if the command fails. */
  run(command: string, ...args: readonly string[]): string {
    return runProgram(this.#program(command), args, this.dir, this.#environment());
  }

  /** Starts the local gateway on a free port. */
  startGateway(...args: readonly string[]): RunningGateway {
    const options = { cwd: this.dir, env: this.#environment() };
    return new RunningGateway(spawn(this.#program("gatewright"), ["start", "--port", "0", ...args], options));
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

function runProgram(program: string, args: readonly string[], cwd: string, env: NodeJS.ProcessEnv): string {
  const { status, stdout, stderr, error } = spawnSync(program, args, { cwd, env, encoding: "utf8" });
  if (error) throw error;
  if (status === 0) return stdout;
  throw new Error(`${program} ${args.join(" ")}: exit code ${status}\n${stdout}${stderr}`);
}

/** Process of `gatewright start`. */
class RunningGateway {
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

  /** Waits until the output matches a pattern, and returns the match. Fails if the process exits before that. */
  async waitFor(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const match = pattern.exec(this.#output);
      if (match) return match;
      if (this.#process.exitCode !== null) throw new Error(`the gateway ended; it printed ${this.#output}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  /** Waits until the gateway is ready, and returns the URL of its only API. */
  async url(): Promise<string> {
    const [, url = ""] = await this.waitFor(/: \S+ at (http:\/\/localhost:\d+)\n[\s\S]*DynamoDB at .*\n/);
    return url;
  }

  async stop(): Promise<void> {
    if (this.#process.exitCode !== null) return;
    const exit = once(this.#process, "exit");
    this.#process.kill("SIGTERM");
    await exit;
  }
}
