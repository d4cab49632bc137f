import { ownValue } from "#own-value";
import { headerOf } from "../../http/request";
import type { WebSocketRouteModel } from "../../model/model";
import { queryPairs } from "../core/route-context";
import type { BackendParameters } from "../integrations/backend";
import { mapParameters } from "../integrations/map-parameters";
import { MappingError } from "../integrations/mapping-error";
import { readBodyValue } from "../integrations/payload";
import { webSocketVariable } from "./context-variables";
import type { RouteRequest } from "./route-request";
import type { WebSocketRecord } from "./web-socket-record";

/**
 * Evaluates `request_parameters`, such as `{"integration.request.header.x": "route.request.body.id"}`. A mapping whose
 * source is missing has no effect.
 *
 * @throws MappingError if a mapping reads a message that starts like JSON, but is not valid
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/websocket-api-data-mapping.html
 */
export function mapRouteParameters(
  mappings: Readonly<Record<string, string>>,
  request: RouteRequest,
): BackendParameters {
  return mapParameters(mappings, (expression) => evaluate(expression, request));
}

function evaluate(expression: string, request: RouteRequest): string | readonly string[] | undefined {
  const [, literal] = /^'(.*)'$/s.exec(expression) ?? [];
  if (literal !== undefined) return literal;
  const [, source = "", name = ""] = EXPRESSION.exec(expression) ?? [];
  return ownValue(READERS, source)?.(request, name);
}

const EXPRESSION =
  /^(context|stageVariables|route\.request\.(?:body|(?:multivalue)?(?:header|querystring)))(?:\.(.+))?$/;

type ReadSource = (request: RouteRequest, name: string) => string | readonly string[] | undefined;

const READERS: Readonly<Record<string, ReadSource>> = {
  context: ({ record }, name) => (NEEDS_RESULT.test(name) ? undefined : webSocketVariable(name, record)),
  stageVariables: ({ record }, name) => ownValue(record.stage.variables, name),
  "route.request.body": ({ event }, path) =>
    readBodyValue(event.body ?? "", path, () => {
      throw new MappingError("INVALID_PAYLOAD", `route.request.body.${path}: the message is not valid JSON`);
    }),
  "route.request.header": ({ record }, name) => readParameters(record, "header", name).at(-1),
  "route.request.multivalueheader": ({ record }, name) =>
    readParameters(record, "header", name).join(",") || undefined,
  "route.request.querystring": ({ record }, name) => readParameters(record, "querystring", name).at(-1),
  "route.request.multivaluequerystring": ({ record }, name) => {
    const values = readParameters(record, "querystring", name);
    return values.length > 0 ? values : undefined;
  },
};

/** Variables that have no value before the integration has responded. */
const NEEDS_RESULT = /^(?:error\.|integration|status$)/;

/** Returns the values of a parameter of a handshake that the route declares. A message has no parameters. */
function readParameters(
  { request, route }: WebSocketRecord,
  place: "header" | "querystring",
  name: string,
): readonly string[] {
  const keys = [`route.request.${place}.${name}`, `route.request.multivalue${place}.${name}`];
  const isDeclared = route?.requestParameters.some(({ key }) => keys.includes(key));
  if (!request || !isDeclared) return [];
  if (place === "querystring")
    return queryPairs(request.rawQuery).flatMap(([key, value]) => (key === name ? [value] : []));
  return request.headers.filter(([key]) => key === name.toLowerCase()).map(([, value]) => value);
}

/** Returns the names of the required parameters that a handshake lacks. */
export function findMissingParameters(
  { requestParameters }: WebSocketRouteModel,
  { request }: WebSocketRecord,
): readonly string[] {
  const names = requestParameters.flatMap(({ key, isRequired }) => {
    const [, place, name = ""] = /^route\.request\.(header|querystring)\.(.+)$/.exec(key) ?? [];
    if (!isRequired || place === undefined || !request) return [];
    const isPresent =
      place === "header"
        ? headerOf(request, name.toLowerCase()) !== undefined
        : queryPairs(request.rawQuery).some(([key]) => key === name);
    return isPresent ? [] : [name];
  });
  return [...new Set(names)];
}
