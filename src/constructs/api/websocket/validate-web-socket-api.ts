import { parseSelectionParts, selectedField } from "#aws";
import type { SocketEvent } from "#contract";
import { isUnresolved } from "../../tokens";
import { unknownAtSynth } from "../../validation";
import { validateExecutionLogs } from "../common/execution-logs";
import { validateThrottle } from "../common/throttle";
import { validateApiTexts, validateStageName } from "../common/validate-api";
import { validateEvents } from "./message-rules";
import type { WebSocketApiProps } from "./web-socket-api-props";
import { validateWebSocketRoute, type WebSocketRoute } from "./web-socket-route";
import type { WebSocketStageSettings } from "./web-socket-stage";

/** Settings of an API that are checked when the app is synthesized. */
type WebSocketApiSettings = WebSocketStageSettings &
  Pick<WebSocketApiProps, "access" | "authorizer" | "description"> & {
    readonly events: readonly SocketEvent[];
    readonly routeSelectionExpression: string;
  };

/** Returns the errors of an API as a whole and of each of its routes. */
export function validateWebSocketApi(
  settings: WebSocketApiSettings,
  routes: readonly WebSocketRoute[],
): string[] {
  return [
    ...validateApiTexts(settings.name, settings.description),
    ...validateStageName(settings.stageName),
    ...validateExpression(settings.routeSelectionExpression),
    ...validateMessageField(settings.routeSelectionExpression, routes),
    ...validateAccess(settings),
    ...validateThrottle(settings.throttle),
    ...validateExecutionLogs(settings),
    ...(settings.authorizer?.validateWebSocket() ?? []),
    ...validateEvents(settings.events),
    ...routes.flatMap(validateWebSocketRoute),
  ];
}

/** Returns the errors of the keys of an API without an invalid route. */
export function validateDeclaredKeys(
  { authorizer }: Pick<WebSocketApiSettings, "authorizer">,
  keys: readonly string[],
): string[] {
  if (keys.length === 0) return ['has no route. Add one, such as "$default".'];
  if (authorizer === undefined || keys.includes("$connect")) return [];
  return [
    'has an authorizer, but no route "$connect", so that API Gateway would authorize no connection. Add the route.',
  ];
}

function validateExpression(expression: string): string[] {
  if (isUnresolved(expression)) return [];
  // Without a variable, every message would have the same route.
  if (parseSelectionParts(expression)?.some((part) => typeof part !== "string")) return [];
  return [
    `routeSelectionExpression is "${expression}"; expected variables of the message. Write "$request.body.action", or "\${request.body.service}/\${request.body.action}".`,
  ];
}

/** Fields of every message of a contract, next to the route key. */
const FRAME_FIELDS: readonly string[] = ["id", "body"];

/** Returns the error of an expression that does not select the routes of contracts by one field of the message. */
function validateMessageField(expression: string, routes: readonly WebSocketRoute[]): string[] {
  const first = routes.find(({ message }) => message);
  if (!first || validateExpression(expression).length > 0) return [];
  if (isUnresolved(expression))
    return [
      unknownAtSynth("routeSelectionExpression", "Write it as a literal, because the API has messages."),
    ];
  const field = selectedField(expression);
  if (field !== undefined && !FRAME_FIELDS.includes(field)) return [];
  const reason =
    field === undefined
      ? `the message "${first.key}" has its route key in one field at the top level`
      : `the message "${first.key}" has another value in the field "${field}"`;
  return [
    `routeSelectionExpression is "${expression}", but ${reason}. Write "$request.body.action", or declare the route by its key.`,
  ];
}

function validateAccess({ access, authorizer }: WebSocketApiSettings): string[] {
  if (access !== undefined && authorizer !== undefined)
    return ['is public and has an authorizer. Remove `access: "public"` or `authorizer`.'];
  if (access !== undefined || authorizer !== undefined) return [];
  return ['has no authorizer, so any client could connect. Set `authorizer`, or set `access: "public"`.'];
}
