import { plan } from "../../src/plan/plan";

/** A plan of the stack that is named, in a process of its own that can be ended; says how it went. */
plan(process.argv[2] ?? "").then(
  () => process.stdout.write("planned"),
  (error) => process.stdout.write(error.name),
);
