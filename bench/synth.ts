/**
 * Measures how the duration of synthesis grows with the number of routes of an HTTP API, and compares a REST API with an
 * HTTP API. Every route has its own function with code, role, log group and alarms. All APIs are measured alternately.
 * Compare only times of the same run with each other, because the absolute times depend on the computer.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import {
  ApiAlarms,
  App,
  AwsProvider,
  HttpApi,
  type MonitoredRequestApi,
  NodejsFunction,
  RestApi,
  Table,
  TerraformStack,
} from "../src/constructs";
import { type Measurement, measureInTurns } from "./measure-in-turns";

/** Numbers of routes of the measured HTTP APIs. */
const SIZES = [75, 150, 300];
const ROUNDS = 5;

/** Number of routes of the REST API and of the HTTP API that are compared. */
const COMPARED_SIZE = 100;
const COMPARED_ROUNDS = 15;
/** Maximum time to synthesize the REST API, as a multiple of the time of the HTTP API. */
const MAX_TIMES_HTTP = 1.6;

const ROUTE_SETTINGS = { access: "public", throttle: { rate: 10, burst: 10 } } as const;

/** Members that both classes of APIs have. */
interface Api extends MonitoredRequestApi {
  route(key: string, handler: NodejsFunction, settings: typeof ROUTE_SETTINGS): void;
}

/** API to synthesize. */
interface MeasuredApi {
  readonly type: new (scope: TerraformStack, id: string) => Api;
  /** Number of routes. */
  readonly size: number;
}

async function main(): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), "gatewright-bench-"));
  try {
    const entries = writeHandlers(folder, Math.max(...SIZES));
    const measure = async ({ type, size }: MeasuredApi) => ({
      ms: timeSynth(folder, type, entries.slice(0, size)),
    });
    const sizes = SIZES.map((size) => ({ type: HttpApi, size }));
    await measureInTurns(sizes, 1, measure);
    printSizes(await measureInTurns(sizes, ROUNDS, measure));
    const types = [HttpApi, RestApi].map((type) => ({ type, size: COMPARED_SIZE }));
    await measureInTurns(types, 2, measure);
    printComparison(await measureInTurns(types, COMPARED_ROUNDS, measure));
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
function timeSynth(folder: string, Api: MeasuredApi["type"], entries: readonly string[]): number {
  const startedAt = performance.now();
  const app = new App({ outdir: path.join(folder, "cdktf.out") });
  const stack = new TerraformStack(app, "bench");
  new AwsProvider(stack, "aws", { region: "eu-central-1" });
  const table = new Table(stack, "things", { partitionKey: "thingId" });
  const api = new Api(stack, "api");
  entries.forEach((entry, index) => {
    const handler = new NodejsFunction(stack, `f${index}`, { entry, environment: { TABLE: table.name } });
    table.grant(handler, "GetItem", "Query");
    api.route(`GET /things/r${index}`, handler, ROUTE_SETTINGS);
  });
  new ApiAlarms(stack, "alarms", { api });
  app.synth();
  return performance.now() - startedAt;
}

function printSizes(results: readonly (MeasuredApi & Measurement<"ms">)[]): void {
  const [smallest] = results;
  if (!smallest) throw new Error("no API was measured");
  console.log("routes  median ms  ms per route  vs fewest routes");
  for (const { size, ms } of results) {
    const growth = ms / size / (smallest.ms / smallest.size);
    const cells = [size, ms.toFixed(0), (ms / size).toFixed(2), growth.toFixed(2)];
    console.log([6, 11, 14, 19].map((width, index) => String(cells[index]).padStart(width)).join(""));
  }
}

function printComparison([http, rest]: readonly Measurement<"ms">[]): void {
  if (!http || !rest) throw new Error("no API was measured");
  const times = rest.ms / http.ms;
  const isMet = times <= MAX_TIMES_HTTP;
  const values = `${times.toFixed(2)} times, ${rest.ms.toFixed(0)} and ${http.ms.toFixed(0)} ms`;
  console.log(
    `\n${COMPARED_SIZE} REST routes take at most ${MAX_TIMES_HTTP} times as long as HTTP routes: ${isMet ? "yes" : "no"}, ${values}`,
  );
  if (!isMet) process.exitCode = 1;
}

main();
