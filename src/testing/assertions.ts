import { isDeepStrictEqual } from "node:util";
import { GatewrightError } from "#error";
import { type Resource, Stack } from "#terraform";

/**
 * Arguments that a resource is to have, in Terraform's names: an object has at least these, a list just these, text
 * fits a regular expression, and `undefined` is what must not be there.
 */
export type Shape = { readonly [argument: string]: unknown };

/** Thrown where a stack is not as it was said to be: what was expected, and what was found instead. */
export class StackAssertionError extends GatewrightError {
  override readonly name = "StackAssertionError";

  constructor(error: string) {
    super("GW_ASSERTION", [error]);
  }
}

/**
 * Assertions on a synthesized stack. Each counts and looks at every resource of the type, where CDKTF's matchers are
 * content with one.
 *
 * @example
 * const stack = new TerraformStack(Testing.app(), "test");
 * new Table(stack, "products", { partitionKey: "productId" });
 * const { only, none } = assertions(Testing.synth(stack));
 * only("aws_dynamodb_table", { billing_mode: "PAY_PER_REQUEST" });
 * none("aws_iam_role_policy_attachment");
 */
export interface Assertions {
  /** What is looked at. */
  readonly stack: Stack;
  /** There is just one resource of the type that has the shape: this one. */
  only(type: string, shape?: Shape): Resource;
  /** There are resources of the type, and each has the shape: these. */
  all(type: string, shape?: Shape): readonly Resource[];
  /** No resource of the type has the shape. */
  none(type: string, shape?: Shape): void;
  /** From a resource, argument by argument, this one is reached: `leadsTo(route, ["target", "integration_uri"], fn)`. */
  leadsTo(from: Resource, steps: readonly string[], to: Resource): void;
}

/** @param synthesized what `Testing.synth(stack)` gives, or a {@link Stack} */
export function assertions(synthesized: string | Stack): Assertions {
  const stack = typeof synthesized === "string" ? Stack.parse(synthesized) : synthesized;
  const asserting: Assertions = {
    stack,
    only: (type, shape = {}) => seenFrom(asserting.only, () => only(stack, type, shape)),
    all: (type, shape = {}) => seenFrom(asserting.all, () => all(stack, type, shape)),
    none: (type, shape = {}) => seenFrom(asserting.none, () => none(stack, type, shape)),
    leadsTo: (from, steps, to) => seenFrom(asserting.leadsTo, () => leadsTo(stack, from, steps, to)),
  };
  return asserting;
}

/** Where the assertion was asked for is what its reader wants to see first. */
function seenFrom<Result>(caller: (...args: never[]) => unknown, assertion: () => Result): Result {
  try {
    return assertion();
  } catch (error) {
    if (error instanceof Error) Error.captureStackTrace(error, caller);
    throw error;
  }
}

function only(stack: Stack, type: string, shape: Shape): Resource {
  const candidates = stack.ofType(type);
  const [found, ...more] = candidates.filter((one) => differences(one.values, shape).length === 0);
  if (found && more.length === 0) return found;
  if (found)
    fail(`one ${type}${describeResource(shape)}`, `${more.length + 1}: ${addresses([found, ...more])}`);
  fail(
    `one ${type}${describeResource(shape)}`,
    candidates.length === 0 ? "no such resource" : nearest(candidates, shape),
  );
}

function all(stack: Stack, type: string, shape: Shape): readonly Resource[] {
  const candidates = stack.ofType(type);
  if (candidates.length === 0) fail(`each ${type}${describeResource(shape)}`, "no such resource");
  const wrong = candidates.filter((one) => differences(one.values, shape).length > 0);
  if (wrong.length > 0) fail(`each ${type}${describeResource(shape)}`, nearest(wrong, shape));
  return candidates;
}

function none(stack: Stack, type: string, shape: Shape): void {
  const found = stack.ofType(type).filter((one) => differences(one.values, shape).length === 0);
  if (found.length > 0) fail(`no ${type}${describeResource(shape)}`, addresses(found));
}

function leadsTo(stack: Stack, from: Resource, steps: readonly string[], to: Resource): void {
  const reached = stack.follow(from, ...steps);
  if (reached.address !== to.address) {
    fail(`${from.address} to lead by ${steps.join(", ")} to ${to.address}`, reached.address);
  }
}

function fail(expected: string, found: string): never {
  throw new StackAssertionError(`expected ${expected}, found ${found}`);
}

function describeResource(shape: Shape): string {
  return Object.keys(shape).length > 0 ? ` with ${formatValue(shape)}` : "";
}

function addresses(resources: readonly Resource[]): string {
  return resources.map(({ address }) => address).join(", ");
}

/** Each resource with what keeps it from the shape, a line each. */
function nearest(resources: readonly Resource[], shape: Shape): string {
  return resources
    .map(({ address, values }) => `\n  ${address}: ${differences(values, shape).join("; ")}`)
    .join("");
}

/** Where a value is not of a shape, each with what was found there. */
function differences(value: unknown, shape: unknown, at = ""): string[] {
  if (shape instanceof RegExp) {
    return typeof value === "string" && value.search(shape) >= 0
      ? []
      : [`${at} is ${formatValue(value)}, not ${shape}`];
  }
  if (Array.isArray(shape)) return listDifferences(value, shape, at);
  if (shape !== null && typeof shape === "object") {
    if (value === null || typeof value !== "object" || Array.isArray(value))
      return [`${at} is ${formatValue(value)}, not ${formatValue(shape)}`];
    const inside = value as Record<string, unknown>;
    return Object.entries(shape).flatMap(([key, wanted]) =>
      differences(inside[key], wanted, at ? `${at}.${key}` : key),
    );
  }
  return isDeepStrictEqual(value, shape) ? [] : [`${at} is ${formatValue(value)}, not ${formatValue(shape)}`];
}

function listDifferences(value: unknown, shape: readonly unknown[], at: string): string[] {
  if (!Array.isArray(value) || value.length !== shape.length)
    return [`${at} is ${formatValue(value)}, not ${formatValue(shape)}`];
  return shape.flatMap((wanted, index) => differences(value[index], wanted, `${at}[${index}]`));
}

function formatValue(value: unknown): string {
  if (value === undefined) return "not there";
  return JSON.stringify(value, (_, inner) => (inner instanceof RegExp ? String(inner) : inner));
}
