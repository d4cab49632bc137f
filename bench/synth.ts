/**
 * How the time of a synth grows with the number of routes, each with a function, code, role, logs and alarms of its
 * own. Every size is measured in one run, in turns; what counts is the ratio of the time a route.
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

const SIZES = [75, 150, 300];
const ROUNDS = 5;

function main(): void {
  const folder = mkdtempSync(path.join(tmpdir(), "gatewright-bench-"));
  try {
    const entries = handlers(folder, Math.max(...SIZES));
    for (const size of SIZES) synth(folder, entries.slice(0, size));
    const times = new Map<number, number[]>(SIZES.map((size) => [size, []]));
    for (let round = 0; round < ROUNDS; round++) {
      for (const size of SIZES) times.get(size)?.push(synth(folder, entries.slice(0, size)));
    }
    report(times);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Small handlers that share a module, so that what is measured is not one package's size. */
function handlers(folder: string, count: number): string[] {
  const source = path.join(folder, "functions");
  mkdirSync(source);
  writeFileSync(
    path.join(source, "shared.ts"),
    "export const answer = (n: number) => ({ statusCode: 200, body: String(n) });",
  );
  return Array.from({ length: count }, (_, index) => {
    const file = path.join(source, `f${index}.ts`);
    writeFileSync(
      file,
      `import { answer } from "./shared"; export const handler = async () => answer(${index});`,
    );
    return file;
  });
}

/** Declares, bundles and writes an API of these handlers; how long that took, in milliseconds. */
function synth(folder: string, entries: readonly string[]): number {
  const began = performance.now();
  const app = new App({ outdir: path.join(folder, "cdktf.out") });
  const stack = new TerraformStack(app, "bench");
  new AwsProvider(stack, "aws", { region: "eu-central-1" });
  const table = new Table(stack, "things", { partitionKey: "thingId" });
  const api = new HttpApi(stack, "api");
  entries.forEach((entry, index) => {
    const handler = new NodejsFunction(stack, `f${index}`, { entry, environment: { TABLE: table.name } });
    table.grantRead(handler);
    api.route(`GET /things/r${index}`, handler, { access: "public", throttle: { rate: 10, burst: 10 } });
  });
  new ApiAlarms(stack, "alarms", { api });
  app.synth();
  return performance.now() - began;
}

function report(times: ReadonlyMap<number, readonly number[]>): void {
  const perRoute = new Map([...times].map(([size, all]) => [size, median(all) / size]));
  const [smallest = 0] = perRoute.values();
  console.log("routes  median ms  ms a route  ratio to the smallest");
  for (const [size, each] of perRoute) {
    const cells = [size, (each * size).toFixed(0), each.toFixed(2), (each / smallest).toFixed(2)];
    console.log([6, 11, 12, 23].map((width, index) => String(cells[index]).padStart(width)).join(""));
  }
}

main();
