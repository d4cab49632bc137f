import { type Construct, type IConstruct, TerraformStack, Token } from "./cdktf";
import { addValidation, CHANGE_ID_FIX } from "./validation";

/**
 * Returns the default name on AWS of a construct's resources: its path with `-` between the ids,
 * `products-dev-create-product`.
 */
export function physicalName(scope: Construct): string {
  return scope.node.path.replaceAll("/", "-");
}

const namesByStack = new WeakMap<TerraformStack, Map<string, Construct>>();

/**
 * Adds the check that no other construct of the stack uses the same name for the same kind of resource. A name that
 * Terraform computes is not checked.
 * @param kind kind of name, for the message: `"function name"`
 */
export function uniqueName(scope: Construct, kind: string, name: string, fix = CHANGE_ID_FIX): void {
  if (Token.isUnresolved(name)) return;
  const stack = TerraformStack.of(scope);
  const names = namesByStack.get(stack) ?? new Map<string, Construct>();
  namesByStack.set(stack, names);
  const other = names.get(`${kind} ${name}`);
  names.set(`${kind} ${name}`, scope);
  if (!other) return;
  addValidation(scope, () => [`duplicate ${kind} "${name}", already used by ${other.node.path}. ${fix}`]);
}

/** Returns a log group name for an API's name, which can have characters that a log group's name cannot. */
export function logGroupName(name: string): string {
  return Token.isUnresolved(name) ? name : name.replace(/[^A-Za-z0-9._/#-]+/g, "-");
}

/**
 * Returns a construct's path for use in the id of another construct. The stack is omitted when both are in the same
 * stack.
 */
export function relativePath(from: IConstruct, construct: IConstruct): string {
  const stack = TerraformStack.of(construct);
  const isSameStack = stack === TerraformStack.of(from);
  return escapeId(isSameStack ? construct.node.path.slice(stack.node.path.length + 1) : construct.node.path);
}

/** Escapes `--` in a construct id, because CDKTF replaces `/` in an id with `--`. */
export function escapeId(text: string): string {
  return text.replaceAll("--", "%2D%2D");
}
