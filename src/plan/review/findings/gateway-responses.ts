import type { Change } from "../../plan-types";
import { formatChange, formatFull } from "../format-value";
import { areSame, isValues, type PlainValues } from "../plain-values";
import { type FindingRule, type ResourceChange, toResourceChange } from "./finding-rule";

const TYPE = "aws_api_gateway_gateway_response";

/** Returns true for a response of a REST API to its own errors. */
export function isGatewayResponse({ type }: Pick<Change, "type">): boolean {
  return type === TYPE;
}

/** Finds errors of a REST API that browsers can no longer read, and errors with another status. */
export const GATEWAY_RESPONSE_CHANGES: FindingRule = {
  title: "Changed errors of API Gateway",
  covers: /^status_code$/,
  find: (change, resources) =>
    isGatewayResponse(change) ? [...corsLines(change, resources), ...statusLines(change)] : [],
};

/**
 * Returns the line about all unreadable errors of the API of a response. It is the same for each of these responses, so
 * that the review prints it once.
 */
function corsLines(change: ResourceChange, resources: readonly Change[]): string[] {
  if (!losesCors(change, resources)) return [];
  const names = responsesOf(change, resources)
    .filter((response) => losesCors(response, resources))
    .map(({ before }) => formatFull(before.response_type))
    .sort((a, b) => Number(b.startsWith("DEFAULT_")) - Number(a.startsWith("DEFAULT_")) || (a < b ? -1 : 1));
  return [`- pages of other origins can no longer read the errors ${joinNames(names)}`];
}

/** Maximum number of types in a line. */
const MAX_NAMES = 3;

function joinNames(names: readonly string[]): string {
  const others = names.length - MAX_NAMES;
  if (others <= 1) return names.join(", ");
  return `${names.slice(0, MAX_NAMES).join(", ")} and ${others} others`;
}

/** Returns true if a response loses its CORS headers, or if an error has no response with CORS headers any more. */
function losesCors(change: ResourceChange, resources: readonly Change[]): boolean {
  const { action, before, after, deposed } = change;
  if (deposed !== undefined || !hasCors(before)) return false;
  if (action !== "delete") return (action === "update" || action === "replace") && !hasCors(after);
  if (isApiDeleted(before, resources)) return false;
  const others = responsesOf(change, resources).filter((other) => other.action !== "delete");
  const isReadable = (type: unknown) =>
    others.some((other) => areSame(other.after.response_type, type) && hasCors(other.after));
  return !isReadable(before.response_type) && !isReadable(defaultTypeOf(before));
}

/** Returns the responses of the API of a response, including itself. */
function responsesOf({ before }: ResourceChange, resources: readonly Change[]): ResourceChange[] {
  return resources
    .filter((other) => isGatewayResponse(other) && other.deposed === undefined)
    .map(toResourceChange)
    .filter((other) =>
      [other.before, other.after].some((values) => areSame(values.rest_api_id, before.rest_api_id)),
    );
}

/** Errors with a status of 500 or more. */
const SERVER_ERROR = /^(DEFAULT_5XX|API_CONFIGURATION_ERROR|AUTHORIZER_\w+|INTEGRATION_\w+)$/;

/** Returns the type of the response that API Gateway uses if a type has none. */
function defaultTypeOf({ response_type }: PlainValues): string {
  return SERVER_ERROR.test(formatFull(response_type)) ? "DEFAULT_5XX" : "DEFAULT_4XX";
}

function hasCors({ response_parameters }: PlainValues): boolean {
  if (!isValues(response_parameters)) return false;
  const names = Object.keys(response_parameters).map((name) => name.toLowerCase());
  return names.includes("gatewayresponse.header.access-control-allow-origin");
}

function isApiDeleted({ rest_api_id }: PlainValues, resources: readonly Change[]): boolean {
  return resources.some(
    ({ type, action, before, deposed }) =>
      type === "aws_api_gateway_rest_api" &&
      action === "delete" &&
      deposed === undefined &&
      areSame(before?.id, rest_api_id),
  );
}

function statusLines({ action, before, after }: ResourceChange): string[] {
  const isChanged =
    (action === "update" || action === "replace") && !areSame(before.status_code, after.status_code);
  if (!isChanged) return [];
  return [
    `~ status of ${formatFull(after.response_type)}: ${formatChange(before.status_code, after.status_code)}`,
  ];
}
