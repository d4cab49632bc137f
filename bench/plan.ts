/**
 * Measures how long the command `npm run plan products-dev` takes if the bundle cache already contains all
 * bundles. Terraform must be on the PATH.
 *
 * The benchmark runs four commands alternately:
 *
 * - `npm run plan products-dev`, without a change since the last plan
 * - `npm run plan products-dev`, after an edit of a handler, which the benchmark reverts afterwards
 * - `npm run synth`, which does not use the bundle cache and therefore builds every function
 * - `npx cdktf synth`, which also builds every function, and starts more slowly than `npm run synth`
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import path from "node:path";
import { type Measurement, measureInTurns } from "./measure-in-turns";

const ROOT = path.join(__dirname, "..");
const WARM_UP_ROUNDS = 1;
const ROUNDS = 9;
const MAX_PLAN_MS = 3000;

interface Command {
  readonly name: string;
  readonly args: readonly string[];
  /** File to edit before the command runs, relative to the project. */
  readonly editedFile?: string;
}

const PLAN: Command = { name: "npm run plan products-dev", args: ["npm", "run", "plan", "products-dev"] };
const PLAN_AFTER_EDIT: Command = {
  ...PLAN,
  name: "  after an edit",
  editedFile: "functions/products/list.ts",
};
const SYNTH: Command = { name: "npm run synth", args: ["npm", "run", "synth"] };
const CDKTF: Command = { name: "npx cdktf synth", args: ["npx", "cdktf", "synth"] };

async function main(): Promise<void> {
  const outputDir = mkdtempSync(path.join(tmpdir(), "gatewright-bench-"));
  try {
    const measure = async (command: Command) => measureCommand(command, outputDir);
    const commands = [PLAN, PLAN_AFTER_EDIT, SYNTH, CDKTF];
    await measureInTurns(commands, WARM_UP_ROUNDS, measure);
    printReport(await measureInTurns(commands, ROUNDS, measure));
  } finally {
    rmSync(outputDir, { recursive: true });
  }
}

/**
 * Measures one run of a command. If the command has a file to edit, edits the file before the run and restores
 * it afterwards. A further plan then puts the bundle of the original file back into the cache.
 *
 * @param outputDir folder for the synthesized files
 */
function measureCommand(command: Command, outputDir: string): Measurement<"ms"> {
  if (command.editedFile === undefined) return { ms: runCommand(command, outputDir) };
  const file = path.join(ROOT, command.editedFile);
  const text = readFileSync(file, "utf8");
  try {
    writeFileSync(file, `${text}// ${Math.random()}\n`);
    return { ms: runCommand(command, outputDir) };
  } finally {
    writeFileSync(file, text);
    runCommand(PLAN, outputDir);
  }
}

/** Runs a command and returns its duration in milliseconds. */
function runCommand({ name, args: [command = "", ...rest] }: Command, outputDir: string): number {
  const env = { ...process.env, CDKTF_OUTDIR: outputDir, CHECKPOINT_DISABLE: "1" };
  const startedAt = performance.now();
  const { status, stderr } = spawnSync(command, rest, { cwd: ROOT, env, encoding: "utf8" });
  const ms = performance.now() - startedAt;
  if (status !== 0) throw new Error(`${name.trim()} exited with code ${status}\n${stderr}`);
  return ms;
}

function printReport(results: readonly (Command & Measurement<"ms">)[]): void {
  const [plan] = results;
  if (!plan) throw new Error("no command was measured");
  for (const { name, ms } of results) {
    const ratio = (ms / plan.ms).toFixed(2);
    console.log(`${name.padEnd(28)}${ms.toFixed(0).padStart(6)} ms  ${ratio} × plan`);
  }
  const isMet = plan.ms < MAX_PLAN_MS;
  console.log(`\nplan takes less than ${MAX_PLAN_MS} ms: ${isMet ? "yes" : "no"}, ${plan.ms.toFixed(0)} ms`);
  console.log(
    `load average ${loadavg()
      .map((load) => load.toFixed(1))
      .join(", ")}`,
  );
  if (!isMet) process.exitCode = 1;
}

main();
