import { ApiGatewayGatewayResponse, type ApiGatewayRestApi, type Construct } from "../../cdktf";
import { escapeText } from "../../tokens";
import type { Cors } from "../common/cors";
import { errorHeaders, type HeaderValues } from "./cors-headers";
import {
  DEFAULT_RESPONSES,
  defaultResponseOf,
  GATEWAY_ERROR_TYPES,
  GATEWAY_PROBLEMS,
  type GatewayErrorType,
  type GatewayResponseType,
  problemTemplate,
} from "./gateway-problems";

/** Response to the errors of one type that API Gateway itself sends. */
export interface GatewayResponseSettings {
  /** HTTP status, 200 to 599. Default: the status of the type, such as 429 for `THROTTLED`. */
  readonly status?: number;
  /**
   * Headers in addition to those of `cors`. A value is a text, or an expression with which API Gateway reads the request:
   * `method.request.header.x-id`, `method.request.querystring.id`, `method.request.path.id`, `context.requestId` or
   * `stageVariables.color`. Default: none.
   */
  readonly headers?: Readonly<Record<string, string>>;
  /**
   * Template of the body, with variables such as `$context.error.messageString`: `{"message":$context.error.messageString}`.
   * It must be JSON, unless `headers` has another `content-type`. Default: problem details (RFC 9457).
   */
  readonly body?: string;
}

/**
 * Gateway responses by type. The settings of `DEFAULT_4XX` and `DEFAULT_5XX` apply to all errors with such a status whose
 * type is not set.
 */
export type GatewayResponses = { readonly [Type in GatewayResponseType]?: GatewayResponseSettings };

/** Settings of an API from which its gateway responses follow. */
export interface ErrorSettings {
  readonly cors?: Cors;
  readonly gatewayResponses: GatewayResponses | "default";
}

/** Name of the header with the media type of a body. */
export const CONTENT_TYPE = "content-type";

/** Expression that reads the request. Other values of headers are texts. */
export const HEADER_EXPRESSION =
  /^(?:method\.request\.(?:header|querystring|path)|context|stageVariables)\.[\w.-]+$/;

/**
 * Creates the responses with which API Gateway reports its own errors. There is a response for each type of error, because
 * a template cannot read the status. They have CORS headers, so that the pages of other origins can read them. With the
 * bodies of API Gateway, the default responses are sufficient.
 */
export function createGatewayResponses(
  scope: Construct,
  api: ApiGatewayRestApi,
  settings: ErrorSettings,
): void {
  const { cors, gatewayResponses } = settings;
  const headers: HeaderValues = cors ? errorHeaders(cors) : {};
  const defaults = Object.keys(DEFAULT_RESPONSES) as (keyof typeof DEFAULT_RESPONSES)[];
  const create = (type: GatewayResponseType, config: object, responseHeaders: HeaderValues) =>
    new ApiGatewayGatewayResponse(scope, `gateway-response-${type}`, {
      restApiId: api.id,
      responseType: type,
      responseParameters: toParameters(responseHeaders),
      ...config,
    });
  if (gatewayResponses === "default") {
    if (cors) for (const type of defaults) create(type, {}, headers);
    return;
  }
  for (const type of [...defaults, ...GATEWAY_ERROR_TYPES]) {
    const { status, headers: own, body } = selectResponse(type, gatewayResponses);
    const contentType: HeaderValues =
      body === undefined ? { "Content-Type": "'application/problem+json'" } : {};
    create(
      type,
      {
        statusCode: status === undefined ? undefined : `${status}`,
        // API Gateway selects this template for each Accept header, because there is no other.
        responseTemplates: { "application/json": body ?? escapeText(problemTemplate(type, status)) },
      },
      mergeHeaders({ ...contentType, ...headers }, own ?? {}),
    );
  }
}

/** Returns the settings of a response. A type without settings has those of its default response. */
export function selectResponse(
  type: GatewayResponseType,
  responses: GatewayResponses,
): GatewayResponseSettings {
  if (isDefaultResponse(type)) return responses[type] ?? {};
  const settings = responses[type] ?? responses[defaultResponseOf(type)];
  return { ...settings, status: settings?.status ?? GATEWAY_PROBLEMS[type].status };
}

function isDefaultResponse(
  type: GatewayResponseType,
): type is Exclude<GatewayResponseType, GatewayErrorType> {
  return Object.hasOwn(DEFAULT_RESPONSES, type);
}

/** Adds headers to others. A header replaces one with the same name, in any spelling. */
function mergeHeaders(headers: HeaderValues, own: Readonly<Record<string, string>>): HeaderValues {
  const names = new Set(Object.keys(own).map((name) => name.toLowerCase()));
  const others = Object.entries(headers).filter(([name]) => !names.has(name.toLowerCase()));
  const added = Object.entries(own).map(([name, value]) => [
    name,
    HEADER_EXPRESSION.test(value) ? value : `'${value}'`,
  ]);
  return Object.fromEntries([...others, ...added]);
}

function toParameters(headers: HeaderValues): Record<string, string> | undefined {
  const entries = Object.entries(headers).map(([name, value]) => [`gatewayresponse.header.${name}`, value]);
  return entries.length > 0 ? Object.fromEntries(entries) : undefined;
}
