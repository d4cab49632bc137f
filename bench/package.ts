/**
 * Compares the installed package with the sources, with AWS CDK and with Serverless Framework: the time to load the
 * package, to synthesize an application with 50 functions, and from the start of a local gateway to its first response.
 *
 * The variants are measured alternately. Compare only results of the same run with each other, because the absolute
 * numbers depend on the computer.
 */
import { cpSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { measureInTurns } from "./measure-in-turns";
import { FUNCTIONS, writeCdkApp, writeGatewrightApp, writeServerlessService } from "./package/applications";
import { commandOf, installProject, REPOSITORY } from "./package/installed-project";
import { timeCommand, timeFirstResponse, timeRequire } from "./package/timings";

const ROUNDS = 5;
const SERVERLESS = path.join(__dirname, "node_modules/serverless/bin/serverless.js");
const TSX = pathToFileURL(require.resolve("tsx")).href;
const SOURCE = ["--conditions=gatewright-source", "--require", "tsx/cjs"];

/** Variant of a comparison. */
interface Variant {
  readonly name: string;
  /** Maximum of the ratio: the time of the first variant, divided by the time of this variant. */
  readonly limit: number;
  readonly measure: () => number | Promise<number>;
}

async function main(): Promise<void> {
  const parent = mkdtempSync(path.join(realpathSync(tmpdir()), "gatewright-bench-"));
  try {
    const sample = installProject(parent);
    const many = path.join(parent, "many");
    cpSync(path.join(sample, "node_modules"), path.join(many, "node_modules"), {
      recursive: true,
      verbatimSymlinks: true,
    });
    for (const name of ["main.ts", "functions"])
      cpSync(path.join(REPOSITORY, name), path.join(sample, name), { recursive: true });
    cpSync(path.join(REPOSITORY, "examples/hello/cdktf.json"), path.join(sample, "cdktf.json"));
    writeGatewrightApp(many);
    const cdk = writeCdkApp(parent);
    const service = writeServerlessService(parent);
    await compare('load "gatewright"', [
      { name: "installed", limit: 1, measure: () => timeRequire({ cwd: sample, args: [] }, "gatewright") },
      {
        name: "sources with tsx",
        limit: 0.5,
        measure: () => timeRequire({ cwd: REPOSITORY, args: SOURCE }, "gatewright"),
      },
    ]);
    await compare(`synthesize ${FUNCTIONS} functions`, [
      {
        name: "Gatewright",
        limit: 1,
        measure: () => timeCommand({ cwd: many, args: [commandOf(many), "synth"] }),
      },
      {
        name: "AWS CDK",
        limit: 1 / 8,
        measure: () => timeCommand({ cwd: cdk, args: ["--import", TSX, "main.ts"] }),
      },
      {
        name: "Serverless 3",
        limit: 1 / 2.5,
        measure: () => timeCommand({ cwd: service, args: [SERVERLESS, "package"] }),
      },
    ]);
    await compare(`start with ${FUNCTIONS} functions, until the first response`, [
      { name: "Gatewright", limit: 1, measure: () => startWithoutCache(many, "/things/0") },
      { name: "serverless-offline", limit: 1 / 4, measure: () => startOffline(service) },
    ]);
    await compare("start the sample, until the first response", [
      { name: "installed, warm bundle cache", limit: 1, measure: () => startGateway(sample, "/health") },
      { name: "installed, no bundle cache", limit: 1, measure: () => startWithoutCache(sample, "/health") },
    ]);
    console.log(
      `load average ${loadavg()
        .map((load) => load.toFixed(1))
        .join(", ")}`,
    );
  } finally {
    rmSync(parent, { recursive: true });
  }
}

/** Measures the variants alternately, and prints the time of each and the ratio of the first to it. */
async function compare(title: string, variants: readonly Variant[]): Promise<void> {
  const results = await measureInTurns(variants, ROUNDS, async ({ measure }) => ({ ms: await measure() }));
  const [first] = results;
  console.log(`${title} (median of ${ROUNDS})`);
  for (const { name, limit, ms } of results) {
    const ratio = (first?.ms ?? 0) / ms;
    const isMet = ratio <= limit;
    if (!isMet) process.exitCode = 1;
    const verdict = limit === 1 ? "" : `  limit ${limit.toFixed(3)}${isMet ? "" : "  NOT MET"}`;
    console.log(`  ${name.padEnd(28)} ${ms.toFixed(0).padStart(7)} ms  ratio ${ratio.toFixed(3)}${verdict}`);
  }
}

function startGateway(project: string, route: string): Promise<number> {
  const args = (port?: number) => [commandOf(project), "start", "--port", String(port)];
  return timeFirstResponse(([port]) => ({ cwd: project, args: args(port) }), route);
}

function startWithoutCache(project: string, route: string): Promise<number> {
  rmSync(path.join(project, "node_modules/.cache/gatewright"), { recursive: true, force: true });
  return startGateway(project, route);
}

function startOffline(cwd: string): Promise<number> {
  const args = ([http, lambda]: readonly number[]) => [
    SERVERLESS,
    ...["offline", "start", "--httpPort", String(http), "--lambdaPort", String(lambda)],
  ];
  return timeFirstResponse((ports) => ({ cwd, args: args(ports) }), "/things/0");
}

main();
