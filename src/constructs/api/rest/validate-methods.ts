import type { Construct } from "../../cdktf";
import { listResources, type StackResource } from "../../checks";

/**
 * Returns an error for each method of an API without an integration. The construct creates both for each route, but a user
 * can declare a method with a class of CDKTF. API Gateway rejects a deployment of such a method.
 */
export function validateMethods(scope: Construct): string[] {
  const resources = listResources(scope);
  const integrations = resources.filter(({ type }) => type === "aws_api_gateway_integration").map(readTarget);
  return resources
    .filter(({ type }) => type === "aws_api_gateway_method")
    .filter((method) => !integrations.some((target) => isTarget(method, target)))
    .map(
      ({ construct }) =>
        `the method ${construct.node.path} has no integration, and API Gateway rejects the deployment of such a method. Declare an ApiGatewayIntegration for it.`,
    );
}

/** Resource and HTTP method to which an integration belongs, as Terraform expressions. */
interface Target {
  readonly resourceId: unknown;
  readonly httpMethod: unknown;
}

function readTarget(resource: StackResource): Target {
  return { resourceId: resource.resolve("resource_id"), httpMethod: resource.resolve("http_method") };
}

/** Returns true if an integration belongs to a method: it has the same HTTP method, or refers to that of the method. */
function isTarget(method: StackResource, { resourceId, httpMethod }: Target): boolean {
  const own = readTarget(method);
  if (own.resourceId !== resourceId) return false;
  return httpMethod === own.httpMethod || httpMethod === `\${${method.address}.http_method}`;
}
