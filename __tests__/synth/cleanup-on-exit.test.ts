import { spawnSync } from "node:child_process";
import path from "node:path";

const MODULE = path.resolve("src/synth/cleanup-on-exit.ts");

/**
 * Runs a process that registers two functions to run at exit, and then runs `code`. Returns the output, the
 * exit code and the signal of the process.
 */
function runProcess(code: string) {
  const script = `
    const { onExit } = require(${JSON.stringify(MODULE)});
    const print = (text) => require("node:fs").writeSync(1, text + " ");
    const cancel = onExit(() => print("first"));
    onExit(() => print("second"));
    const wait = () => setTimeout(() => print("waited"), 1000);
    const signal = () => { process.kill(process.pid, "SIGTERM"); wait(); };
    ${code}`;
  const args = ["--import", "tsx", "--eval", script];
  const { stdout, signal, status } = spawnSync("node", args, { encoding: "utf8" });
  return { output: stdout.trim(), signal, status };
}

test("registered functions run once, in reverse order", () => {
  expect(runProcess("")).toEqual({ output: "second first", signal: null, status: 0 });
});

test("a signal still ends the process after the functions have run", () => {
  expect(runProcess("signal()")).toEqual({ output: "second first", signal: "SIGTERM", status: null });
});

test("a signal listener of the process can still set the exit code", () => {
  const own = '() => { print("own"); setTimeout(() => process.exit(3), 100); }';
  expect(runProcess(`process.on("SIGTERM", ${own}); signal();`)).toEqual({
    output: "second first own",
    signal: null,
    status: 3,
  });
});

test("a cancelled function does not run at exit", () => {
  expect(runProcess("cancel(); signal();")).toEqual({ output: "second", signal: "SIGTERM", status: null });
});
