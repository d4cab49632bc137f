import path from "node:path";
import { synthesize } from "#synth";
import { listRoutes, type RouteSummary, readStacks, type SynthesizedStack } from "#terraform";
import { runCommand } from "./command";
import { formatTable } from "./table";

/** `npm run synth`: synthesizes, then says of every stack what will be deployed. */
async function main(): Promise<boolean> {
  const began = performance.now();
  const folder = await synthesize(process.cwd());
  if (folder === undefined) return false;
  const stacks = readStacks(folder).map(report);
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  console.log([...stacks, `${count(stacks.length, "stack")} synthesized in ${seconds} s`].join("\n"));
  return true;
}

function report({ name, dir, stack }: SynthesizedStack): string {
  const routes = listRoutes({ name, dir, stack });
  const functions = stack.ofType("aws_lambda_function").length;
  const counts = [
    count(routes.length, "route"),
    count(functions, "function"),
    count(stack.resources.length, "resource"),
  ];
  const title = `${name}  ${path.relative(process.cwd(), dir)}/cdk.tf.json  (${counts.join(", ")})`;
  return [title, ...rows(routes).map((line) => `  ${line}`), ""].join("\n");
}

/** A line a route; the API's name before it where a stack has more than one. */
function rows(routes: readonly RouteSummary[]): string[] {
  if (routes.length === 0) return [];
  const several = new Set(routes.map(({ api }) => api)).size > 1;
  const cells = routes.map(({ api, key, access, target, zipSize }) => [
    ...(several ? [api] : []),
    key,
    access,
    target,
    kilobytes(zipSize),
  ]);
  const head = [...(several ? ["api"] : []), "route", "access", "target", "zip"];
  return formatTable([head, ...cells], head.length - 1);
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? "" : "s"}`;
}

function kilobytes(bytes?: number): string {
  return bytes === undefined ? "" : `${(bytes / 1000).toFixed(1)} kB`;
}

runCommand("npm run synth", main);
