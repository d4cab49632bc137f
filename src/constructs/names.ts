import { type Construct, type IConstruct, TerraformStack, Token } from "./cdktf";
import { addValidation, CHANGE_ID_FIX } from "./validation";

/**
 * The name on AWS of what a construct makes, unless its props say another: its path with `-` between the ids,
 * `products-dev-create-product`.
 */
export function physicalName(scope: Construct): string {
  return scope.node.path.replaceAll("/", "-");
}

const names = new WeakMap<TerraformStack, Map<string, Construct>>();

/** Adds the check that no other construct of the stack gives the same name to the same kind of thing. */
export function uniqueName(scope: Construct, what: string, name: string, remedy = CHANGE_ID_FIX): void {
  if (Token.isUnresolved(name)) return;
  const stack = TerraformStack.of(scope);
  const taken = names.get(stack) ?? new Map<string, Construct>();
  names.set(stack, taken);
  const other = taken.get(`${what} ${name}`);
  taken.set(`${what} ${name}`, scope);
  if (!other) return;
  addValidation(scope, () => [`${what} "${name}" is also that of ${other.node.path}; ${remedy}`]);
}

/** An API's name may have any character, a log group's may not. */
export function logGroupName(name: string): string {
  return Token.isUnresolved(name) ? name : name.replace(/[^A-Za-z0-9._/#-]+/g, "-");
}

/** How a construct is called in the id of another: by its path, less the stack where they share it. */
export function relativePath(viewer: IConstruct, construct: IConstruct): string {
  const stack = TerraformStack.of(construct);
  const shared = stack === TerraformStack.of(viewer);
  return escapeId(shared ? construct.node.path.slice(stack.node.path.length + 1) : construct.node.path);
}

/** Text as a construct's id, where a `/` becomes `--`: a `--` that is there already has to differ from it. */
export function escapeId(text: string): string {
  return text.replaceAll("--", "%2D%2D");
}
