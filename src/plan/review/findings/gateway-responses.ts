import { GATEWAY_ERROR_STATUS } from "#aws";
import { ownValue } from "#own-value";
import type { Change } from "../../plan-types";
import { formatChange, formatFull } from "../format-value";
import { areSame, isValues, type PlainValues } from "../plain-values";
import { type FindingRule, type ResourceChange, toResourceChange } from "./finding-rule";

const TYPE = "aws_api_gateway_gateway_response";

/** Returns true for a response of a REST API to its own errors. */
export function isGatewayResponse({ type }: Pick<Change, "type">): boolean {
  return type === TYPE;
}

/** Finds errors of a REST API that browsers can no longer read, and errors with another status or another kind of body. */
export const GATEWAY_RESPONSE_CHANGES: FindingRule = {
  title: "Changed errors of API Gateway",
  covers: /^status_code$/,
  find: (change, resources) =>
    isGatewayResponse(change) && change.deposed === undefined && change.action !== "forget"
      ? [...corsLines(change, resources), ...bodyLines(change, resources), ...statusLines(change, resources)]
      : [],
};

/**
 * Returns the line about all unreadable errors of the API of a response. It is the same for each of these responses, so
 * that the review prints it once.
 */
function corsLines(change: ResourceChange, resources: readonly Change[]): string[] {
  if (!losesCors(change, resources)) return [];
  const names = namesOf(responsesOf(change, resources).filter((response) => losesCors(response, resources)));
  return [`- pages of other origins can no longer read the errors ${names}`];
}

/** Maximum number of types in a line. */
const MAX_NAMES = 3;

/** Joins the types of responses. The default responses come first. */
function namesOf(responses: readonly ResourceChange[]): string {
  const names = responses
    .map(typeOf)
    .sort((a, b) => Number(b.startsWith("DEFAULT_")) - Number(a.startsWith("DEFAULT_")) || (a < b ? -1 : 1));
  const others = names.length - MAX_NAMES;
  if (others <= 1) return names.join(", ");
  return `${names.slice(0, MAX_NAMES).join(", ")} and ${others} others`;
}

/** Returns true if a response loses its CORS headers, or if an error has no response with CORS headers any more. */
function losesCors(change: ResourceChange, resources: readonly Change[]): boolean {
  const { action, before, after } = change;
  if (!hasCors(before)) return false;
  if (action !== "delete") return (action === "update" || action === "replace") && !hasCors(after);
  if (isApiChanged(change, resources)) return false;
  const others = responsesOf(change, resources).filter((other) => other.action !== "delete");
  const isReadable = (type: unknown) =>
    others.some((other) => areSame(other.after.response_type, type) && hasCors(other.after));
  return !isReadable(before.response_type) && !isReadable(defaultTypeOf(typeOf(change)));
}

/** Returns the responses of the API of a response, including itself. */
function responsesOf(change: ResourceChange, resources: readonly Change[]): ResourceChange[] {
  const api = apiOf(change);
  return resources
    .filter((other) => isGatewayResponse(other) && other.deposed === undefined)
    .map(toResourceChange)
    .filter((other) =>
      [other.before, other.after].some(({ rest_api_id: id }) => id !== undefined && areSame(id, api)),
    );
}

function apiOf({ before, after }: ResourceChange): unknown {
  return before.rest_api_id ?? after.rest_api_id;
}

function typeOf({ before, after }: ResourceChange): string {
  return formatFull(before.response_type ?? after.response_type);
}

/** Errors with a status of 500 or more. */
const SERVER_ERROR = /^(DEFAULT_5XX|API_CONFIGURATION_ERROR|AUTHORIZER_\w+|INTEGRATION_\w+)$/;

/** Returns the type of the response that API Gateway uses if a type has none. */
function defaultTypeOf(type: string): string {
  return SERVER_ERROR.test(type) ? "DEFAULT_5XX" : "DEFAULT_4XX";
}

function hasCors({ response_parameters }: PlainValues): boolean {
  if (!isValues(response_parameters)) return false;
  const names = Object.keys(response_parameters).map((name) => name.toLowerCase());
  return names.includes("gatewayresponse.header.access-control-allow-origin");
}

/** Returns true if the API of a response is created or deleted together with the response. */
function isApiChanged(change: ResourceChange, resources: readonly Change[]): boolean {
  const api = apiOf(change);
  return resources.some(
    ({ type, address, action, before, deposed }) =>
      type === "aws_api_gateway_rest_api" &&
      action === change.action &&
      (action === "create" || action === "delete") &&
      deposed === undefined &&
      (areSame(before?.id, api) || formatFull(api) === `${address}.id`),
  );
}

/** Response to the errors of one type. */
interface ErrorResponse {
  /** Status; undefined if API Gateway selects it. */
  readonly status: unknown;
  /** Template of the body; undefined if the body is that of API Gateway. */
  readonly body: unknown;
}

/** Returns the response that API Gateway sends for the type of a changed response, before or after the change. */
function responseOn(
  side: "before" | "after",
  change: ResourceChange,
  resources: readonly Change[],
): ErrorResponse {
  const type = typeOf(change);
  const missing = side === "before" ? "create" : "delete";
  const responses = responsesOf(change, resources).filter(({ action }) => action !== missing);
  const find = (name: string) => responses.find((other) => formatFull(other[side].response_type) === name);
  const { status_code: status, response_templates: templates } =
    (find(type) ?? find(defaultTypeOf(type)))?.[side] ?? {};
  return {
    status: status || ownValue(GATEWAY_ERROR_STATUS, type)?.toString(),
    body: isValues(templates) && Object.keys(templates).length > 0 ? templates : undefined,
  };
}

/** Change of the bodies of errors: declared bodies instead of those of API Gateway, or the reverse. */
type BodyChange = "added" | "removed";

/** Returns the line about all errors of an API whose bodies change in the same way as that of a response. */
function bodyLines(change: ResourceChange, resources: readonly Change[]): string[] {
  const kind = findBodyChange(change, resources);
  if (kind === undefined) return [];
  const names = namesOf(
    responsesOf(change, resources).filter((response) => findBodyChange(response, resources) === kind),
  );
  return kind === "removed"
    ? [`- body of the errors ${names}: {"message": …} of API Gateway instead of the declared body`]
    : [`~ body of the errors ${names}: the declared body instead of {"message": …} of API Gateway`];
}

function findBodyChange(change: ResourceChange, resources: readonly Change[]): BodyChange | undefined {
  if (change.action === "no-op" || isApiChanged(change, resources)) return undefined;
  const [before, after] = [responseOn("before", change, resources), responseOn("after", change, resources)];
  if (before.body === undefined) return after.body === undefined ? undefined : "added";
  return after.body === undefined ? "removed" : undefined;
}

/** API Gateway sends 502 if a function fails, and 504 if it does not reach an endpoint. */
const FAILURE_STATUS = ["502", "504"];

function statusLines(change: ResourceChange, resources: readonly Change[]): string[] {
  if (isApiChanged(change, resources)) return [];
  const type = typeOf(change);
  const [before, after] = (["before", "after"] as const).map(
    (side) => responseOn(side, change, resources).status,
  );
  const isOneOfTwo =
    type === "INTEGRATION_FAILURE" &&
    (change.action === "create" || change.action === "delete") &&
    [before, after].every((status) => FAILURE_STATUS.includes(formatFull(status)));
  return areSame(before, after) || isOneOfTwo ? [] : [`~ status of ${type}: ${formatChange(before, after)}`];
}
