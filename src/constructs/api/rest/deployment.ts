import { createHash } from "node:crypto";
import { ApiGatewayDeployment, type ApiGatewayRestApi, type Construct, dependable, Lazy } from "../../cdktf";
import { listResources, type StackResource } from "../../checks";
import { resolveTokens } from "../../tokens";

/**
 * Types of resources that a deployment contains. API Gateway serves a change of them only after a new deployment.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/updating-api.html
 */
const DEPLOYED_TYPES: ReadonlySet<string> = new Set([
  "aws_api_gateway_authorizer",
  "aws_api_gateway_documentation_part",
  "aws_api_gateway_gateway_response",
  "aws_api_gateway_integration",
  "aws_api_gateway_integration_response",
  "aws_api_gateway_method",
  "aws_api_gateway_method_response",
  "aws_api_gateway_model",
  "aws_api_gateway_request_validator",
  "aws_api_gateway_resource",
  "aws_api_gateway_rest_api_policy",
]);

/** Meta-arguments of Terraform, which API Gateway does not know. */
const META_ARGUMENTS: ReadonlySet<string> = new Set(["depends_on", "lifecycle", "provider", "provisioner"]);

/** Arguments of the API itself that take effect without a deployment. */
const IMMEDIATE_ARGUMENTS: ReadonlySet<string> = new Set(["description", "name", "tags"]);

/**
 * Arguments that refer to the API, to a path of it or to a method. If Terraform replaces the referenced resource, the
 * content of the API stays the same.
 */
const INTERNAL_REFERENCES: ReadonlySet<string> = new Set([
  "http_method",
  "parent_id",
  "resource_id",
  "rest_api_id",
]);

/** Settings of a deployment. */
interface DeploymentSettings {
  readonly id: string;
  /** True for a deployment that stays the same if the content of the API changes. Default: false. */
  readonly isKept?: boolean;
}

/**
 * Creates a deployment of an API: a copy of its routes and settings that a stage serves. Terraform replaces the
 * deployment if the content of the API changes.
 *
 * The trigger of the replacement is a hash in two parts. Synthesis computes a hash of all arguments as they are in the
 * Terraform JSON. Arguments with references have values that only Terraform knows, such as the ARN of a function. The
 * trigger therefore also contains these arguments of the resources, and Terraform computes the hash of both. The values
 * are known in a plan, unless Terraform creates or replaces the referenced resource. In this case, the API needs a new
 * deployment.
 *
 * @see https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/api_gateway_deployment
 */
export function createDeployment(
  scope: Construct,
  api: ApiGatewayRestApi,
  { id, isKept = false }: DeploymentSettings,
): ApiGatewayDeployment {
  const deployment = new ApiGatewayDeployment(scope, id, {
    restApiId: api.id,
    triggers: { redeployment: Lazy.stringValue({ produce: () => contentHash(listContent(scope, api)) }) },
    // API Gateway rejects the deletion of a deployment that a stage uses, so Terraform first creates the new one.
    lifecycle: { createBeforeDestroy: true, ...(isKept ? { ignoreChanges: ["triggers"] } : {}) },
  });
  // API Gateway rejects the deployment of a method without an integration.
  deployment.dependsOn = Lazy.listValue({
    produce: () => listDeployed(scope).map(({ construct }) => dependable(construct)),
  });
  return deployment;
}

/** Returns the resources that a deployment contains, in the order of their addresses. */
function listDeployed(scope: Construct): readonly StackResource[] {
  return listResources(scope)
    .filter(({ type }) => DEPLOYED_TYPES.has(type))
    .sort((a, b) => (a.address < b.address ? -1 : 1));
}

function listContent(scope: Construct, api: ApiGatewayRestApi): readonly StackResource[] {
  const [own] = listResources(api);
  return own ? [own, ...listDeployed(scope)] : [];
}

/** Returns the Terraform expression of the hash of the arguments of all resources. */
function contentHash(resources: readonly StackResource[]): string {
  const contents = resources.map((resource) => ({ resource, values: readContent(resource) }));
  const hash = createHash("sha256")
    .update(JSON.stringify(contents.map(({ resource, values }) => [resource.address, values])))
    .digest("hex");
  const references = contents.flatMap(({ resource, values }) =>
    Object.entries(values)
      .filter(([name, value]) => !INTERNAL_REFERENCES.has(name) && hasReference(value))
      .map(([name]) => `${resource.address}.${name}`),
  );
  return `\${sha1(jsonencode([${[`"${hash}"`, ...references].join(", ")}]))}`;
}

/** Returns the arguments of a resource that a deployment contains, with their Terraform expressions. */
function readContent({ construct, type, values }: StackResource): Readonly<Record<string, unknown>> {
  const isApi = !DEPLOYED_TYPES.has(type);
  const isContent = (name: string) => !META_ARGUMENTS.has(name) && !(isApi && IMMEDIATE_ARGUMENTS.has(name));
  const entries = Object.entries(values).filter(([name]) => isContent(name));
  return resolveTokens(construct, Object.fromEntries(entries.sort())) as Record<string, unknown>;
}

/** Returns true for a value with a Terraform expression. An escaped `${` counts too, which does no harm. */
function hasReference(value: unknown): boolean {
  return /[$%]\{/.test(JSON.stringify(value) ?? "");
}
