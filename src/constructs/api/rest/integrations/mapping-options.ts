import { either, knownRule, listRule, mapRule, NUMBER, objectRule, oneOf, TEXT } from "../../../prop-rules";
import { type PropRule, type PropRules, required } from "../../../props";
import { isToken } from "../../../tokens";
import { WRITE_MEMBERS_FIX } from "../../../validation";
import type {
  ContentHandling,
  RestIntegrationResponse,
  RestIntegrationSettings,
} from "../../common/rest-integration";
import { toMappingSource } from "../parameter-mapping";

/** Mapping templates: one for JSON, or one for each content type, such as `{ "application/xml": "…" }`. */
export type MappingTemplates = string | Readonly<Record<string, string>>;

/**
 * Request that API Gateway sends to a backend. A value is a constant, or an expression with which API Gateway reads the
 * request of the caller: `method.request.header.tenant`, `method.request.querystring.page`, `method.request.path.id`,
 * `method.request.body.name`, `context.requestId` or `stageVariables.color`.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/request-response-data-mappings.html
 */
export interface RequestMapping {
  /** Headers by name. Default: none. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Query parameters by name. Default: none. */
  readonly query?: Readonly<Record<string, string>>;
  /** Parameters of the path in the address of the backend, by name. Default: none. */
  readonly path?: Readonly<Record<string, string>>;
  /**
   * Templates of the body. API Gateway then responds with 415 to a request whose content type has no template. Default:
   * none, so that the body of the caller is passed on.
   */
  readonly template?: MappingTemplates;
}

/**
 * Response that API Gateway sends to the caller. A value is a constant, or an expression with which API Gateway reads the
 * response of the backend: `integration.response.header.Location`, `integration.response.body.id`, `context.requestId` or
 * `stageVariables.color`.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/request-response-data-mappings.html
 */
export interface ResponseMapping {
  /** HTTP status, 200 to 599. Each response of a route has a different status. */
  readonly status: number;
  /**
   * Java regular expression that must match the whole status of the backend, or the whole error message of a function.
   * Default: none, for the default response of a route. It is sent if no pattern matches.
   */
  readonly selectionPattern?: string;
  /** Headers by name. `cors` of the API adds headers. Default: none. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Templates of the body. Default: none, so that the body of the backend is passed on. */
  readonly template?: MappingTemplates;
  /** Conversion of the body: `CONVERT_TO_TEXT` or `CONVERT_TO_BINARY`. Default: none. */
  readonly contentHandling?: ContentHandling;
}

const TEXTS: PropRule = knownMap('{ "x-source": "gateway" }');

/** Rule of an option with mapping templates. */
export const TEMPLATES: PropRule = {
  ...either(isText, TEXT, knownMap('{ "application/xml": "<ok/>" }')),
  expected: "a string or an object",
  placeholder: () => ({}),
};

/** Returns the rule of an object with strings whose names synthesis must know. @param example code of a valid object */
function knownMap(example: string): PropRule {
  return knownRule(mapRule(TEXT, example), WRITE_MEMBERS_FIX);
}

/** Returns true for a string, and for a value of Terraform, which becomes a string. */
function isText(value: unknown): value is string {
  return typeof value === "string" || isToken(value);
}

/** Rule of an option with headers of a response. */
export const RESPONSE_HEADERS: PropRule = TEXTS;

const REQUEST_RULES: PropRules<RequestMapping> = {
  headers: TEXTS,
  query: TEXTS,
  path: TEXTS,
  template: TEMPLATES,
};

/** Rule of an option with the request to a backend. */
export const REQUEST_MAPPING: PropRule = knownRule(
  objectRule(REQUEST_RULES, '{ headers: { "x-source": "gateway" } }'),
  WRITE_MEMBERS_FIX,
);

/** Rule of an option with the status of a response. */
export const STATUS: PropRule = knownRule(NUMBER);

const RESPONSE_RULES: PropRules<ResponseMapping> = {
  status: required(STATUS),
  selectionPattern: TEXT,
  headers: RESPONSE_HEADERS,
  template: TEMPLATES,
  contentHandling: oneOf(["CONVERT_TO_BINARY", "CONVERT_TO_TEXT"]),
};

/** Rule of an option with the responses to the caller. */
export const RESPONSE_MAPPINGS: PropRule = knownRule(
  listRule(objectRule(RESPONSE_RULES, "{ status: 200 }"), "a list of responses", "[{ status: 200 }]"),
);

/** Returns the arguments of an integration with which API Gateway creates the request to a backend. */
export function requestArguments({
  headers,
  query,
  path,
  template,
}: RequestMapping = {}): Pick<
  RestIntegrationSettings,
  "passthroughBehavior" | "requestParameters" | "requestTemplates"
> {
  return {
    requestParameters: mapValues([
      ["integration.request.path.", path],
      ["integration.request.querystring.", query],
      ["integration.request.header.", headers],
    ]),
    requestTemplates: toTemplates(template),
    // The default would pass on a body of another content type unchanged.
    passthroughBehavior: template === undefined ? undefined : "NEVER",
  };
}

/** Returns the arguments of a response. */
export function responseArguments({
  status,
  selectionPattern,
  headers,
  template,
  contentHandling,
}: ResponseMapping): RestIntegrationResponse {
  return {
    statusCode: status,
    selectionPattern,
    responseParameters: mapValues([["method.response.header.", headers]]),
    responseTemplates: toTemplates(template),
    contentHandling,
  };
}

type Group = readonly [prefix: string, values: Readonly<Record<string, string>> | undefined];

/** Returns a mapping for each value, by the prefix of its group and its name. Undefined if there is no value. */
function mapValues(groups: readonly Group[]): Readonly<Record<string, string>> | undefined {
  const entries = groups.flatMap(([prefix, values = {}]) =>
    Object.entries(values).map(([name, value]) => [`${prefix}${name}`, toMappingSource(value)] as const),
  );
  return entries.length > 0 ? Object.fromEntries(entries) : undefined;
}

/**
 * Returns the templates by content type. A request without a content type counts as JSON. API Gateway also uses a single
 * template of a response for each `Accept` header.
 */
function toTemplates(template: MappingTemplates | undefined): Readonly<Record<string, string>> | undefined {
  return isText(template) ? { "application/json": `${template}` } : template;
}
