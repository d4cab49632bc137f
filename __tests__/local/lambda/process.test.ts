import { mkdirSync, readFileSync, realpathSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { temporaryFolder } from "../../support";
import { startLambda, TestLambda } from "./support";

// docs/local.md has a table of the members of `process`. Each row has a test below.
//
// Sources: https://nodejs.org/api/process.html and https://nodejs.org/api/worker_threads.html#class-worker

afterEach(() => TestLambda.stopAll());

const FILES = { "a.txt": "inside", "folder/b.txt": "deep", ".env": "FROM_FILE=x" };

/** Returns the result of a handler with this body. The function has a few files next to its code. */
function run<Result>(body: string, event: unknown = {}): Promise<Result> {
  const code = `const fs = require("node:fs"), path = require("node:path");
    const codeOf = async (call) => { try { await call(); return "done"; } catch (error) { return error.code; } };
    exports.handler = async (event) => { ${body} };`;
  return startLambda({ ...FILES, "index.js": code }).result<Result>(event);
}

/** Returns the failure of a handler with this body, and the result of the next invocation, which gets no event. */
async function runAndFail(body: string): Promise<readonly [errorMessage: string, next: unknown]> {
  const lambda = startLambda(
    `exports.handler = async ({ fails }) => { if (fails) { ${body} } return "next"; };`,
  );
  const { errorMessage } = await lambda.failure({ fails: true });
  return [errorMessage, await lambda.result()];
}

const own = { uid: os.userInfo().uid, gid: os.userInfo().gid };

/** Test of each row, by the first cell of the row. */
const ROWS: Readonly<Record<string, () => Promise<void>>> = {
  "`cwd()`, `chdir()`": async () => {
    const body = `const start = process.cwd();
      process.chdir("folder");
      const moved = [path.relative(start, process.cwd()), fs.readFileSync("b.txt", "utf8"), path.resolve("x") === process.cwd() + "/x"];
      process.chdir("..");
      return [start === process.env.LAMBDA_TASK_ROOT, moved, process.cwd() === fs.realpathSync(start),
        await codeOf(() => process.chdir("none")), await codeOf(() => process.chdir("a.txt")), await codeOf(() => process.chdir(1))];`;
    expect(await run(body)).toEqual([
      true,
      ["folder", "deep", true],
      true,
      "ENOENT",
      "ENOTDIR",
      "ERR_INVALID_ARG_TYPE",
    ]);
  },
  "`loadEnvFile()`": async () => {
    const body = "process.loadEnvFile?.(); return process.loadEnvFile ? process.env.FROM_FILE : 'x'";
    expect([await run(body), process.env.FROM_FILE]).toEqual(["x", undefined]);
  },
  "`env`": async () => {
    expect(
      await run("process.env.SET_BY_FUNCTION = 'x'; return [process.env.HOME, process.env.SET_BY_FUNCTION]"),
    ).toEqual([null, "x"]);
    expect(process.env.SET_BY_FUNCTION).toBeUndefined();
  },
  "`umask()`": async () => {
    const before = process.umask();
    const body =
      "return [process.umask() === event.before, process.umask(0o77) === event.before, process.umask('22'), process.umask(), await codeOf(() => process.umask('x'))]";
    expect(await run(body, { before })).toEqual([true, true, 0o77, 0o22, "ERR_INVALID_ARG_VALUE"]);
    expect(process.umask()).toBe(before);
  },
  "`setuid()`, `seteuid()`, `setgid()`, `setegid()`": async () => {
    const body = `return Promise.all(["setuid", "seteuid", "setgid", "setegid"].flatMap((name) =>
      [event[name.endsWith("uid") ? "uid" : "gid"], 4242].map((id) => codeOf(() => process[name](id)))))`;
    expect(await run(body, own)).toEqual(Array.from({ length: 4 }, () => ["done", "EPERM"]).flat());
  },
  "`setgroups()`, `initgroups()`": async () => {
    const body = `return [await codeOf(() => process.setgroups([0])), await codeOf(() => process.initgroups("root", 0))]`;
    expect(await run(body)).toEqual(["EPERM", "EPERM"]);
  },
  "`getuid()`, `geteuid()`, `getgid()`, `getegid()`, `getgroups()`": async () => {
    const body =
      "return [process.getuid(), process.geteuid(), process.getgid(), process.getegid(), process.getgroups()]";
    expect(await run(body)).toEqual([own.uid, own.uid, own.gid, own.gid, process.getgroups?.()]);
  },
  "`exit()`, `exitCode`": async () => {
    // Another test of this process may have set the exit code.
    const { exitCode } = process;
    expect(await runAndFail("process.exit(3)")).toEqual([expect.stringContaining("exit status 3"), "next"]);
    expect(await runAndFail("process.exitCode = 4; process.exit()")).toEqual([
      expect.stringContaining("exit status 4"),
      "next",
    ]);
    expect(process.exitCode).toBe(exitCode);
  },
  "`abort()`": async () => {
    expect(await runAndFail("process.abort()")).toEqual([expect.stringContaining("exit status 134"), "next"]);
  },
  "`kill()`": async () => {
    expect(await runAndFail("process.kill(process.pid)")).toEqual([
      expect.stringContaining("exit status 1"),
      "next",
    ]);
    expect(await run("return [await codeOf(() => process.kill(0)), process.kill(process.pid, 0)]")).toEqual([
      "EPERM",
      true,
    ]);
  },
  '`on("SIGTERM")` and other signals': async () => {
    expect(await run("process.on('SIGTERM', () => {}); return process.listenerCount('SIGTERM')")).toBe(1);
    expect(process.listenerCount("SIGTERM")).toBe(0);
  },
  '`on("uncaughtException")`, `on("unhandledRejection")`': async () => {
    const lambda = startLambda(`exports.handler = () => new Promise(() => {
      process.on("uncaughtException", () => console.log("seen"));
      setImmediate(() => { throw new Error("late"); });
    });`);
    expect(await lambda.failure()).toMatchObject({ errorMessage: "late" });
    expect(lambda.lines.length).toBeGreaterThan(0);
  },
  "`title`": async () => {
    const { title } = process;
    expect(await run("process.title = 'x'; return process.title")).toBe("x");
    expect(process.title).toBe(title);
  },
  "`pid`, `ppid`": async () => {
    expect(await run("return [process.pid, process.ppid]")).toEqual([process.pid, process.ppid]);
  },
  "`argv`, `argv0`, `execPath`, `execArgv`": async () => {
    const body =
      "return [process.argv.length, process.argv[0], path.isAbsolute(process.argv[1]), typeof process.argv0, process.execPath, process.execArgv]";
    expect(await run(body)).toEqual([2, process.execPath, true, "string", process.execPath, []]);
  },
  "`version`, `versions`, `release`, `config`, `features`, `arch`, `platform`": async () => {
    const names = ["version", "versions", "release", "arch", "platform"] as const;
    const body = `return [${names.map((name) => `process.${name}`)}, typeof process.config, typeof process.features]`;
    expect(await run(body)).toEqual(
      JSON.parse(JSON.stringify([...names.map((name) => process[name]), "object", "object"])),
    );
  },
  "`stdout`, `stderr`": async () => {
    const lambda = startLambda(
      'exports.handler = async () => { process.stdout.write("a\\n"); process.stderr.write("b\\n"); }',
    );
    await lambda.result();
    expect(lambda.lines.map(({ text }) => text)).toEqual(["a", "b"]);
  },
  "`stdin`": async () => {
    expect(
      await run("let text = ''; for await (const chunk of process.stdin) text += chunk; return text"),
    ).toBe("");
  },
  "`memoryUsage()`": async () => {
    const [heap, rss] = await run<[number, number]>(
      "const { heapTotal, rss } = process.memoryUsage(); return [heapTotal, rss]",
    );
    expect(heap).toBeLessThan(64 * 1024 * 1024);
    expect(rss).toBeGreaterThan(heap);
  },
  "`cpuUsage()`, `resourceUsage()`": async () => {
    const [user, max] = await run<[number, number]>(
      "return [process.cpuUsage().user, process.resourceUsage().maxRSS]",
    );
    expect([user, max].every((value) => value > 0)).toBe(true);
  },
  "`constrainedMemory()`, `availableMemory()`": async () => {
    const body =
      "return ['constrainedMemory', 'availableMemory'].map((name) => typeof (process[name]?.() ?? 0))";
    expect(await run(body)).toEqual(["number", "number"]);
  },
  "`uptime()`": async () => {
    const uptime = await run<number>("return process.uptime()");
    expect(uptime).toBeGreaterThan(0);
    expect(uptime).toBeLessThan(process.uptime());
  },
  "`send()`, `disconnect()`, `connected`, `channel`": async () => {
    const body = "return ['send', 'disconnect', 'connected', 'channel'].map((name) => typeof process[name])";
    expect(await run(body)).toEqual(["undefined", "undefined", "undefined", "undefined"]);
  },
  "`report`, `debugPort`, `dlopen()`": async () => {
    const body = "return [typeof process.report.getReport, process.debugPort, typeof process.dlopen]";
    expect(await run(body)).toEqual(["function", process.debugPort, "function"]);
  },
  "`hrtime()`, `nextTick()`, `emitWarning()`, `setUncaughtExceptionCaptureCallback()`, `getBuiltinModule()`":
    async () => {
      const body = `await new Promise((resolve) => process.nextTick(resolve));
      process.emitWarning("careful");
      process.setUncaughtExceptionCaptureCallback(null);
      return [process.hrtime().length, (process.getBuiltinModule?.("fs") ?? fs) === fs];`;
      expect(await run(body)).toEqual([2, true]);
    },
};

describe("the table of docs/local.md", () => {
  const page = readFileSync("docs/local.md", "utf8");
  const [, table = ""] = /<!-- process: start -->\n([\s\S]*)\n<!-- process: end -->/.exec(page) ?? [];
  const keys = table
    .split("\n")
    .slice(2)
    .map((line) => line.split(" | ")[0]?.replace("| ", "") ?? "");

  test("the table has a row for each test, and a test for each row", () => {
    expect(keys).toEqual(Object.keys(ROWS));
  });

  test.each(keys)("the row %s is true", async (key) => {
    await ROWS[key]?.();
  });
});

test("every function of process that Node rejects in a worker thread works in a function", async () => {
  const calls = [
    "abort",
    "chdir",
    "initgroups",
    "setegid",
    "seteuid",
    "setgid",
    "setgroups",
    "setuid",
    "umask",
  ];
  const body = `return Promise.all(event.calls.filter((name) => name !== "abort").map((name) => codeOf(() => process[name](0o22, 0))))`;
  expect(await run(body, { calls })).not.toContain("ERR_WORKER_UNSUPPORTED_OPERATION");
});

describe("relative paths", () => {
  test("a handler does not find a file of the project that is not in its code", async () => {
    const read = 'fs.readFileSync("package.json")';
    expect(
      await run(
        `return [fs.existsSync("package.json"), await codeOf(() => ${read}), fs.existsSync("a.txt")]`,
      ),
    ).toEqual([false, "ENOENT", true]);
  });

  test("code that runs before the handler reads files of its folder", async () => {
    const code = `import { readFileSync } from "node:fs"; import { cwd } from "node:process";
      const text = readFileSync("a.txt", "utf8"); const start = cwd();
      export const handler = async () => [text, start === process.env.LAMBDA_TASK_ROOT];`;
    const lambda = startLambda({ ...FILES, "index.mjs": code });
    expect(await lambda.result()).toEqual(["inside", true]);
  });

  /** Statements that read, and the expected result of each. */
  const READS: readonly (readonly [statement: string, expected: unknown])[] = [
    ['fs.readFileSync("a.txt", "utf8")', "inside"],
    ['fs.readFileSync("./folder/../a.txt", "utf8")', "inside"],
    ['fs.readFileSync(Buffer.from("a.txt"), "utf8")', "inside"],
    ['fs.readFileSync(path.resolve("a.txt"), "utf8")', "inside"],
    ['fs.readFileSync(require("node:url").pathToFileURL(path.resolve("a.txt")), "utf8")', "inside"],
    ['require("node:util").promisify(fs.readFile)("a.txt", "utf8")', "inside"],
    ['require("node:util").promisify(fs.exists)("a.txt")', true],
    ['require("node:fs/promises").readFile("a.txt", "utf8")', "inside"],
    ['fs.promises.stat("folder").then((stats) => stats.isDirectory())', true],
    ['new Promise((resolve) => fs.createReadStream("a.txt", "utf8").on("data", resolve))', "inside"],
    [
      'new Promise((resolve) => new fs.ReadStream("a.txt", { encoding: "utf8" }).on("data", resolve))',
      "inside",
    ],
    ['fs.promises.open("a.txt").then((file) => file.readFile("utf8").finally(() => file.close()))', "inside"],
    ['fs.readdirSync("folder")', ["b.txt"]],
    ['fs.realpathSync.native("a.txt") === fs.realpathSync("a.txt")', true],
    ['fs.opendirSync(".").readSync() !== null', true],
    ['fs.existsSync("")', false],
    ['require("node:child_process").execSync("cat a.txt", { encoding: "utf8" })', "inside"],
    ['require("node:child_process").execFileSync("cat", ["a.txt"], { encoding: "utf8" })', "inside"],
    [
      'require("node:child_process").spawnSync("cat", ["b.txt"], { cwd: "folder", encoding: "utf8" }).stdout',
      "deep",
    ],
    ['String(require("node:child_process").spawnSync("pwd").stdout).trim() === fs.realpathSync(".")', true],
    [
      'require("node:util").promisify(require("node:child_process").exec)("cat a.txt").then(({ stdout }) => stdout)',
      "inside",
    ],
    [
      'require("node:util").promisify(require("node:child_process").execFile)("cat", ["a.txt"]).then(({ stdout }) => stdout)',
      "inside",
    ],
  ];

  test.each(READS)("%s reads a file of the code", async (statement, expected) => {
    expect(await run(`return ${statement}`)).toEqual(expected);
  });

  test("files are written, copied, linked and removed below the working directory", async () => {
    const dir = realpathSync(temporaryFolder());
    const body = `process.chdir(event.dir);
      fs.writeFileSync("one", "1"); fs.appendFileSync("one", "2"); fs.copyFileSync("one", "two"); fs.renameSync("two", "three");
      fs.symlinkSync("three", "link"); fs.linkSync("one", "hard"); fs.mkdirSync("new/deep", { recursive: true });
      const made = fs.mkdtempSync("new/tmp-"); await fs.promises.cp("new", "copy", { recursive: true }); fs.rmSync("new", { recursive: true });
      await new Promise((resolve) => fs.createWriteStream("stream").end("s", resolve));
      return [fs.readdirSync(".").sort(), fs.readFileSync("link", "utf8"), fs.readlinkSync("link"), path.isAbsolute(made)];`;
    expect(await run(body, { dir })).toEqual([
      ["copy", "hard", "link", "one", "stream", "three"],
      "12",
      "three",
      true,
    ]);
  });

  test("two functions have separate working directories", async () => {
    const [one, two] = [temporaryFolder(), temporaryFolder()].map((dir) => realpathSync(dir));
    for (const dir of [one, two]) {
      mkdirSync(path.join(dir ?? "", "x"));
      writeFileSync(path.join(dir ?? "", "x", "name"), dir ?? "");
    }
    const body = `process.chdir(event.dir + "/x"); await new Promise(setImmediate); return [process.cwd(), fs.readFileSync("name", "utf8")];`;
    const results = await Promise.all([run(body, { dir: one }), run(body, { dir: two })]);
    expect(results).toEqual([
      [`${one}/x`, one],
      [`${two}/x`, two],
    ]);
  });
});
