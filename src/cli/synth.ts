import path from "node:path";
import { synthesize } from "#synth";
import {
  listRoutes,
  type RouteSummary,
  readStacks,
  readWaivers,
  resolveStack,
  type SynthesizedStack,
  type SynthesizedWaiver,
} from "#terraform";
import { type Command, defineCommand, print } from "./command";
import { formatTable } from "./format-table";
import { routeRows } from "./route-table";
import { formatWarnings } from "./warnings";

/** Command `gatewright synth`: synthesizes the project and prints a summary of each stack. */
export const synthCommand: Command = defineCommand({
  help: {
    usage: ["[options]"],
    summary: "Synthesizes the project into cdktf.out, and lists the routes and functions of each stack.",
    options: [],
  },
  options: {},
  maxPositionals: 0,
  async run({ project }) {
    const startedAt = performance.now();
    const folder = await synthesize(project);
    if (folder === undefined) return false;
    const summaries = readStacks(folder).map(formatStack);
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    print([...summaries, `${count(summaries.length, "stack")} synthesized in ${seconds} s`].join("\n"));
    return true;
  },
});

function formatStack({ name, dir, stack }: SynthesizedStack): string {
  const routes = listRoutes(resolveStack({ name, dir, stack }));
  const functions = stack.ofType("aws_lambda_function").length;
  const counts = [
    count(routes.length, "route"),
    count(functions, "function"),
    count(stack.resources.length, "resource"),
  ];
  const title = `${name}  ${path.relative(process.cwd(), dir)}/cdk.tf.json  (${counts.join(", ")})`;
  const warnings = formatWarnings({ dir });
  const tables = [
    formatRoutes(routes),
    formatWaivers(readWaivers(dir)),
    warnings.length === 0 ? [] : ["", ...warnings],
  ];
  return [title, ...tables.flat().map((line) => `  ${line}`.trimEnd()), ""].join("\n");
}

function formatWaivers(waivers: readonly SynthesizedWaiver[]): string[] {
  if (waivers.length === 0) return [];
  const cells = waivers.map(({ rule, construct, resources, reason }) => [
    rule,
    construct,
    String(resources.length),
    reason,
  ]);
  return ["", ...formatTable([["waived rule", "construct", "resources", "reason"], ...cells], 2)];
}

/** Formats routes as a table, with the sizes of their zips. */
function formatRoutes(routes: readonly RouteSummary[]): string[] {
  if (routes.length === 0) return [];
  const zips = ["zip", ...routes.map(({ zipSize }) => kilobytes(zipSize))];
  const rows = routeRows(routes).map((cells, index) => [...cells, zips[index] ?? ""]);
  return formatTable(rows, (rows[0]?.length ?? 0) - 1);
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

function kilobytes(bytes?: number): string {
  return bytes === undefined ? "" : `${(bytes / 1000).toFixed(1)} kB`;
}
