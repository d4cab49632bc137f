import { type Construct, type IConstruct, TerraformStack } from "./cdktf";
import { ProjectContext } from "./project-context";
import { isUnresolved } from "./tokens";
import { addValidation, CHANGE_ID_FIX } from "./validation";

/**
 * Returns the default name that the resources of a construct have on AWS. It is the path of the construct
 * with `-` between the IDs: `products-dev-create-product`.
 */
export function physicalName(scope: Construct): string {
  return scope.node.path.replaceAll("/", "-");
}

/** Names that the constructs of an app use, by stack. */
class NameRegistry {
  readonly #byStack = new Map<TerraformStack, Map<string, Construct>>();

  /** Registers a name. Returns another construct of the stack that already uses it. */
  add(scope: Construct, name: string): Construct | undefined {
    const stack = TerraformStack.of(scope);
    const names = this.#byStack.get(stack) ?? new Map<string, Construct>();
    this.#byStack.set(stack, names);
    const other = names.get(name);
    names.set(name, scope);
    return other;
  }

  /** Registers a name, unless another construct of the stack already uses it. Returns the construct that uses it. */
  addOnce(scope: Construct, name: string): Construct {
    const first = this.add(scope, name) ?? scope;
    this.add(first, name);
    return first;
  }
}

/**
 * Adds a validation error if another construct of the stack already uses the name for the same kind of
 * resource. A name that only Terraform knows (a CDKTF token) is not checked.
 * @param kind kind of name, for the error message: `"function name"`
 * @param fix instruction at the end of the error message
 */
export function uniqueName(scope: Construct, kind: string, name: string, fix = CHANGE_ID_FIX): void {
  if (isUnresolved(name)) return;
  const other = ProjectContext.of(scope).registry(NameRegistry).add(scope, `${kind} ${name}`);
  if (!other) return;
  addValidation(scope, () => [`duplicate ${kind} "${name}", already used by ${other.node.path}. ${fix}`]);
}

/**
 * Registers a name that is known only when all constructs are declared. Returns the construct of the stack that uses the
 * name already, if there is one. Another call for the same construct has the same result.
 * @param kind kind of name: `"OpenAPI document"`
 */
export function findNameOwner(scope: Construct, kind: string, name: string): Construct | undefined {
  const first = ProjectContext.of(scope).registry(NameRegistry).addOnce(scope, `${kind} ${name}`);
  return first === scope ? undefined : first;
}

/**
 * Returns the name of an API with `-` in place of all characters that the name of a log group cannot contain.
 */
export function logGroupName(name: string): string {
  return isUnresolved(name) ? name : name.replace(/[^A-Za-z0-9._/#-]+/g, "-");
}

/**
 * Returns the path of a construct, for use in the ID of a child of `from`. The ID of the stack is omitted if
 * both constructs are in the same stack.
 */
export function relativePath(from: IConstruct, construct: IConstruct): string {
  const stack = TerraformStack.of(construct);
  const isSameStack = stack === TerraformStack.of(from);
  return escapeId(isSameStack ? construct.node.path.slice(stack.node.path.length + 1) : construct.node.path);
}

/**
 * Escapes `--` in a construct ID. CDKTF replaces `/` in an ID with `--`, so `a/b` and `a--b` would otherwise
 * be the same ID.
 */
export function escapeId(text: string): string {
  return text.replaceAll("--", "%2D%2D");
}
