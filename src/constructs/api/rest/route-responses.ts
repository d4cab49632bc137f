import {
  type ApiGatewayIntegration,
  ApiGatewayIntegrationResponse,
  ApiGatewayMethodResponse,
  type Construct,
} from "../../cdktf";
import { escapeTemplates, isUnresolved } from "../../tokens";
import type { Cors } from "../common/cors";
import type { RestIntegrationResponse, RestIntegrationSettings } from "../common/rest-integration";
import { originTemplate, responseHeaders } from "./cors-headers";

/** Resources of the responses of a route, in the order of the declaration. */
export interface RouteResponses {
  readonly methodResponses: readonly ApiGatewayMethodResponse[];
  readonly integrationResponses: readonly ApiGatewayIntegrationResponse[];
}

/** Method of a route, with its integration. */
interface RouteMethod {
  /** Last part of the IDs of the resources. */
  readonly id: string;
  readonly place: { readonly restApiId: string; readonly resourceId: string; readonly httpMethod: string };
  readonly integration: ApiGatewayIntegration;
}

const HEADER = "method.response.header.";

/**
 * Creates the responses of a route. API Gateway needs two resources for each: the method response declares the headers, and
 * the integration response sets them.
 */
export function createRouteResponses(
  scope: Construct,
  { id, place, integration }: RouteMethod,
  settings: RestIntegrationSettings,
  cors: Cors | undefined,
): RouteResponses {
  const created = listDistinct(settings.responses ?? []).map((response) => {
    const { statusCode, ...values } = addCors(escapeTemplates(response), settings, cors);
    const headers = Object.keys(values.responseParameters ?? {});
    const methodResponse = new ApiGatewayMethodResponse(scope, `method-response-${statusCode}-${id}`, {
      ...place,
      statusCode: `${statusCode}`,
      responseParameters:
        headers.length > 0 ? Object.fromEntries(headers.map((name) => [name, true])) : undefined,
    });
    const integrationResponse = new ApiGatewayIntegrationResponse(
      scope,
      `integration-response-${statusCode}-${id}`,
      {
        ...place,
        ...values,
        statusCode: methodResponse.statusCode,
        // API Gateway rejects the response of a method without an integration, and deletes it with the integration.
        dependsOn: [integration],
        lifecycle: {
          replaceTriggeredBy: [`${integration.terraformResourceType}.${integration.friendlyUniqueId}.id`],
        },
      },
    );
    return { methodResponse, integrationResponse };
  });
  return {
    methodResponses: created.map(({ methodResponse }) => methodResponse),
    integrationResponses: created.map(({ integrationResponse }) => integrationResponse),
  };
}

/** Returns the first response of each status. The validation reports the others. */
function listDistinct(responses: readonly RestIntegrationResponse[]): readonly RestIntegrationResponse[] {
  const statuses = responses.map(({ statusCode }) => statusCode);
  return responses.filter(
    ({ statusCode }, index) => !isUnresolved(statusCode) && statuses.indexOf(statusCode) === index,
  );
}

/**
 * Adds the CORS headers of the API to a response. The headers of the response itself have priority. With several origins, a
 * template sets the header of the allowed origin, because a parameter mapping cannot compare the origin of the request.
 */
function addCors(
  response: RestIntegrationResponse,
  { type }: RestIntegrationSettings,
  cors: Cors | undefined,
): RestIntegrationResponse {
  if (!cors) return response;
  const own = response.responseParameters ?? {};
  const names = new Set(Object.keys(own).map((name) => name.toLowerCase()));
  const headers = Object.entries(responseHeaders(cors))
    .map(([name, value]) => [`${HEADER}${name}`, value] as const)
    .filter(([name]) => !names.has(name.toLowerCase()));
  const template = names.has(`${HEADER}access-control-allow-origin`) ? undefined : originTemplate(cors);
  return {
    ...response,
    responseParameters: { ...Object.fromEntries(headers), ...own },
    responseTemplates:
      template === undefined
        ? response.responseTemplates
        : addToTemplates(template, response.responseTemplates ?? defaultTemplates(response, type)),
  };
}

/** Statuses of responses that have no body. */
const STATUSES_WITHOUT_BODY: readonly number[] = [204, 304];

/** Returns the template that has the same result as no template. The body of a mock is empty. */
function defaultTemplates(
  { statusCode }: RestIntegrationResponse,
  type: RestIntegrationSettings["type"],
): Readonly<Record<string, string>> {
  const isEmpty = type === "MOCK" || STATUSES_WITHOUT_BODY.includes(statusCode);
  return { "application/json": isEmpty ? "" : "$input.body" };
}

/** Adds lines to the start of each template. They print nothing. */
function addToTemplates(
  lines: string,
  templates: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(templates).map(([contentType, template]) => [contentType, `${lines}\n${template}`]),
  );
}
