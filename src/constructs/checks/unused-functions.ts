import { type TerraformElement, TerraformResource } from "../cdktf";
import { resolveTokens } from "../tokens";
import { defineCheck } from "./check";
import { findAddresses, StackResource, type StackResources } from "./stack-resources";

const FUNCTION = "aws_lambda_function";

/** Types whose argument `function_name` is a function that AWS invokes. */
const INVOKERS = ["aws_lambda_permission", "aws_lambda_event_source_mapping", "aws_lambda_function_url"];

/** Types that refer to a function, but do not invoke it. */
const OBSERVERS = [
  "aws_cloudwatch_composite_alarm",
  "aws_cloudwatch_dashboard",
  "aws_cloudwatch_log_group",
  "aws_cloudwatch_log_metric_filter",
  "aws_cloudwatch_log_subscription_filter",
  "aws_cloudwatch_metric_alarm",
  "aws_lambda_function_event_invoke_config",
  "aws_lambda_provisioned_concurrency_config",
  "aws_lambda_runtime_management_config",
];

/** A function without a caller costs nothing, but its code and its permissions remain. */
export const UNUSED_FUNCTION_CHECK = defineCheck({
  name: "unused-function",
  severity: "warning",
  description:
    "No route, authorizer, permission, event source mapping, output or other part of the app refers to a function.",
  find(stack) {
    const isInvoked = invokedFunctions(stack);
    const rest = stack.ofType(FUNCTION).filter((fn) => !isInvoked(fn));
    if (rest.length === 0) return [];
    // Few stacks need this slow search, which resolves all tokens.
    const references = [stack, ...stack.others()].map((other) => ({ other, sources: findReferences(other) }));
    const isReferenced = ({ address }: StackResource) =>
      references.some(
        ({ other, sources }) =>
          // The address in another stack is a reference across stacks, unless that stack has an equal address.
          (other === stack || !other.has(address)) &&
          sources.get(address)?.some((source) => source !== address),
      );
    return rest
      .filter((fn) => !isReferenced(fn))
      .map(({ construct }) => ({
        construct,
        message: "nothing in the app invokes the function. Add a route or another trigger, or remove it.",
      }));
  },
});

/** Returns a function that finds a function among those that AWS is allowed to invoke, by its address or its name. */
function invokedFunctions(stack: StackResources): (fn: StackResource) => boolean {
  const names = stack.ofType(...INVOKERS).map((invoker) => String(invoker.resolve("function_name")));
  const used = new Set([...names, ...names.flatMap(findAddresses)]);
  return (fn) => used.has(fn.address) || used.has(String(fn.read("function_name")));
}

/** Returns the addresses or paths of the elements of a stack that refer to each address. */
function findReferences({ elements }: StackResources): ReadonlyMap<string, readonly string[]> {
  const references = new Map<string, string[]>();
  for (const element of elements.filter((other) => !isObserver(other))) {
    for (const address of new Set(findAddresses(resolveTokens(element, readBlock(element))))) {
      references.set(address, [...(references.get(address) ?? []), sourceOf(element)]);
    }
  }
  return references;
}

/** Returns the Terraform of an element without the hash of a zip, because the hash needs the bundle. */
function readBlock(element: TerraformElement): unknown {
  if (!TerraformResource.isTerraformResource(element)) return element.toTerraform();
  const { source_code_hash: _, ...values } = new StackResource(element).values;
  return values;
}

function isObserver(element: TerraformElement): boolean {
  return TerraformResource.isTerraformResource(element) && OBSERVERS.includes(element.terraformResourceType);
}

function sourceOf(element: TerraformElement): string {
  return TerraformResource.isTerraformResource(element)
    ? `${element.terraformResourceType}.${element.friendlyUniqueId}`
    : element.node.path;
}
