/**
 * What `npm run plan products-dev` takes from a warm start, as its user types it: where nothing changed since the last one, and
 * where a handler did, which is as it was again afterwards; beside `npm run synth`, the first part of it with every function
 * built, and `cdktf synth`, which does that part alone. They run in turns. Needs terraform.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import path from "node:path";
import { type Figures, measured } from "./call-counter";

const ROOT = path.join(__dirname, "..");
const WARM_UPS = 1;
const ROUNDS = 9;
const LIMIT_MS = 3000;

interface Command {
  readonly name: string;
  readonly args: readonly string[];
  /** A file that is edited for it. */
  readonly edited?: string;
}

const PLAN: Command = { name: "npm run plan products-dev", args: ["npm", "run", "plan", "products-dev"] };
const EDITED: Command = { ...PLAN, name: "... a handler edited", edited: "functions/products/list.ts" };
const SYNTH: Command = { name: "npm run synth", args: ["npm", "run", "synth"] };
const CDKTF: Command = { name: "npx cdktf synth", args: ["npx", "cdktf", "synth"] };

async function main(): Promise<void> {
  const output = mkdtempSync(path.join(tmpdir(), "gatewright-bench-"));
  try {
    const measure = async (one: Command) => timed(one, output);
    const commands = [PLAN, EDITED, SYNTH, CDKTF];
    await measured(commands, WARM_UPS, measure);
    report(await measured(commands, ROUNDS, measure));
  } finally {
    rmSync(output, { recursive: true });
  }
}

/** @param output where it is synthesized to */
function timed(command: Command, output: string): Figures<"ms"> {
  if (command.edited === undefined) return { ms: run(command, output) };
  const file = path.join(ROOT, command.edited);
  const text = readFileSync(file, "utf8");
  try {
    writeFileSync(file, `${text}// ${Math.random()}\n`);
    return { ms: run(command, output) };
  } finally {
    writeFileSync(file, text);
    run(PLAN, output);
  }
}

function run({ name, args: [command = "", ...rest] }: Command, output: string): number {
  const env = { ...process.env, CDKTF_OUTDIR: output, CHECKPOINT_DISABLE: "1" };
  const began = performance.now();
  const { status, stderr } = spawnSync(command, rest, { cwd: ROOT, env, encoding: "utf8" });
  const ms = performance.now() - began;
  if (status !== 0) throw new Error(`${name} ended with ${status}\n${stderr}`);
  return ms;
}

function report(found: readonly (Command & Figures<"ms">)[]): void {
  const [plan] = found;
  if (!plan) throw new Error("nothing was measured");
  for (const { name, ms } of found) {
    console.log(
      `${name.padEnd(28)}${ms.toFixed(0).padStart(6)} ms  ${(ms / plan.ms).toFixed(2)} of the plan`,
    );
  }
  const isMet = plan.ms < LIMIT_MS;
  console.log(`\na plan in less than ${LIMIT_MS} ms: ${isMet ? "yes" : "no"}, ${plan.ms.toFixed(0)} ms`);
  console.log(
    `load average ${loadavg()
      .map((load) => load.toFixed(1))
      .join(", ")}`,
  );
  if (!isMet) process.exitCode = 1;
}

main();
