import { type Route, text, versionContentType } from "#contract";
import { checkProps, type PropRule, type PropRules } from "../../../props";
import { isToken, mapLiterals } from "../../../tokens";
import { describeWrongValue, unknownAtSynth } from "../../../validation";
import type { RestIntegration, RestIntegrationSettings } from "../../common/rest-integration";
import { successStatus } from "./default-responses";
import {
  type MappingTemplates,
  RESPONSE_HEADERS,
  type ResponseMapping,
  responseArguments,
  STATUS,
  TEMPLATES,
} from "./mapping-options";

/** Response of {@link mock}. Without a body and a template, the contract of the route defines it. */
export interface MockOptions {
  /**
   * HTTP status, 200 to 599. Default: the lowest status from 200 to 299 for which the contract has an example, or that has
   * no body.
   */
  readonly status?: number;
  /**
   * Body: a string, or a value that becomes JSON. Default: the example of the contract for the status. A route without a
   * contract has an empty body.
   */
  readonly body?: unknown;
  /**
   * Headers by name, as constants or expressions such as `context.requestId`. `cors` of the API adds headers. Default: the
   * content type of the body.
   */
  readonly headers?: Readonly<Record<string, string>>;
  /**
   * Mapping templates of the body. They can read the parameters of the request, such as `$input.params('id')`, but not its
   * body. Default: none.
   */
  readonly template?: MappingTemplates;
}

const BODY_TYPE = "a string or a JSON value";

/** Rule of a body. Its strings can be values of Terraform, but its lists and objects cannot. */
const BODY: PropRule = {
  expected: BODY_TYPE,
  validate: (value, path) => {
    if (!isJson(value)) return [describeWrongValue(path, value, BODY_TYPE)];
    return hasTokenObject(value)
      ? [unknownAtSynth(path, "Write an object; its strings can be values of Terraform.")]
      : [];
  },
};

/** Returns false for a value that JSON cannot express, such as a function, a BigInt and an object that contains itself. */
function isJson(value: unknown): boolean {
  try {
    return JSON.stringify(value) !== undefined;
  } catch {
    return false;
  }
}

function hasTokenObject(value: unknown): boolean {
  if (value === null || typeof value !== "object") return false;
  return isToken(value) || Object.values(value).some(hasTokenObject);
}

const MOCK_RULES: PropRules<MockOptions> = {
  status: STATUS,
  body: BODY,
  headers: RESPONSE_HEADERS,
  template: TEMPLATES,
};

/**
 * Returns an integration with which API Gateway itself responds, without a backend. The response is the example of the
 * contract, so that a web page can use the API before its functions exist. To respond with a function, replace `mock()` by
 * the function. A route with several versions is an error, because the response is always the same.
 *
 * @param options response. Default: the example of the contract
 * @example
 * const api = new RestApi(this, "api");
 * api.route("GET /status", mock({ body: { status: "maintenance" }, status: 503 }), { access: "public" });
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-mock-integration.html
 */
export function mock(options: MockOptions = {}): RestIntegration {
  const { values, errors } = checkProps(options, MOCK_RULES);
  const served = new Set<Route>();
  return {
    restSettings(_, __, route): RestIntegrationSettings {
      served.add(route);
      const response = resolveResponse(values, route);
      const { status } = response;
      return {
        type: "MOCK",
        requestTemplates: { "application/json": `{"statusCode":${status}}` },
        passthroughBehavior: "NEVER",
        // Binary types can match every request, and API Gateway applies no template to a binary body.
        contentHandling: "CONVERT_TO_TEXT",
        responses: [responseArguments(response)],
      };
    },
    validateRestRoute: (_, route) => [
      ...errors,
      ...(errors.length > 0 ? [] : validateContent(values, route)),
      ...(served.has(route) ? [] : ["has several versions, but mock() serves only one. Use a function."]),
    ],
  };
}

/** Returns the response of a route. Without a body that JSON can express, it is empty, and the validation reports it. */
function resolveResponse(options: MockOptions, route: Route): ResponseMapping {
  const { status = findStatus(options, route), headers, template } = options;
  if (template !== undefined) return { status, headers, template, contentHandling: TEXT_BODY };
  const body = options.body === undefined ? findExample(route, status) : options.body;
  if (!isJson(body)) return { status, headers };
  const isText = typeof body === "string" && options.body !== undefined;
  const contentType = isText ? textType(route, status) : versionContentType(route.version);
  const isSet = Object.keys(headers ?? {}).some((name) => name.toLowerCase() === "content-type");
  return {
    status,
    headers: isSet ? headers : { "content-type": contentType, ...headers },
    template: isText ? escapeTextTemplate(body) : escapeJsonTemplate(JSON.stringify(body)),
    contentHandling: TEXT_BODY,
  };
}

/**
 * Keeps the body as text. Without it, API Gateway decodes the body as base64 if the request accepts a binary type.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-payload-encodings-workflow.html
 */
const TEXT_BODY = "CONVERT_TO_TEXT";

/** Returns the content type of a text: the one that the contract declares for the status, or the default. */
function textType({ replies }: Route, status: number): string {
  const reply = replies?.[status];
  return reply && "media" in reply && reply.media === "text" ? reply.contentType : text().contentType;
}

function findStatus(options: MockOptions, route: Route): number {
  const isExplicit = options.body !== undefined || options.template !== undefined;
  return isExplicit ? successStatus(route) : (listMockable(route)[0] ?? successStatus(route));
}

/** Returns the successful statuses whose response the contract defines completely. */
function listMockable(route: Route): number[] {
  return Object.entries(route.replies ?? {})
    .filter(([status, reply]) => isEmpty(reply) || findExample(route, Number(status)) !== undefined)
    .map(([status]) => Number(status))
    .filter((status) => status >= 200 && status < 300);
}

/** Returns true for a reply without a body. */
function isEmpty(reply: object): boolean {
  return "media" in reply && (reply.media === "empty" || reply.media === "redirect");
}

function findExample({ examples }: Route, status: number): unknown {
  return examples?.replies?.[status];
}

/** Returns the error of a response whose body is not known, or set twice. */
function validateContent(options: MockOptions, route: Route): string[] {
  const { status, body, template } = options;
  if (body !== undefined && template !== undefined)
    return ["mock() has a body and a template. Remove one of them."];
  if (body !== undefined || template !== undefined) return [];
  const shown = status ?? findStatus(options, route);
  const example = findExample(route, shown);
  if (example !== undefined && !isJson(example))
    return [
      `mock() cannot send the example of the reply ${shown}, because it has a value that JSON cannot express. Set \`body\`, or change the schema.`,
    ];
  const reply = route.replies?.[shown];
  if (status === undefined) {
    if (listMockable(route).length > 0) return [];
    return [
      reply && "media" in reply
        ? `mock() has no response. ${describeMediaFix(shown, reply)}`
        : `mock() has no response, because the contract has no example of a successful reply. Set \`examples: { replies: { ${shown}: … } }\` in the contract, or write \`mock({ status, body })\`.`,
    ];
  }
  if (reply === undefined || isEmpty(reply) || example !== undefined) return [];
  return [
    "media" in reply
      ? `mock() has no body. ${describeMediaFix(shown, reply)}`
      : `mock() has no body, because the contract has no example of the reply ${shown}. Set \`examples: { replies: { ${shown}: … } }\` in the contract, or set \`body\`.`,
  ];
}

/** Returns the fix for a reply without a schema, which can have no example: a problem, a text, a binary body or a stream. */
function describeMediaFix(status: number, { media }: { readonly media: string }): string {
  return media === "binary" || media === "stream"
    ? `The reply ${status} is ${media === "stream" ? "a stream" : media}. Use a function.`
    : `A reply ${status} without a schema has no example. Set \`body\`.`;
}

/** Escapes the characters of JSON that start a reference or a directive of a template. */
function escapeJsonTemplate(json: string): string {
  return mapLiterals(json, (part) => part.replaceAll("$", "\\u0024").replaceAll("#", "\\u0023"));
}

/**
 * Escapes the characters of a text that start a reference or a directive of a template, and the backslash, which would
 * escape them.
 */
function escapeTextTemplate(text: string): string {
  return mapLiterals(text, (part) =>
    part.replaceAll(/[\\$#]+/g, (characters) => `\${util.urlDecode('${encodeURIComponent(characters)}')}`),
  );
}
