import { findRejectedResources, resolveStack, type Stack } from "#terraform";
import { constructPath } from "../plan-json";
import type { Configurations } from "./display-values";
import type { FindingGroup } from "./findings";

/**
 * Finds resources that AWS rejects during the deployment, because HTTP APIs do not have the feature. A plan of Terraform
 * does not report them.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-vs-rest.html
 */
export function findRejections({ after }: Configurations): readonly FindingGroup[] {
  const findings = findRejectedResources(resolve(after)).map(({ address, errors }) => ({
    subject: constructPath(after, address) ?? address,
    lines: errors.map((error) => `- ${error}`),
  }));
  return findings.length > 0 ? [{ title: "Rejected by AWS", findings }] : [];
}

/** Evaluates a stack. The values that are compared do not depend on the name and the folder of the stack. */
function resolve(stack: Stack) {
  return resolveStack({ name: "stack", dir: ".", stack });
}
