import { type ApiGatewayRestApi, type Construct, TerraformStack } from "../../cdktf";
import { listResources, type StackResource } from "../../checks";
import { resolveTokens } from "../../tokens";

/**
 * Returns the errors of the methods of an API, and of its other parts. The construct creates valid ones for each route, but
 * a user can declare more of them with classes of CDKTF.
 */
export function validateParts(scope: Construct, api: ApiGatewayRestApi): string[] {
  const apiId = resolveTokens(scope, api.id);
  const resources = listResources(TerraformStack.of(scope)).filter(({ type }) =>
    Object.hasOwn(IDENTIFYING_ARGUMENTS, type),
  );
  const read = createReader(resources);
  const parts = resources.filter((resource) => {
    // The same token needs no resolution, which is slow.
    return resource.read("rest_api_id") === api.id || read(resource, "rest_api_id") === apiId;
  });
  return [...findMethodsWithoutIntegration(parts, read), ...findDuplicates(parts, read)];
}

/** Returns an argument. The value of an argument replaces a reference to it. */
type ReadArgument = (resource: StackResource, argument: string) => unknown;

/** Maximum number of references from one argument to the next, so that a circle of references ends. */
const MAX_REFERENCES = 8;

/** Matches a reference to an argument, with the address of the resource and the name of the argument as groups. */
const REFERENCE = /^\$\{(aws_\w+\.[\w-]+)\.(\w+)\}$/;

function createReader(resources: readonly StackResource[]): ReadArgument {
  const byAddress = new Map(resources.map((resource) => [resource.address, resource]));
  const read = (resource: StackResource, argument: string, count = 0): unknown => {
    const value = resource.resolve(argument);
    const [, address = "", name = ""] = (typeof value === "string" && REFERENCE.exec(value)) || [];
    const target = count < MAX_REFERENCES ? byAddress.get(address) : undefined;
    return (target && read(target, name, count + 1)) ?? value;
  };
  return (resource, argument) => read(resource, argument);
}

const METHOD = "aws_api_gateway_method";

const METHOD_IDENTITY = ["resource_id", "http_method"];

/**
 * Arguments that identify a part of an API, next to the ID of the API. API Gateway rejects a second part with the same
 * values, or the two parts overwrite each other.
 * @see https://docs.aws.amazon.com/apigateway/latest/api/API_CreateResource.html
 */
const IDENTIFYING_ARGUMENTS: Readonly<Record<string, readonly string[]>> = {
  aws_api_gateway_resource: ["parent_id", "path_part"],
  [METHOD]: METHOD_IDENTITY,
  aws_api_gateway_integration: METHOD_IDENTITY,
  aws_api_gateway_method_response: [...METHOD_IDENTITY, "status_code"],
  aws_api_gateway_integration_response: [...METHOD_IDENTITY, "status_code"],
  aws_api_gateway_gateway_response: ["response_type"],
  aws_api_gateway_method_settings: ["stage_name", "method_path"],
  aws_api_gateway_stage: ["stage_name"],
  aws_api_gateway_rest_api_policy: [],
};

/** Returns the method to which a resource belongs, as one string. */
function methodKey(resource: StackResource, read: ReadArgument): string {
  return JSON.stringify(METHOD_IDENTITY.map((argument) => read(resource, argument)));
}

/** API Gateway rejects a deployment of a method without an integration. */
function findMethodsWithoutIntegration(parts: readonly StackResource[], read: ReadArgument): string[] {
  const integrations = parts.filter(({ type }) => type === "aws_api_gateway_integration");
  const targets = new Set(integrations.map((integration) => methodKey(integration, read)));
  return parts
    .filter((part) => part.type === METHOD && !targets.has(methodKey(part, read)))
    .map(
      ({ construct }) =>
        `the method ${construct.node.path} has no integration, and API Gateway rejects the deployment of such a method. Declare an ApiGatewayIntegration for it.`,
    );
}

/** Returns an error for each part that an earlier resource defines. A duplicate method is reported without its parts. */
function findDuplicates(parts: readonly StackResource[], read: ReadArgument): string[] {
  const duplicates = listDuplicates(parts, read);
  const methods = duplicates.filter(([{ type }]) => type === METHOD);
  const keys = new Set(methods.map(([method]) => methodKey(method, read)));
  return duplicates
    .filter(([part]) => part.type === METHOD || !keys.has(methodKey(part, read)))
    .map(([part, first]) => describeDuplicate(part, first, read));
}

type Duplicate = readonly [part: StackResource, first: StackResource];

function listDuplicates(parts: readonly StackResource[], read: ReadArgument): Duplicate[] {
  const seen = new Map<string, StackResource>();
  return parts.flatMap((part): Duplicate[] => {
    // The instances of such a resource have different arguments.
    if (part.construct.count !== undefined || part.construct.forEach !== undefined) return [];
    const values = IDENTIFYING_ARGUMENTS[part.type]?.map((argument) => read(part, argument));
    const key = JSON.stringify([part.type, values]);
    const first = seen.get(key);
    seen.set(key, first ?? part);
    return first ? [[part, first]] : [];
  });
}

function describeDuplicate(part: StackResource, first: StackResource, read: ReadArgument): string {
  const [name = ""] = IDENTIFYING_ARGUMENTS[part.type]?.slice(-1) ?? [];
  const value = name === "" ? "" : ` with the ${name} ${JSON.stringify(read(part, name))}`;
  const paths = [first, part].map(({ construct }) => construct.node.path);
  const isPreflight = paths.some((path) => /\/preflight-[^/]*\/method$/.test(path));
  const fix = isPreflight
    ? "Declare the OPTIONS method with `route()`, which replaces the preflight method, or remove it."
    : "Remove one of them.";
  return `${paths.join(" and ")} define the same ${part.type}${value}, and API Gateway accepts only one. ${fix}`;
}
