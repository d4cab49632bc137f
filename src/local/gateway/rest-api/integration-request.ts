import { RESERVED_AWS_HEADERS, RESERVED_HEADERS } from "#aws";
import { ownValue } from "#own-value";
import { headerOf } from "../../http/request";
import type { MappingTemplate, NonProxyIntegration } from "../../model/non-proxy-integration";
import type { RouteContext } from "../core/route-context";
import type { BackendParameters } from "../integrations/backend";
import { mergeHeaders } from "../integrations/http-backend";
import { MappingError } from "../integrations/mapping-error";
import { type RenderedPayload, renderPayload } from "../integrations/render-payload";
import { convertRequestBody } from "./payload";
import type { RequestVariables } from "./render-template";
import { mapRequestParameters, rejectReserved } from "./request-parameters";

/** Request to a backend, and the overrides that a response template can read. */
export interface IntegrationRequest extends RenderedPayload {
  readonly parameters: BackendParameters;
}

/**
 * Applies the request mappings of an integration. The template is rendered before the parameters are added, and its
 * overrides have priority over them (apigateway-override-request-response-parameters).
 *
 * @throws MappingError or EndpointRequestError if the request cannot be mapped
 */
export function mapIntegrationRequest(
  integration: NonProxyIntegration,
  context: RouteContext,
  { variables, binaryMediaTypes }: RequestMapping,
): IntegrationRequest {
  const contentType = headerOf(context.request, "content-type") ?? "application/json";
  const template = selectTemplate(integration, contentType.split(";")[0]?.trim() ?? "");
  const { contentHandling, requestParameters, backend } = integration;
  const isAws = backend.kind === "LAMBDA" || backend.kind === "DYNAMODB";
  const reserved = isAws ? RESERVED_AWS_HEADERS : RESERVED_HEADERS;
  const mapped = mapRequestParameters(requestParameters, context, reserved);
  const body = convertRequestBody(context.request.body, { contentType, binaryMediaTypes, contentHandling });
  const rendered = renderPayload(template, body, variables, "INVALID_PAYLOAD");
  const { header, path, querystring } = rendered.requestOverride;
  rejectReserved(Object.keys(header), reserved);
  const parameters = {
    header: mergeHeaders(mapped.header, header),
    path: { ...mapped.path, ...path },
    querystring: { ...mapped.querystring, ...querystring },
  };
  return { ...rendered, parameters };
}

/** Values of the request, and the binary types of the API. */
interface RequestMapping {
  readonly variables: RequestVariables;
  readonly binaryMediaTypes: readonly string[];
}

/**
 * Selects the request template of a content type. The body passes through without a template, if the integration allows it.
 *
 * @throws MappingError if the integration requires a template
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/integration-passthrough-behaviors.html
 */
function selectTemplate(
  { address, requestTemplates, passthrough }: NonProxyIntegration,
  type: string,
): MappingTemplate | undefined {
  const template = ownValue(requestTemplates, type) ?? ownValue(requestTemplates, "$default");
  const hasTemplates = Object.keys(requestTemplates).length > 0;
  const isRejected = passthrough === "NEVER" || (passthrough === "WHEN_NO_TEMPLATES" && hasTemplates);
  if (template || !isRejected) return template;
  throw new MappingError("UNSUPPORTED_MEDIA_TYPE", `${address}: no request template for ${type}`);
}
