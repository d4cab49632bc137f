import { HTTP_API_QUOTAS } from "#aws";
import type { Method } from "#contract";
import { BOOLEAN, LIST, NUMBER, objectRule } from "../../prop-rules";
import { type PropRule, type PropRules, required } from "../../props";
import { isUnresolved, terraformList } from "../../tokens";
import { validateRange } from "../../validation";

/**
 * Cross-origin access (CORS): the web pages of other origins that can call an API from a browser, and the
 * requests that these pages can send.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html
 */
export interface Cors {
  /**
   * Origins of the pages that can call the API: `https://app.example.com`. The wildcards `https://*`,
   * `http://*` and `*` match any host.
   */
  readonly origins: readonly string[];
  /**
   * Methods that a page can use. Default: the methods of all routes of the API. In a REST API, only those of the routes
   * with the same path.
   */
  readonly methods?: readonly (Exclude<Method, "ANY"> | "*")[];
  /**
   * Request headers that a page can set. Default: `["authorization", "content-type"]`, for tokens and JSON
   * bodies.
   */
  readonly headers?: readonly string[];
  /**
   * Response headers that a page can read, in addition to `x-trace-id`, which `handle()` adds. Default: none, apart from
   * the headers that browsers always expose.
   */
  readonly exposeHeaders?: readonly string[];
  /**
   * Allows a page to send requests with cookies. Default: false, because a page that sends a token in a
   * header needs no cookies.
   */
  readonly credentials?: boolean;
  /** Time for which a browser caches a preflight response, in seconds, 0 to 86,400. Default: 3600. */
  readonly maxAgeSeconds?: number;
}

const CORS_RULES: PropRules<Cors> = {
  origins: required(LIST),
  methods: LIST,
  headers: LIST,
  exposeHeaders: LIST,
  credentials: BOOLEAN,
  maxAgeSeconds: NUMBER,
};

/** Rule of the prop `cors` of an API. */
export const CORS: PropRule = objectRule(CORS_RULES, '{ origins: ["https://app.example.com"] }');

/** Returns a CORS configuration whose lists have the form that Terraform accepts. */
export function encodeCors(cors: Cors): Cors {
  return {
    ...cors,
    origins: terraformList(cors.origins),
    methods: cors.methods && terraformList(cors.methods),
    headers: cors.headers && terraformList(cors.headers),
    exposeHeaders: addTraceHeader(terraformList(cors.exposeHeaders ?? [])),
  };
}

/** Header with the X-Ray trace ID, which `handle()` adds to each response. */
const TRACE_HEADER = "x-trace-id";

function addTraceHeader(headers: readonly string[]): string[] {
  const isExposed = headers.some((name) => ["*", TRACE_HEADER].includes(String(name).toLowerCase()));
  return isExposed ? [...headers] : terraformList([...headers, TRACE_HEADER]);
}

/** Returns the errors of a CORS configuration. */
export function validateCors(cors: Cors): string[] {
  const { origins, methods = [], headers = [], exposeHeaders = [], credentials } = cors;
  const wildcards = Object.entries({ origins, methods, headers, exposeHeaders }).filter(([, values]) =>
    (values as readonly string[]).includes("*"),
  );
  return [
    ...validateRange("cors.maxAgeSeconds", cors.maxAgeSeconds, {
      ...HTTP_API_QUOTAS.corsMaxAgeSeconds,
      unit: "seconds",
    }),
    ...(origins.length === 0 ? ["cors.origins is empty. Add an origin, or remove `cors`."] : []),
    ...origins.filter((origin) => !isOrigin(origin)).map(describeInvalidOrigin),
    ...wildcards
      .filter(() => credentials && !isUnresolved(credentials))
      .map(
        ([name]) =>
          `cors.${name} has "*" and cors.credentials is true; browsers reject the combination. List the ${name} instead of "*".`,
      ),
  ];
}

const ORIGIN = /^(\*|https?:\/\/\*|[a-z][a-z0-9+.-]*:\/\/[^*@/?#\s]+)$/;

function isOrigin(origin: string): boolean {
  return isUnresolved(origin) || ORIGIN.test(origin);
}

function describeInvalidOrigin(origin: string): string {
  if (/[^/]\*|\*./.test(origin)) {
    return `cors.origins has "${origin}"; API Gateway supports no wildcard within a host. List each origin.`;
  }
  const { protocol, host } = URL.canParse(origin) ? new URL(origin) : { protocol: "", host: "" };
  const suggestion = host === "" ? "https://app.example.com" : `${protocol}//${host}`;
  return `cors.origins has "${origin}"; expected a scheme and a host without a path. Write "${suggestion}", or "*".`;
}
