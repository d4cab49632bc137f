import { parseRouteKey, REST_API_QUOTAS, type RouteKey } from "#aws";
import { errorMessage } from "#error";
import { findRestPath, parseDefinition, type ResolvedResource, restPathId } from "#terraform";
import { type ResourcePolicy, readResourcePolicy } from "../iam/resource-policy";
import { formatFound, LocalError, notEmulatedError } from "./local-error";
import type { ApiAttributes, GatewayResponseModel, RestApiModel, RouteModel, StageModel } from "./model";
import type { ModelSchemas } from "./model-schema";
import { readApiKeySource, readApiKeys } from "./read-api-keys";
import { readDomains } from "./read-domains";
import { readBodyModels, readModelSchemas, readRequiredParameters } from "./read-request-validator";
import { readRestAuthorization } from "./read-rest-authorization";
import { readCacheKey } from "./read-rest-cache";
import { readRestIntegration } from "./read-rest-integration";
import { readDeploymentStage, readRestStage } from "./read-rest-stage";
import {
  readAttribute,
  readBoolean,
  readId,
  readInteger,
  readList,
  readText,
  readTextMap,
} from "./read-value";
import {
  type ReaderContext,
  readOptional,
  readOrExplain,
  rejectCount,
  resourcesOfApi,
  tryRead,
} from "./reader-context";
import { readBlock } from "./resolved-block";
import { validateRestKeys } from "./rest-api-limits";
import { validateRestResources } from "./rest-resource-limits";

/**
 * Checks that an `aws_api_gateway_rest_api` is emulated.
 *
 * @throws LocalError if the API declares its methods in a way that is not emulated
 */
export function requireRestApi(resource: ResolvedResource): void {
  readId(rejectCount(resource));
  const body = readText(resource, "body") || undefined;
  if (body === undefined || parseDefinition(body)) return;
  throw notEmulatedError(`${resource.address}: body is not JSON. Write it with jsonencode().`);
}

/**
 * Reads an `aws_api_gateway_rest_api` with its methods and stages.
 * @see https://registry.terraform.io/providers/hashicorp/aws/6.25.0/docs/resources/api_gateway_rest_api
 */
export function readRestApi(context: ReaderContext, resource: ResolvedResource): RestApiModel {
  const id = readId(resource);
  const attributes = {
    kind: "REST" as const,
    address: resource.address,
    id,
    name: readText(resource, "name") ?? id,
    executionArn: readAttribute(resource, "execution_arn"),
    binaryMediaTypes: readOptional(context, () => readList(resource, "binary_media_types")) ?? [],
    apiKeySource: readApiKeySource(context, resource),
    apiKeys: readApiKeys(context, id),
    domains: readDomains(context),
    gatewayResponses: readGatewayResponses(context, resource),
    policy: readPolicies(context, resource),
    stages: readStages(context, resource),
  };
  return { ...attributes, routes: readMethods(context, resource, attributes) };
}

function readGatewayResponses(context: ReaderContext, api: ResolvedResource) {
  const resources = resourcesOfApi(context, "aws_api_gateway_gateway_response", api, "rest_api_id");
  const entries = resources.flatMap((resource) =>
    tryRead(context, (): [string, GatewayResponseModel] => [
      readText(rejectCount(resource), "response_type") ?? "",
      {
        status: readInteger(resource, "status_code", { min: 200, max: 599 }),
        parameters: readTextMap(resource, "response_parameters"),
        templates: readTextMap(resource, "response_templates"),
      },
    ]),
  );
  return new Map(entries);
}

/** Reads the resource policy of an API. A policy that is not emulated is reported, and has no effect. */
function readPolicies(context: ReaderContext, api: ResolvedResource): ResourcePolicy | undefined {
  const [other] = resourcesOfApi(context, "aws_api_gateway_rest_api_policy", api, "rest_api_id");
  const resource = other ?? api;
  const [policy] = tryRead(context, () => {
    const text = readText(resource, "policy") || undefined;
    if (text === undefined) return requirePublic(api);
    try {
      const executionArn = readAttribute(api, "execution_arn");
      return readResourcePolicy(text, { executionArn, isPrivate: isPrivate(api) });
    } catch (error) {
      throw notEmulatedError(`${resource.address}: policy is not enforced: ${errorMessage(error)}.`);
    }
  });
  return policy;
}

/** Rejects a private API without a policy: API Gateway does not deploy it (apigateway-private-apis). */
function requirePublic(api: ResolvedResource): undefined {
  if (!isPrivate(api)) return undefined;
  throw new LocalError([
    `${api.address}: the endpoint type is "PRIVATE"; expected a resource policy. Set policy, or add an aws_api_gateway_rest_api_policy.`,
  ]);
}

function isPrivate(api: ResolvedResource): boolean {
  return readEndpointType(api) === "PRIVATE";
}

function readEndpointType(api: ResolvedResource): "EDGE" | "PRIVATE" | "REGIONAL" {
  const types = readBlock(api, "endpoint_configuration")?.list("types") ?? [];
  return (["PRIVATE", "REGIONAL"] as const).find((type) => types.includes(type)) ?? "EDGE";
}

function readStages(context: ReaderContext, api: ResolvedResource): StageModel[] {
  const ofApi = (type: string) => resourcesOfApi(context, type, api, "rest_api_id");
  const stages = ofApi("aws_api_gateway_stage");
  const deployments = ofApi("aws_api_gateway_deployment").filter(({ values }) => values.stage_name);
  if (stages.length + deployments.length === 0) {
    context.notEmulated.add(
      `${api.address} has no stage, so its methods are unreachable. Add an aws_api_gateway_stage.`,
    );
  }
  return [
    ...stages.flatMap((stage) => tryRead(context, () => readRestStage(context, rejectCount(stage)))),
    ...deployments.flatMap((deployment) => tryRead(context, () => readDeploymentStage(context, deployment))),
  ];
}

/** An `aws_api_gateway_method` whose path is known. */
interface KeyedMethod {
  readonly address: string;
  readonly key: RouteKey;
  readonly resource: ResolvedResource;
  /** `aws_api_gateway_resource`, or the API for the path `/`. */
  readonly owner: ResolvedResource;
}

function readMethods(context: ReaderContext, api: ResolvedResource, attributes: ApiAttributes): RouteModel[] {
  const methods = resourcesOfApi(context, "aws_api_gateway_method", api, "rest_api_id");
  const keyed = methods.flatMap((method) => tryRead(context, () => readKeyed(context, rejectCount(method))));
  const parts = resourcesOfApi(context, "aws_api_gateway_resource", api, "rest_api_id");
  context.errors.add(...validateRestResources(context.stack, parts), ...validateRestKeys(keyed));
  const integrations = resourcesOfApi(context, "aws_api_gateway_integration", api, "rest_api_id").flatMap(
    (integration) => tryRead(context, () => readKeyed(context, rejectCount(integration))),
  );
  const models = resourcesOfApi(context, "aws_api_gateway_model", api, "rest_api_id");
  const schemas = readModelSchemas(context, attributes.id, models);
  const streamIdleMs = REST_API_QUOTAS.streamIdleMs[readEndpointType(api)];
  return keyed.flatMap((method) =>
    tryRead(context, () => readMethod(context, method, { attributes, integrations, schemas, streamIdleMs })),
  );
}

/** Reads the method and the path of an `aws_api_gateway_method` or `aws_api_gateway_integration`. */
function readKeyed({ stack }: ReaderContext, resource: ResolvedResource): KeyedMethod {
  const { address } = resource;
  const method = readText(resource, "http_method") ?? "";
  readText(resource, "resource_id");
  const path = findRestPath(stack, resource);
  if (path) return { address, key: parseRouteKey(`${method} ${path.path}`), resource, owner: path.owner };
  throw notEmulatedError(
    `${address}: resource_id is ${formatFound(resource.values.resource_id)}; expected an aws_api_gateway_resource of this stack, or the root_resource_id of the API.`,
  );
}

interface MethodContext {
  readonly attributes: ApiAttributes;
  readonly integrations: readonly KeyedMethod[];
  readonly schemas: ModelSchemas;
  /** Time without data after which a streamed response ends. */
  readonly streamIdleMs: number;
}

function readMethod(
  context: ReaderContext,
  { address, key, resource, owner }: KeyedMethod,
  { attributes, integrations, schemas, streamIdleMs }: MethodContext,
): RouteModel {
  const integration = integrations.find(
    (candidate) => candidate.key.text === key.text && candidate.owner === owner,
  );
  const resourceId = String(restPathId(owner));
  return {
    address,
    key,
    resourceId,
    cacheKey: integration && readCacheKey(context, integration.resource, { resource, resourceId }),
    apiKeyRequired: readOptional(context, () => readBoolean(resource, "api_key_required")) ?? false,
    requiredParameters: readOptional(context, () => readRequiredParameters(context, resource)),
    bodyModels: readOrExplain(() => readBodyModels(context, resource, schemas)),
    authorization: readOrExplain(() => readRestAuthorization(context, resource, attributes)),
    integration: readOrExplain(() => {
      if (integration)
        return readRestIntegration(context, integration.resource, { ...attributes, key, streamIdleMs });
      throw notEmulatedError(
        `${address}: no aws_api_gateway_integration of this stack has its resource_id and http_method. Add an integration.`,
      );
    }),
  };
}
