import { readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { plan } from "gatewright/plan";

/**
 * Plans the stack in the folder of the first argument. Prints the outcome and any temporary folders left
 * behind.
 */
plan(process.argv[2] ?? "").then(
  () => print("planned"),
  (error) => print(error.name),
);

function print(outcome: string): void {
  const leftovers = readdirSync(tmpdir()).filter((name) => name.startsWith("gatewright-"));
  process.stdout.write(JSON.stringify({ outcome, left: leftovers }));
}
