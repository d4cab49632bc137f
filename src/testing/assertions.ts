import { isDeepStrictEqual } from "node:util";
import { GatewrightError } from "#error";
import { ownValue } from "#own-value";
import { type Resource, Stack } from "#terraform";

/**
 * Expected arguments of a resource, by their Terraform names. An object matches an object with at least these
 * arguments. A list matches a list with exactly these items, in this order. A regular expression matches a
 * string, and `undefined` matches an argument that is not set. Any other value matches an equal value.
 */
export type Shape = { readonly [argument: string]: unknown };

/**
 * Error that is thrown if an assertion fails. Its message contains the expected shape and, for each resource
 * of the type, the differences from the shape.
 */
export class StackAssertionError extends GatewrightError {
  override readonly name = "StackAssertionError";

  constructor(error: string) {
    super("GW_ASSERTION", [error]);
  }
}

/**
 * Assertions on a synthesized stack. Each assertion checks all resources of a type, whereas the matchers of
 * CDKTF pass as soon as one resource matches.
 *
 * @example
 * const stack = new TerraformStack(Testing.app(), "test");
 * new Table(stack, "products", { partitionKey: "productId" });
 * const { only, none } = assertions(Testing.synth(stack));
 * only("aws_dynamodb_table", { billing_mode: "PAY_PER_REQUEST" });
 * none("aws_iam_role_policy_attachment");
 */
export interface Assertions {
  /** The stack under test. */
  readonly stack: Stack;
  /**
   * Checks that exactly one resource of a type matches the shape, and returns this resource.
   * @param type Terraform type of the resources: `aws_dynamodb_table`
   * @param shape expected arguments. Default: any arguments
   * @throws StackAssertionError if no resource matches, or several do
   */
  only(type: string, shape?: Shape): Resource;
  /**
   * Checks that all resources of a type match the shape, and returns them.
   * @throws StackAssertionError if a resource does not match, or if the stack has no resource of the type
   */
  all(type: string, shape?: Shape): readonly Resource[];
  /**
   * Checks that no resource of a type matches the shape.
   * @throws StackAssertionError if a resource matches
   */
  none(type: string, shape?: Shape): void;
  /**
   * Checks that references lead from one resource to another. For example,
   * `leadsTo(route, ["target", "integration_uri"], fn)` follows `target` of the route to an integration, and
   * `integration_uri` of the integration to the function.
   * @throws StackAssertionError if the references lead to another resource
   */
  leadsTo(from: Resource, steps: readonly string[], to: Resource): void;
}

/**
 * Returns the assertions of a stack.
 * @param synthesized output of `Testing.synth(stack)`, or a {@link Stack}
 */
export function assertions(synthesized: string | Stack): Assertions {
  const stack = typeof synthesized === "string" ? Stack.parse(synthesized) : synthesized;
  const api: Assertions = {
    stack,
    only: (type, shape = {}) => withCallerStack(api.only, () => only(stack, type, shape)),
    all: (type, shape = {}) => withCallerStack(api.all, () => all(stack, type, shape)),
    none: (type, shape = {}) => withCallerStack(api.none, () => none(stack, type, shape)),
    leadsTo: (from, steps, to) => withCallerStack(api.leadsTo, () => leadsTo(stack, from, steps, to)),
  };
  return api;
}

/**
 * Runs an assertion. If it fails, the stack trace of the error starts at the line that calls the assertion.
 */
function withCallerStack<Result>(caller: (...args: never[]) => unknown, assertion: () => Result): Result {
  try {
    return assertion();
  } catch (error) {
    if (error instanceof Error) Error.captureStackTrace(error, caller);
    throw error;
  }
}

function only(stack: Stack, type: string, shape: Shape): Resource {
  const candidates = stack.ofType(type);
  const [match, ...more] = candidates.filter((resource) => hasShape(resource, shape));
  if (match && more.length === 0) return match;
  if (match) fail(`one ${type}${describeShape(shape)}`, `${more.length + 1}: ${addresses([match, ...more])}`);
  fail(
    `one ${type}${describeShape(shape)}`,
    candidates.length === 0 ? "no such resource" : describeDifferences(candidates, shape),
  );
}

function all(stack: Stack, type: string, shape: Shape): readonly Resource[] {
  const candidates = stack.ofType(type);
  if (candidates.length === 0) fail(`each ${type}${describeShape(shape)}`, "no such resource");
  const wrong = candidates.filter((resource) => !hasShape(resource, shape));
  if (wrong.length > 0) fail(`each ${type}${describeShape(shape)}`, describeDifferences(wrong, shape));
  return candidates;
}

function none(stack: Stack, type: string, shape: Shape): void {
  const matches = stack.ofType(type).filter((resource) => hasShape(resource, shape));
  if (matches.length > 0) fail(`no ${type}${describeShape(shape)}`, addresses(matches));
}

function leadsTo(stack: Stack, from: Resource, steps: readonly string[], to: Resource): void {
  const reached = stack.follow(from, ...steps);
  if (reached.address !== to.address) {
    fail(`${from.address} to reach ${to.address} through ${steps.join(", ")}`, reached.address);
  }
}

function fail(expected: string, actual: string): never {
  throw new StackAssertionError(`expected ${expected}, found ${actual}`);
}

function hasShape({ values }: Resource, shape: Shape): boolean {
  return differences(values, shape).length === 0;
}

function describeShape(shape: Shape): string {
  return Object.keys(shape).length > 0 ? ` with ${formatValue(shape)}` : "";
}

function addresses(resources: readonly Resource[]): string {
  return resources.map(({ address }) => address).join(", ");
}

/** Lists each resource with its differences from the shape, one resource per line. */
function describeDifferences(resources: readonly Resource[], shape: Shape): string {
  return resources
    .map(({ address, values }) => `\n  ${address}: ${differences(values, shape).join("; ")}`)
    .join("");
}

/** Lists the differences between a value and a shape, each with the path, actual value and expected value. */
function differences(value: unknown, shape: unknown, path = ""): string[] {
  const difference = () => [describeDifference(path, value, shape)];
  if (shape instanceof RegExp) {
    return typeof value === "string" && value.search(shape) >= 0 ? [] : difference();
  }
  if (Array.isArray(shape)) return listDifferences(value, shape, path);
  if (shape !== null && typeof shape === "object") {
    if (value === null || typeof value !== "object" || Array.isArray(value)) return difference();
    const actual = value as Record<string, unknown>;
    return Object.entries(shape).flatMap(([key, expected]) =>
      differences(ownValue(actual, key), expected, path ? `${path}.${key}` : key),
    );
  }
  return isDeepStrictEqual(value, shape) ? [] : difference();
}

function listDifferences(value: unknown, shape: readonly unknown[], path: string): string[] {
  if (!Array.isArray(value) || value.length !== shape.length) return [describeDifference(path, value, shape)];
  return shape.flatMap((expected, index) => differences(value[index], expected, `${path}[${index}]`));
}

function describeDifference(path: string, value: unknown, shape: unknown): string {
  return `${path} is ${formatValue(value)}, expected ${formatValue(shape)}`;
}

function formatValue(value: unknown): string {
  if (value === undefined) return "not set";
  if (value instanceof RegExp) return String(value);
  return JSON.stringify(value, (_, inner) => (inner instanceof RegExp ? String(inner) : inner));
}
