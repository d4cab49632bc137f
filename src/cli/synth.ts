import path from "node:path";
import {
  type DeployedRoute,
  deployedRoutes,
  readStacks,
  StackError,
  type StackFolder,
  synthesize,
} from "#terraform";

/** `npm run synth`: synthesizes, then says of every stack what will be deployed. */
function main(): void {
  const began = performance.now();
  const folder = synthesize(process.cwd());
  if (folder === undefined) {
    process.exitCode = 1;
    return;
  }
  const stacks = readStacks(folder).map(report);
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  console.log([...stacks, `${count(stacks.length, "stack")} synthesized in ${seconds} s`].join("\n"));
}

function report({ name, folder, stack }: StackFolder): string {
  const routes = deployedRoutes({ name, folder, stack });
  const functions = stack.ofType("aws_lambda_function").length;
  const counts = [
    count(routes.length, "route"),
    count(functions, "function"),
    count(stack.resources.length, "resource"),
  ];
  const title = `${name}  ${path.relative(process.cwd(), folder)}/cdk.tf.json  (${counts.join(", ")})`;
  return [title, ...rows(routes).map((line) => `  ${line}`), ""].join("\n");
}

/** A line a route; the API's name before it where a stack has more than one. */
function rows(routes: readonly DeployedRoute[]): string[] {
  if (routes.length === 0) return [];
  const several = new Set(routes.map(({ api }) => api)).size > 1;
  const cells = routes.map(({ api, key, callers, target, zipSize }) => [
    ...(several ? [api] : []),
    key,
    callers,
    target,
    kilobytes(zipSize),
  ]);
  return table([[...(several ? ["api"] : []), "route", "who may call", "answered by", "zip"], ...cells]);
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? "" : "s"}`;
}

function kilobytes(bytes?: number): string {
  return bytes === undefined ? "" : `${(bytes / 1000).toFixed(1)} kB`;
}

/** Rows as lines, each column as wide as its widest cell; the last, a size, stands on the right. */
function table(rows: readonly (readonly string[])[]): string[] {
  const columns = rows[0]?.length ?? 0;
  const widths = Array.from({ length: columns }, (_, index) =>
    Math.max(...rows.map((row) => row[index]?.length ?? 0)),
  );
  return rows.map((row) =>
    row
      .map((cell, index) =>
        index === columns - 1 ? cell.padStart(widths[index] ?? 0) : cell.padEnd(widths[index] ?? 0),
      )
      .join("  "),
  );
}

try {
  main();
} catch (error) {
  if (!(error instanceof StackError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
