import { deprecationDate } from "#aws";
import { type CheckFinding, defineCheck } from "./check";
import type { StackResource } from "./stack-resources";

/**
 * AWS does not patch a deprecated runtime. It later rejects new functions with the runtime, and then also changes of the
 * existing functions.
 */
export const DEPRECATED_RUNTIME_CHECK = defineCheck({
  name: "deprecated-runtime",
  severity: "warning",
  description: "A function has a runtime that AWS has deprecated.",
  find: (stack) => stack.ofType("aws_lambda_function").flatMap(findDeprecated),
});

function findDeprecated(fn: StackResource): CheckFinding[] {
  const runtime = fn.read("runtime");
  const date = typeof runtime === "string" ? deprecationDate(runtime) : undefined;
  if (date === undefined) return [];
  const message = `runtime is "${runtime}", which AWS deprecated on ${date}. Choose a newer runtime.`;
  return [{ construct: fn.construct, message }];
}
