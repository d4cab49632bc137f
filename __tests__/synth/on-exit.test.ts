import { spawnSync } from "node:child_process";
import path from "node:path";

const MODULE = path.resolve("src/synth/on-exit.ts");

/** What a process does that asks for two things to be done at its end, then goes on. */
function process(goesOn: string) {
  const script = `
    const { onExit } = require(${JSON.stringify(MODULE)});
    const say = (text) => require("node:fs").writeSync(1, text + " ");
    const takeBack = onExit(() => say("first"));
    onExit(() => say("second"));
    const wait = () => setTimeout(() => say("waited"), 1000);
    const signal = () => { process.kill(process.pid, "SIGTERM"); wait(); };
    ${goesOn}`;
  const args = ["--import", "tsx", "--eval", script];
  const { stdout, signal, status } = spawnSync("node", args, { encoding: "utf8" });
  return { said: stdout.trim(), signal, status };
}

test("what was asked for last is done first, once", () => {
  expect(process("")).toEqual({ said: "second first", signal: null, status: 0 });
});

test("a signal ends the process, as if nobody had listened", () => {
  expect(process("signal()")).toEqual({ said: "second first", signal: "SIGTERM", status: null });
});

test("a process that has its own way to end has it still", () => {
  const own = '() => { say("own"); setTimeout(() => process.exit(3), 100); }';
  expect(process(`process.on("SIGTERM", ${own}); signal();`)).toEqual({
    said: "second first own",
    signal: null,
    status: 3,
  });
});

test("what is taken back is not done", () => {
  expect(process("takeBack(); signal();")).toEqual({ said: "second", signal: "SIGTERM", status: null });
});
