import type { ResolvedResource } from "#terraform";
import { type Policy, readPolicy } from "../iam/policy";
import { reasonsNotEmulated } from "./local-error";
import type { FunctionRole } from "./model";
import { readText } from "./read-value";
import { isSet, refersTo, type StackContext } from "./reader-context";

/**
 * Managed policies of AWS that grant nothing in API Gateway, without `arn:aws:iam::aws:policy/`.
 * @see https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html
 */
const OTHER_SERVICES =
  /^arn:aws[\w-]*:iam::aws:policy\/(?:service-role\/AWSLambda\w+|AWSXRayDaemonWriteAccess)$/;

/**
 * Reads the role of a function with the policies that it has.
 *
 * @returns `undefined` if a policy cannot be known, for example because it is in another stack or has a condition
 */
export function readFunctionRole(context: StackContext, fn: ResolvedResource): FunctionRole | undefined {
  try {
    const role = findRole(context, fn);
    const name = role && readText(role, "name");
    if (!role || isSet(role.values.inline_policy) || isSet(role.values.managed_policy_arns)) return undefined;
    const policies = [...listOwnPolicies(context, role), ...listAttachedPolicies(context, role)];
    return policies.every(isKnown) ? { name: name ?? role.name, policies } : undefined;
  } catch (error) {
    if (!reasonsNotEmulated(error)) throw error;
    return undefined;
  }
}

function isKnown(policy: Policy | undefined): policy is Policy {
  return policy !== undefined;
}

function findRole({ stack }: StackContext, fn: ResolvedResource): ResolvedResource | undefined {
  const roles = stack.ofType("aws_iam_role");
  const referenced = fn.references("role");
  const arn = fn.values.role;
  return roles.find(
    (role) => referenced.includes(role.address) || (typeof arn === "string" && role.attribute("arn") === arn),
  );
}

function listOwnPolicies({ stack }: StackContext, role: ResolvedResource): readonly (Policy | undefined)[] {
  const resources = stack.ofType("aws_iam_role_policy").filter((policy) => refersTo(policy, "role", role));
  return resources.map(parsePolicy);
}

function listAttachedPolicies(
  { stack }: StackContext,
  role: ResolvedResource,
): readonly (Policy | undefined)[] {
  const attachments = stack
    .ofType("aws_iam_role_policy_attachment")
    .filter((attachment) => refersTo(attachment, "role", role));
  return attachments.flatMap((attachment) => {
    const referenced = attachment.references("policy_arn");
    const policy = stack.ofType("aws_iam_policy").find(({ address }) => referenced.includes(address));
    if (policy) return [parsePolicy(policy)];
    return OTHER_SERVICES.test(readText(attachment, "policy_arn") ?? "") ? [] : [undefined];
  });
}

/** Returns a policy, or `undefined` if it is not known. A data source of the AWS provider has no statements locally. */
function parsePolicy(resource: ResolvedResource): Policy | undefined {
  const text = readText(resource, "policy");
  try {
    const policy = readPolicy(JSON.parse(text ?? ""));
    return policy.length > 0 ? policy : undefined;
  } catch {
    // The text is not a policy, or it has a condition, which is not emulated.
    return undefined;
  }
}
