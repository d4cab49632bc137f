import type { Construct } from "../../cdktf";
import { listResources, type StackResource } from "../../checks";

/**
 * Returns an error for each method of an API without an integration. The construct creates both for each route, but a user
 * can declare a method with a class of CDKTF. API Gateway rejects a deployment of such a method.
 */
export function validateMethods(scope: Construct): string[] {
  const resources = listResources(scope);
  const integrations = resources.filter(({ type }) => type === "aws_api_gateway_integration");
  const targets = new Set(integrations.map((integration) => readTarget(integration)));
  const hasIntegration = (method: StackResource) =>
    targets.has(readTarget(method)) || targets.has(readTarget(method, `\${${method.address}.http_method}`));
  return resources
    .filter((resource) => resource.type === "aws_api_gateway_method" && !hasIntegration(resource))
    .map(
      ({ construct }) =>
        `the method ${construct.node.path} has no integration, and API Gateway rejects the deployment of such a method. Declare an ApiGatewayIntegration for it.`,
    );
}

/** Returns the resource and the HTTP method to which a method or an integration belongs, as one string. */
function readTarget(resource: StackResource, httpMethod = resource.resolve("http_method")): string {
  return JSON.stringify([resource.resolve("resource_id"), httpMethod]);
}
