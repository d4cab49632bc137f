import { readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { plan } from "../../src/plan/plan";

/** A plan of the stack that is named, in a process of its own that can be ended; says how it went, and what it left. */
plan(process.argv[2] ?? "").then(
  () => tell("planned"),
  (error) => tell(error.name),
);

function tell(outcome: string): void {
  const left = readdirSync(tmpdir()).filter((name) => name.startsWith("gatewright-"));
  process.stdout.write(JSON.stringify({ outcome, left }));
}
