import { type TerraformElement, TerraformResource } from "../cdktf";
import { resolveTokens } from "../tokens";
import { defineCheck } from "./check";
import { findAddresses, StackResource, type StackResources } from "./stack-resources";

const FUNCTION = "aws_lambda_function";

/** Terraform types whose argument `function_name` names a function that AWS invokes. */
const INVOKERS = ["aws_lambda_permission", "aws_lambda_event_source_mapping", "aws_lambda_function_url"];

/** Terraform types that refer to a function, but do not invoke it. */
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

/**
 * Check for functions to which no part of the app refers. Such a function costs nothing, but its code and its
 * permissions stay in the account.
 */
export const UNUSED_FUNCTION_CHECK = defineCheck({
  name: "unused-function",
  severity: "warning",
  description:
    "No route, authorizer, permission, event source mapping, output or other part of the app refers to a function.",
  find(stack) {
    const isInvoked = createInvokedPredicate(stack);
    const candidates = stack.ofType(FUNCTION).filter((fn) => !isInvoked(fn));
    if (candidates.length === 0) return [];
    // The search is slow, because it resolves all tokens. Most stacks have no candidates and skip it.
    const references = [stack, ...stack.others()].map((other) => ({ other, sources: findReferences(other) }));
    const isReferenced = ({ address }: StackResource) =>
      references.some(
        ({ other, sources }) =>
          // An address in another stack is a cross-stack reference, unless that stack has a resource with this address.
          (other === stack || !other.has(address)) &&
          sources.get(address)?.some((source) => source !== address),
      );
    return candidates
      .filter((fn) => !isReferenced(fn))
      .map(({ construct }) => ({
        construct,
        message: "nothing in the app invokes the function. Add a route or another trigger, or remove it.",
      }));
  },
});

/** Returns a predicate that is true for a function that AWS may invoke: an invoker refers to its address or its name. */
function createInvokedPredicate(stack: StackResources): (fn: StackResource) => boolean {
  const names = stack.ofType(...INVOKERS).map((invoker) => String(invoker.resolve("function_name")));
  const invoked = new Set([...names, ...names.flatMap(findAddresses)]);
  return (fn) => invoked.has(fn.address) || invoked.has(String(fn.read("function_name")));
}

/** Maps each address to the elements of a stack that refer to it, by their addresses or construct paths. */
function findReferences({ elements }: StackResources): ReadonlyMap<string, readonly string[]> {
  const references = new Map<string, string[]>();
  for (const element of elements.filter((other) => !isObserver(other))) {
    for (const address of new Set(findAddresses(resolveTokens(element, readTerraform(element))))) {
      references.set(address, [...(references.get(address) ?? []), sourceOf(element)]);
    }
  }
  return references;
}

/** Returns the Terraform JSON of an element, without the hash of a zip: computing the hash would build the bundle. */
function readTerraform(element: TerraformElement): unknown {
  if (!TerraformResource.isTerraformResource(element)) return element.toTerraform();
  const { source_code_hash: _, ...values } = new StackResource(element).values;
  return values;
}

function isObserver(element: TerraformElement): boolean {
  return TerraformResource.isTerraformResource(element) && OBSERVERS.includes(element.terraformResourceType);
}

/** Returns the address of a resource, and the construct path of another element, such as an output. */
function sourceOf(element: TerraformElement): string {
  return TerraformResource.isTerraformResource(element)
    ? `${element.terraformResourceType}.${element.friendlyUniqueId}`
    : element.node.path;
}
