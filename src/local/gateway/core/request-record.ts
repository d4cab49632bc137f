import { routeArn } from "#aws";
import { escapeLine } from "#printable";
import type { GatewayRequest } from "../../http/request";
import type { GatewayResponse } from "../../http/response";
import type { Api, ApiKeyModel, DomainMapping, RouteModel, StageModel } from "../../model/model";
import type { Span } from "../../trace";
import type { Allowed, AuthorizationResult } from "./authorization-result";

/** Result of invoking an integration. */
export interface IntegrationResult {
  readonly response: GatewayResponse;
  /** Duration until the whole response of the integration has arrived. It is set again when a streamed response ends. */
  latencyMs: number;
  /** Time by `performance.now()` at which the request was sent to the integration. Only a streamed response has it. */
  readonly startMs?: number;
  /** Duration until the status and all headers of a streamed response have arrived. */
  readonly headLatencyMs?: number;
  /**
   * Status code from the Lambda service or the HTTP endpoint. Access logs contain it as
   * `$context.integrationStatus`.
   */
  readonly status?: number;
  /**
   * Status code from the function or the HTTP endpoint. Access logs contain it as
   * `$context.integration.status`.
   */
  readonly functionStatus?: number;
  readonly requestId?: string;
  readonly error?: string;
}

/** Request that passes through the steps of a gateway. Each step adds its results to the record. */
export interface RequestRecord {
  readonly request: GatewayRequest;
  readonly api: Api;
  readonly accountId: string;
  readonly region: string;
  /** Host name from the `host` header. On AWS: `a1b2c3d4e5.execute-api.eu-central-1.amazonaws.com`. */
  readonly domainName: string;
  /** Mapping of the custom domain to which the request was sent. Undefined for a request to the URL of the API. */
  mapping?: DomainMapping;
  stage?: StageModel;
  /** Percent-encoded path without the stage name and without the base path of a custom domain: `/products`. */
  stagePath?: string;
  route?: RouteModel;
  /** Percent-decoded values by parameter name. */
  pathParameters?: Readonly<Record<string, string>>;
  authorization?: AuthorizationResult;
  /** Duration of the authorization. Undefined on a public route. */
  authorizationLatencyMs?: number;
  /** Caller that the authorization step accepted. */
  caller?: Allowed;
  /** API key that the usage plan of a REST API accepted. */
  apiKey?: ApiKeyModel;
  integration?: IntegrationResult;
  /** Result of the search in the cache of a REST API. Undefined if the responses of the route are not cached. */
  cacheResult?: "hit" | "miss";
  response?: GatewayResponse;
  latencyMs?: number;
  /** Part of the request whose times are being recorded. Undefined if requests are not traced. */
  span?: Span;
}

/**
 * Creates the record of a request. The record has all fields from the start, because V8 accesses an object faster if
 * no fields are added later. The steps set the fields one by one, because `Object.assign` would be slower.
 */
export function createRecord(
  known: Pick<RequestRecord, "accountId" | "api" | "domainName" | "region" | "request">,
): RequestRecord {
  return {
    request: known.request,
    api: known.api,
    accountId: known.accountId,
    region: known.region,
    domainName: known.domainName,
    mapping: undefined,
    stage: undefined,
    stagePath: undefined,
    route: undefined,
    pathParameters: undefined,
    authorization: undefined,
    authorizationLatencyMs: undefined,
    caller: undefined,
    apiKey: undefined,
    integration: undefined,
    cacheResult: undefined,
    response: undefined,
    latencyMs: undefined,
    span: undefined,
  };
}

/** Record of a request whose stage and route are known. */
export type RoutedRecord = RequestRecord &
  Required<Pick<RequestRecord, "stage" | "route" | "pathParameters">>;

/** Returns the ARN that a policy must allow for this request. */
export function routeArnOf({ api, stage, request }: RoutedRecord): string {
  const { method, encodedPath } = request;
  return routeArn({ executionArn: api.executionArn, stage: stage.name, method, encodedPath });
}

/**
 * Returns the ARN that a policy must allow for a request to a REST API: it ends with the path of the request without the
 * stage.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-control-access-using-iam-policies-to-invoke-api.html
 */
export function methodArnOf({ api, stage, request, stagePath = "/" }: RoutedRecord): string {
  return `${api.executionArn}/${stage.name}/${request.method}${stagePath}`;
}

/** Record of a request with its response. The access log line and the terminal output are formatted from it. */
export type CompletedRecord = RequestRecord & Required<Pick<RequestRecord, "response" | "latencyMs">>;

/** Adds the response to the record of a request. Returns the same record. */
export function completeRecord(
  record: RequestRecord,
  response: GatewayResponse,
  latencyMs: number,
): CompletedRecord {
  record.response = response;
  record.latencyMs = latencyMs;
  return record as CompletedRecord;
}

/**
 * Formats a request for the terminal: `201 POST /products  12 ms`. A response from a canary or from the cache is marked.
 * For an error response, the reason and the route key follow. The reason of a response with problem details is its
 * code and its errors.
 */
export function formatRequest(record: CompletedRecord): string {
  const { request, response, latencyMs, route, cacheResult, stage } = record;
  const duration = `${latencyMs < 10 ? latencyMs.toFixed(1) : Math.round(latencyMs)} ms`;
  const source = cacheResult === "hit" ? "  from the cache" : "";
  const release = stage?.isCanary ? "  from the canary" : "";
  const line = `${response.status} ${request.method} ${displayTarget(request)}  ${duration}${release}${source}`;
  const reason = response.reason ?? describeProblem(response);
  if (reason === undefined) return line;
  const routeKey = route ? ` (${route.key.text})` : "";
  return `${line}  ${escapeLine(reason)}${routeKey}`;
}

/** Matches a JSON Web Token, whose first part is a JSON object in base64url. It starts no match inside of a word. */
const JSON_WEB_TOKEN = /(?<![\w-])eyJ[\w-]*\.[\w-]*\.[\w-]*/g;

/** Returns the path and the query of a request for the terminal. A token in the query is cut, because it is a secret. */
export function displayTarget({ path, rawQuery }: Pick<GatewayRequest, "path" | "rawQuery">): string {
  return escapeLine(rawQuery === "" ? path : `${path}?${rawQuery.replaceAll(JSON_WEB_TOKEN, "eyJ…")}`);
}

/** Maximum length of the description of a problem in the terminal. */
const MAX_PROBLEM_LENGTH = 300;

/**
 * Returns the code and the errors of a response with problem details: `invalid-input: body /price Too small`. Returns
 * `undefined` for any other response.
 * @see https://www.rfc-editor.org/rfc/rfc9457
 */
function describeProblem({ status, headers, body, stream }: GatewayResponse): string | undefined {
  if (status < 400 || stream) return undefined;
  const [, type] = headers.find(([name]) => name.toLowerCase() === "content-type") ?? [];
  if (!type?.startsWith("application/problem+json")) return undefined;
  const { code, detail, errors } = parseProblem(body);
  const causes = Array.isArray(errors) ? errors.map(describeProblemError) : [];
  const text = `${code ?? "problem"}: ${causes.length > 0 ? causes.join("; ") : (detail ?? "no detail")}`;
  return text.length > MAX_PROBLEM_LENGTH ? `${text.slice(0, MAX_PROBLEM_LENGTH)}…` : text;
}

function parseProblem(body: Buffer): Readonly<Record<string, unknown>> {
  try {
    return Object(JSON.parse(body.toString()));
  } catch {
    return {};
  }
}

function describeProblemError(error: unknown): string {
  const { in: part, path, message }: Readonly<Record<string, unknown>> = Object(error);
  return [part, path, message].filter(Boolean).join(" ");
}
