import { type Construct, type IConstruct, TerraformStack } from "./_terraform";

/**
 * The name on AWS of what a construct makes, unless its props say another: its path with `-` between the ids,
 * `products-dev-create-product`.
 */
export function physicalName(scope: Construct): string {
  return scope.node.path.replaceAll("/", "-");
}

/** How a construct is called in the id of another: by its path, less the stack where they share it. */
export function pathSeenFrom(viewer: IConstruct, construct: IConstruct): string {
  const stack = TerraformStack.of(construct);
  return stack === TerraformStack.of(viewer)
    ? construct.node.path.slice(stack.node.path.length + 1)
    : construct.node.path;
}
