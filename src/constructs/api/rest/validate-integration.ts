import { REST_API_QUOTAS } from "#aws";
import { isStreamed } from "#contract";
import { escapeLine } from "#printable";
import { isUnresolved } from "../../tokens";
import { unknownAtSynth, validateRange } from "../../validation";
import type { Cors } from "../common/cors";
import type { RestIntegrationResponse, RestIntegrationSettings } from "../common/rest-integration";
import { needsOriginTemplate } from "./cors-headers";
import { isRegularExpression } from "./regular-expression";
import type { RestRoute } from "./rest-route";
import { validateRequestMappings, validateResponseMappings } from "./validate-mappings";
import { validateTemplates } from "./validate-templates";

/**
 * Returns the errors of the integration of a route that API Gateway would report when Terraform creates it, or for each
 * request. If the integration itself reports errors, its settings are not checked, because they follow from wrong options.
 */
export function validateRestIntegration(
  route: RestRoute,
  settings: RestIntegrationSettings,
  cors: Cors | undefined,
): string[] {
  const { key, versions } = route;
  if (versions.some((version) => route.validateIntegration(version).length > 0)) return [];
  const errors = [
    ...validateGroups(route, settings),
    ...validateStream(route, settings),
    ...validateBackend(settings),
    ...validateRange("timeoutMilliseconds", settings.timeoutMilliseconds, {
      ...REST_API_QUOTAS.integrationTimeoutMs,
      ...(settings.responseTransferMode === "STREAM" ? { max: REST_API_QUOTAS.streamTimeoutMs } : {}),
    }),
    ...validateRequestMappings(key, settings),
    ...validateTemplates("the request template", settings.requestTemplates),
    ...validateResponses(settings, cors),
  ];
  return errors.map((error) => `route "${key.text}": ${error}`);
}

/**
 * Rejects groups. Only `handle()` checks them, and the function of another integration does not get the token. A mock
 * has no data to protect, so it can use the contract of a function that does not exist yet.
 */
function validateGroups({ versions }: RestRoute, { type }: RestIntegrationSettings): string[] {
  const groups = new Set(versions.flatMap((version) => version.groups ?? []));
  if (type === "AWS_PROXY" || type === "MOCK" || groups.size === 0) return [];
  return [
    `has the groups ${[...groups].join(", ")}, but only \`handle()\` checks groups. Remove them, or pass the function itself to \`route()\`.`,
  ];
}

/** Rejects a stream that the integration cannot send. Only the proxy types can stream (response-transfer-mode). */
function validateStream(
  { versions }: RestRoute,
  { type, responseTransferMode }: RestIntegrationSettings,
): string[] {
  if (responseTransferMode === "STREAM" && !type.endsWith("_PROXY")) {
    return [
      `responseTransferMode is "STREAM"; an integration of the type ${type} sends only complete responses. Remove it.`,
    ];
  }
  if (type === "AWS_PROXY" || responseTransferMode === "STREAM" || !versions.some(isStreamed)) return [];
  return [
    type === "HTTP_PROXY"
      ? "a reply of another version is a stream, but the first version defines the integration. Declare the stream in the first version."
      : `a reply is a stream, but an integration of the type ${type} sends only complete responses. Use a function or \`httpProxy()\`.`,
  ];
}

function validateBackend({
  type,
  uri,
  integrationHttpMethod,
  credentials,
}: RestIntegrationSettings): string[] {
  if (type === "MOCK") return [];
  if (uri === undefined || integrationHttpMethod === undefined) {
    const name = uri === undefined ? "uri" : "integrationHttpMethod";
    return [`an integration of the type ${type} has no ${name}. Set it.`];
  }
  const mayBeFunction = isUnresolved(uri) || uri.includes(":lambda:");
  if (type === "AWS" && credentials === undefined && !mayBeFunction) {
    return [`an integration with ${escapeLine(uri)} has no credentials. Set the ARN of a role.`];
  }
  // Without a role, API Gateway can call only functions.
  const isFunction = type === "AWS_PROXY" || (type === "AWS" && credentials === undefined);
  return isFunction ? validateFunctionMethod(integrationHttpMethod) : [];
}

/** Rejects another method than `POST`. API Gateway accepts it, but each request then fails with status 500. */
function validateFunctionMethod(method: string): string[] {
  if (method === "POST" || isUnresolved(method)) return [];
  return [
    `integrationHttpMethod is "${escapeLine(method)}"; expected "POST", with which API Gateway invokes a function. Correct it.`,
  ];
}

function validateResponses(
  { type, responses = [] }: RestIntegrationSettings,
  cors: Cors | undefined,
): string[] {
  if (type.endsWith("_PROXY")) {
    return responses.length > 0
      ? [
          `an integration of the type ${type} has responses, but API Gateway passes those of the backend on. Remove them.`,
        ]
      : [];
  }
  if (responses.length === 0)
    return ["has no response, so API Gateway responds with 500 to each request. Add one."];
  return [
    ...validateSelection(responses),
    ...responses.flatMap((response) => validateResponse(response, cors)),
  ];
}

/** Returns the errors of responses between which API Gateway cannot choose. */
function validateSelection(responses: readonly RestIntegrationResponse[]): string[] {
  const statuses = responses.map(({ statusCode }) => statusCode);
  const repeated = statuses.filter((status, index) => statuses.indexOf(status) !== index);
  const defaults = responses.filter(({ selectionPattern }) => selectionPattern === undefined);
  return [
    ...[...new Set(repeated)].map(
      (status) => `has two responses with the status ${status}. Join them with one selectionPattern: "A|B".`,
    ),
    ...(defaults.length > 1
      ? [
          `the responses ${defaults.map(({ statusCode }) => statusCode).join(" and ")} have no selectionPattern; one response can be without. Set a pattern on the others.`,
        ]
      : []),
  ];
}

/** Range of the status of a response. API Gateway does not send informational responses. */
const STATUSES = { min: 200, max: 599 };

function validateResponse(response: RestIntegrationResponse, cors: Cors | undefined): string[] {
  const { statusCode, selectionPattern, responseParameters, responseTemplates } = response;
  if (isUnresolved(statusCode)) return [unknownAtSynth("status", "Write it as a literal.")];
  const subject = `response ${statusCode}: `;
  return [
    ...validateRange("status", statusCode, STATUSES),
    ...validatePattern(selectionPattern).map((error) => `${subject}${error}`),
    ...validateResponseMappings(subject, responseParameters),
    ...validateTemplates(`response ${statusCode}: the template`, responseTemplates),
    ...validateBinary(response, cors).map((error) => `${subject}${error}`),
  ];
}

function validatePattern(pattern: string | undefined): string[] {
  if (pattern === undefined || isUnresolved(pattern)) return [];
  if (pattern !== "" && isRegularExpression(pattern)) return [];
  return [
    `selectionPattern is "${escapeLine(pattern)}"; expected a regular expression, such as "4\\\\d{2}". Correct it or remove it.`,
  ];
}

/** Rejects a binary body where a template must set the header of the allowed origin. */
function validateBinary({ contentHandling }: RestIntegrationResponse, cors: Cors | undefined): string[] {
  if (contentHandling !== "CONVERT_TO_BINARY" || !cors || !needsOriginTemplate(cors)) return [];
  return [
    "has a binary body, but `cors` has several origins, which need a template, and API Gateway applies no template to a binary body. Set one origin, or use a function.",
  ];
}
