import { type GatewayRequest, headerOf, type RequestHeader } from "../../http/request";
import type { ApiKeyModel, RestApiModel } from "../../model/model";
import { groupValues, orNull } from "../core/multi-values";
import { methodArnOf, type RoutedRecord } from "../core/request-record";
import { beforeAuthorization, formatRequestTime, type RouteContext } from "../core/route-context";
import { isBinaryType } from "./binary-types";
import { clientPath } from "./custom-domain";

/** Function that creates the event of a request. */
export type CreateEvent = (context: RouteContext) => object;

/**
 * Returns a function that creates the events of a Lambda proxy integration. They are similar to payload format 1.0 of
 * HTTP APIs. LocalStack's tests recorded the fields on AWS (test_lambda_aws_proxy_integration).
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
 */
export function createRestEvents({ binaryMediaTypes }: Pick<RestApiModel, "binaryMediaTypes">): CreateEvent {
  return (context) =>
    createFields(context, createRestContext(context), encodeBody(context.request, binaryMediaTypes));
}

/** Body of an event. An event for an authorizer has none. */
interface EventBody {
  readonly body?: string | null;
  readonly isBase64Encoded?: boolean;
}

/**
 * Returns the fields of an event. JSON.stringify omits those that are `undefined`. All fields are in one object literal,
 * because a spread would double the time to create an event.
 */
function createFields(context: RouteContext, requestContext: object, { body, isBase64Encoded }: EventBody) {
  const { request, route, stage, stagePath = "/", pathParameters } = context;
  const headers = groupValues(eventHeaders(context));
  const query = groupValues(restQuery(request.rawQuery));
  return {
    resource: route.key.path,
    // The path of a request to a custom domain contains the base path, and the stage if the client sent it
    // (https://github.com/localstack/localstack/issues/12295).
    path: context.mapping ? clientPath(context) : stagePath,
    httpMethod: request.method,
    headers: headers.last,
    multiValueHeaders: headers.all,
    queryStringParameters: orNull(query.last),
    multiValueQueryStringParameters: orNull(query.all),
    pathParameters: orNull(pathParameters),
    stageVariables: orNull(stage.variables),
    requestContext,
    body,
    isBase64Encoded,
  };
}

/** Returns the decoded names and values of a query. A `;` separates parameters, as `&` does (api-gateway-known-issues). */
export function restQuery(rawQuery: string): readonly (readonly [string, string])[] {
  // Without the leading `&`, URLSearchParams would remove a `?` at the start.
  return rawQuery === "" ? [] : [...new URLSearchParams(`&${rawQuery.replaceAll(";", "&")}`)];
}

/**
 * Headers that API Gateway does not forward. LocalStack's tests measured this on AWS.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html
 */
const NOT_FORWARDED: ReadonlySet<string> = new Set([
  "content-length",
  "content-md5",
  "expect",
  "max-forwards",
  "proxy-authenticate",
  "server",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "www-authenticate",
]);

/** Spelling of the headers that API Gateway sets. Other headers keep the spelling of the client. */
const HEADER_NAMES: ReadonlyMap<string, string> = new Map(
  ["Host", "X-Amzn-Trace-Id", "X-Forwarded-For", "X-Forwarded-Port", "X-Forwarded-Proto"].map((name) => [
    name.toLowerCase(),
    name,
  ]),
);

/** Returns the headers that API Gateway forwards, with the names in the spelling of the event. */
export function eventHeaders({ request: { headers } }: RouteContext): readonly (readonly [string, string])[] {
  return headers
    .filter(([name, value]) => !NOT_FORWARDED.has(name) && !isSignature(name, value))
    .map((header) => [spellHeader(header), header[1]]);
}

/** Returns the name of a header in the spelling of the client or of API Gateway. */
export function spellHeader([name, , sentAs]: RequestHeader): string {
  return HEADER_NAMES.get(name) ?? sentAs ?? name;
}

/** Returns true for the header `Authorization` with a signature, which API Gateway does not forward. */
function isSignature(name: string, value: string): boolean {
  return name === "authorization" && value.startsWith("AWS4-HMAC-SHA256");
}

/**
 * Returns the body as text, or base64-encoded if its content type is binary. A body without content type is treated as
 * `application/json`, the default of API Gateway.
 */
function encodeBody(request: GatewayRequest, binaryMediaTypes: readonly string[]): EventBody {
  if (request.body.length === 0) return { body: null, isBase64Encoded: false };
  const contentType = headerOf(request, "content-type") ?? "application/json";
  const isBase64Encoded = isBinaryType(binaryMediaTypes, contentType);
  return { body: request.body.toString(isBase64Encoded ? "base64" : "utf8"), isBase64Encoded };
}

/**
 * Creates the event for the function of a `REQUEST` authorizer. Unlike in events for integrations, a field without values
 * is an empty object, and the header `Content-Length` is present.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-input.html
 */
export function createRequestAuthorizerEvent(record: RoutedRecord): object {
  const context = beforeAuthorization(record);
  const fields = createFields(context, createRestContext(context), {});
  const { length } = record.request.body;
  const size: Record<string, string> = length > 0 ? { "Content-Length": String(length) } : {};
  return {
    type: "REQUEST",
    methodArn: methodArnOf(record),
    ...fields,
    headers: { ...fields.headers, ...size },
    multiValueHeaders: { ...fields.multiValueHeaders, ...mapValues(size) },
    queryStringParameters: fields.queryStringParameters ?? {},
    multiValueQueryStringParameters: fields.multiValueQueryStringParameters ?? {},
    pathParameters: fields.pathParameters ?? {},
    stageVariables: fields.stageVariables ?? {},
  };
}

function mapValues(values: Readonly<Record<string, string>>): Record<string, string[]> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, [value]]));
}

/**
 * Creates `requestContext`, which the events for integrations and for Lambda authorizers contain. In mapping templates,
 * it is `$context`. Only the context of a method that requires an API key has the key.
 */
export function createRestContext(context: RouteContext): Readonly<Record<string, unknown>> {
  // JSON.stringify omits fields that are `undefined`. A spread would take longer.
  const { request, api, stage, route, caller, apiKey, accountId, domainName } = context;
  const { iam, ...authorizer } = (caller.authorizer ?? {}) as CallerFields;
  return {
    accountId,
    apiId: api.id,
    authorizer: Object.keys(authorizer).length > 0 ? authorizer : undefined,
    deploymentId: stage.deploymentId,
    domainName,
    domainPrefix: domainName.split(".")[0],
    extendedRequestId: request.extendedRequestId,
    httpMethod: request.method,
    isCanaryRequest: stage.isCanary,
    identity: createIdentity(request, iam, apiKey),
    path: clientPath(context),
    protocol: request.protocol,
    requestId: request.requestId,
    requestTime: formatRequestTime(request.timeEpoch),
    requestTimeEpoch: request.timeEpoch,
    resourceId: route.resourceId,
    resourcePath: route.key.path,
    stage: stage.name,
  };
}

/** Data about the caller, from the authorization. */
interface CallerFields {
  readonly iam?: IamCaller;
}

/** Data about a caller that signed the request. */
interface IamCaller {
  readonly accessKey: string;
  readonly accountId: string;
  readonly callerId: string;
  readonly userArn: string;
  readonly userId: string;
}

function createIdentity(
  request: GatewayRequest,
  caller: IamCaller | undefined,
  apiKey: ApiKeyModel | undefined,
): object {
  return {
    accessKey: caller?.accessKey ?? null,
    accountId: caller?.accountId ?? null,
    apiKey: apiKey?.value,
    apiKeyId: apiKey?.id,
    caller: caller?.callerId ?? null,
    cognitoAuthenticationProvider: null,
    cognitoAuthenticationType: null,
    cognitoIdentityId: null,
    cognitoIdentityPoolId: null,
    principalOrgId: null,
    sourceIp: request.sourceIp,
    user: caller?.userId ?? null,
    userAgent: headerOf(request, "user-agent") ?? null,
    userArn: caller?.userArn ?? null,
  };
}
