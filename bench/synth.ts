/**
 * Measures how the duration of synthesis grows with the number of routes. Every route has its own function
 * with code, role, log group and alarms. APIs of different sizes are measured alternately. Compare only times
 * of the same run with each other, because the absolute times depend on the computer.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import {
  ApiAlarms,
  App,
  AwsProvider,
  HttpApi,
  NodejsFunction,
  Table,
  TerraformStack,
} from "../src/constructs";
import { median } from "./median";

/** Numbers of routes of the measured APIs. */
const SIZES = [75, 150, 300];
const ROUNDS = 5;

function main(): void {
  const folder = mkdtempSync(path.join(tmpdir(), "gatewright-bench-"));
  try {
    const entries = writeHandlers(folder, Math.max(...SIZES));
    for (const size of SIZES) timeSynth(folder, entries.slice(0, size));
    const timesBySize = new Map<number, number[]>(SIZES.map((size) => [size, []]));
    for (let round = 0; round < ROUNDS; round++) {
      for (const size of SIZES) timesBySize.get(size)?.push(timeSynth(folder, entries.slice(0, size)));
    }
    printReport(timesBySize);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/**
 * Writes small handlers and returns their paths. The handlers import a shared module, but no npm package,
 * because the time to bundle a package would dominate the result.
 */
function writeHandlers(folder: string, count: number): string[] {
  const sourceDir = path.join(folder, "functions");
  mkdirSync(sourceDir);
  writeFileSync(
    path.join(sourceDir, "shared.ts"),
    "export const reply = (n: number) => ({ statusCode: 200, body: String(n) });",
  );
  return Array.from({ length: count }, (_, index) => {
    const file = path.join(sourceDir, `f${index}.ts`);
    writeFileSync(
      file,
      `import { reply } from "./shared"; export const handler = async () => reply(${index});`,
    );
    return file;
  });
}

/**
 * Synthesizes an API with one route for each handler. Returns the duration in milliseconds, including the
 * time to bundle the handlers.
 */
function timeSynth(folder: string, entries: readonly string[]): number {
  const startedAt = performance.now();
  const app = new App({ outdir: path.join(folder, "cdktf.out") });
  const stack = new TerraformStack(app, "bench");
  new AwsProvider(stack, "aws", { region: "eu-central-1" });
  const table = new Table(stack, "things", { partitionKey: "thingId" });
  const api = new HttpApi(stack, "api");
  entries.forEach((entry, index) => {
    const handler = new NodejsFunction(stack, `f${index}`, { entry, environment: { TABLE: table.name } });
    table.grant(handler, "GetItem", "Query");
    api.route(`GET /things/r${index}`, handler, { access: "public", throttle: { rate: 10, burst: 10 } });
  });
  new ApiAlarms(stack, "alarms", { api });
  app.synth();
  return performance.now() - startedAt;
}

function printReport(timesBySize: ReadonlyMap<number, readonly number[]>): void {
  const msPerRoute = new Map([...timesBySize].map(([size, times]) => [size, median(times) / size]));
  const [smallest = 0] = msPerRoute.values();
  console.log("routes  median ms  ms per route  vs fewest routes");
  for (const [size, ms] of msPerRoute) {
    const cells = [size, (ms * size).toFixed(0), ms.toFixed(2), (ms / smallest).toFixed(2)];
    console.log([6, 11, 14, 19].map((width, index) => String(cells[index]).padStart(width)).join(""));
  }
}

main();
