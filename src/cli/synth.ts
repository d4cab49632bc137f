import path from "node:path";
import { deployedRoutes, readStacks, type StackFolder, synthesize } from "#terraform";

/** `npm run synth`: synthesizes, then says of every stack what will be deployed. */
function main(): void {
  const began = performance.now();
  const folder = synthesize(process.cwd());
  if (folder === undefined) {
    process.exitCode = 1;
    return;
  }
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  console.log([...readStacks(folder).map(report), `synthesized in ${seconds} s`].join("\n"));
}

function report(stack: StackFolder): string {
  const routes = deployedRoutes(stack);
  const rows = routes.map(({ key, callers, target, zipSize }) => [key, callers, target, kilobytes(zipSize)]);
  const functions = stack.stack.ofType("aws_lambda_function").length;
  const counts = `${count(routes.length, "route")}, ${count(functions, "function")}, ${count(stack.stack.resources.length, "resource")}`;
  return [
    `${stack.name}  ${path.relative(process.cwd(), stack.folder)}/cdk.tf.json  (${counts})`,
    ...table([["route", "who may call", "answered by", "zip"], ...rows]).map((line) => `  ${line}`),
    "",
  ].join("\n");
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

main();
