import { randomUUID } from "node:crypto";
import { parameterNames, type RouteKey } from "#aws";
import type { RouteContext } from "../gateway/core/route-context";
import { HTTP_API_EVENTS } from "../gateway/http-api/gateway";
import { createRestEvents } from "../gateway/rest-api/event";
import { type GatewayRequest, newTraceId } from "../http";
import {
  type HttpApiModel,
  type LambdaFunction,
  LocalError,
  type Model,
  type RestApiModel,
  type RouteModel,
} from "../model";
import { httpRouteOf, noRouteError } from "./invoking-routes";

/**
 * Creates the event of a request to the first route that invokes a function. The caller has the scopes that the route
 * requires.
 * @throws LocalError if no route invokes the function
 */
export function createHttpEvent({
  model,
  fn,
  body = "",
}: {
  readonly model: Model;
  readonly fn: LambdaFunction;
  readonly body?: string;
}): object {
  const match = httpRouteOf(model, fn);
  if (!match) throw noRouteError("http", model, fn);
  const { api, route } = match;
  const [stage] = api.stages;
  if (!stage) throw new LocalError([`${api.address} has no stage. Add a stage to the stack.`]);
  const prefix = stage.name === "$default" ? "" : `/${stage.name}`;
  const domainName = `${api.id}.execute-api.${model.region}.amazonaws.com`;
  const context: RouteContext = {
    request: createRequest(route.key, prefix, domainName, body),
    api,
    stage,
    stagePath: samplePath(route.key),
    route,
    accountId: model.accountId,
    region: model.region,
    domainName,
    pathParameters: Object.fromEntries(parameterNames(route.key).map((name) => [name, name])),
    caller: { isAuthorized: true, authorizer: createAuthorizer(route) },
  };
  // Fields that are `undefined` are absent from the event that the function receives.
  return JSON.parse(JSON.stringify(createEvent(api, context)));
}

function createEvent(api: HttpApiModel | RestApiModel, context: RouteContext): object {
  if (api.kind === "REST") return createRestEvents(api)(context);
  const { integration } = context.route;
  const version = integration.kind === "AWS_PROXY" ? integration.payloadFormatVersion : "2.0";
  return HTTP_API_EVENTS[version](context);
}

function createRequest(key: RouteKey, prefix: string, domainName: string, text: string): GatewayRequest {
  const timeEpoch = Date.now();
  const traceHeader = `Root=${newTraceId(timeEpoch)}`;
  const path = `${prefix}${samplePath(key)}`;
  const requestId = randomUUID();
  const body = Buffer.from(text);
  return {
    method: key.method === "ANY" ? "GET" : key.method,
    encodedPath: path,
    path,
    rawQuery: "",
    headers: [
      ["accept", "*/*"],
      ["content-length", String(body.length)],
      ...(body.length > 0 ? [["content-type", "application/json"] as const] : []),
      ["host", domainName],
      ["user-agent", "gatewright"],
      ["x-amzn-trace-id", traceHeader],
      ["x-forwarded-for", SOURCE_IP],
      ["x-forwarded-port", "443"],
      ["x-forwarded-proto", "https"],
    ],
    body,
    sourceIp: SOURCE_IP,
    protocol: "HTTP/1.1",
    timeEpoch,
    requestId,
    extendedRequestId: requestId,
    traceHeader,
  };
}

const SOURCE_IP = "127.0.0.1";

/** Returns a path that matches a route key. The value of each parameter is its name: `/products/productId`. */
function samplePath({ segments }: RouteKey): string {
  const texts = segments.map((segment) => (segment.kind === "literal" ? segment.text : segment.name));
  return `/${texts.join("/")}`;
}

/** Returns the data about the caller that the function of a route receives, or `undefined` on a public route. */
function createAuthorizer({ authorization }: RouteModel): object | undefined {
  if (authorization.kind === "CUSTOM") return { lambda: {} };
  if (authorization.kind === "TOKEN" || authorization.kind === "REQUEST")
    return { principalId: "sample-user", integrationLatency: 0 };
  if (authorization.kind === "COGNITO_USER_POOLS")
    return { claims: { sub: "sample-user", scope: authorization.scopes.join(" ") } };
  if (authorization.kind !== "JWT") return undefined;
  const { issuer, audiences, scopes } = authorization;
  const claims = { iss: issuer, sub: "sample-user", client_id: audiences[0], scope: scopes.join(" ") };
  return { jwt: { claims, scopes: scopes.length > 0 ? scopes : null } };
}
