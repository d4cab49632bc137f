import { HTTP_API_QUOTAS, METHODS } from "#aws";
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
    ...validateMethods(cors.methods),
    ...validateHeaders("headers", cors.headers),
    ...validateHeaders("exposeHeaders", cors.exposeHeaders),
    ...Object.entries({ origins, methods, headers, exposeHeaders }).flatMap(findDuplicates),
    ...wildcards
      .filter(() => credentials && !isUnresolved(credentials))
      .map(
        ([name]) =>
          `cors.${name} has "*" and cors.credentials is true; browsers reject the combination. List the ${name} instead of "*".`,
      ),
  ];
}

/** Matches `*`, and a scheme with any host. */
const WILDCARD_ORIGIN = /^(\*|https?:\/\/\*)$/;

const ORIGIN = /^([a-z][a-z0-9+.-]*):\/\/([a-z0-9._-]+|\[[a-f0-9:.]+\])(:\d{1,5})?$/;

/** Schemes of servers whose pages a browser does not load. Apps use other schemes, such as `capacitor://localhost`. */
const SCHEMES_WITHOUT_PAGES = ["ftp", "ftps", "ws", "wss", "file", "mailto"];

/**
 * Returns true for an origin that a browser can send in the header `origin`: in lower case, and without the default port.
 * @see https://html.spec.whatwg.org/multipage/browsers.html#ascii-serialisation-of-an-origin
 */
function isOrigin(origin: string): boolean {
  if (isUnresolved(origin) || WILDCARD_ORIGIN.test(origin)) return true;
  const [, scheme = ""] = ORIGIN.exec(origin) ?? [];
  if (scheme === "" || SCHEMES_WITHOUT_PAGES.includes(scheme) || !URL.canParse(origin)) return false;
  return !scheme.startsWith("http") || new URL(origin).origin === origin;
}

function describeInvalidOrigin(origin: string): string {
  if (/[^/]\*|\*./.test(origin)) {
    return `cors.origins has "${origin}"; API Gateway supports no wildcard within a host. List each origin.`;
  }
  const { protocol, host } = URL.canParse(origin) ? new URL(origin) : { protocol: "", host: "" };
  const normalized = `${protocol}//${host}`;
  const suggestion = isOrigin(normalized) ? normalized : "https://app.example.com";
  return `cors.origins has "${origin}"; expected a scheme and a host in lower case, without a path. Write "${suggestion}", or "*".`;
}

/** Returns the errors of the methods. `ANY` is a method of routes, and not of requests. */
function validateMethods(methods: readonly string[] | undefined): string[] {
  if (methods?.length === 0) {
    return ["cors.methods is empty, so a page can use no method. Add a method, or remove `methods`."];
  }
  const known: readonly string[] = [...METHODS.filter((method) => method !== "ANY"), "*"];
  return (methods ?? [])
    .filter((method) => !isUnresolved(method) && !known.includes(method))
    .map((method) => `cors.methods has "${method}"; expected one of ${known.join(", ")}`);
}

/**
 * Characters of a header name.
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-5.6.2
 */
export const HEADER_NAME = /^[\w!#$%&'*+.^`|~-]+$/;

function validateHeaders(list: "headers" | "exposeHeaders", names: readonly string[] = []): string[] {
  return names
    .filter((name) => !isUnresolved(name) && !HEADER_NAME.test(name))
    .map(
      (name) => `cors.${list} has "${name}"; expected the name of a header, such as "x-request-id", or "*"`,
    );
}

function findDuplicates([name, values]: [string, readonly string[]]): string[] {
  const known = values.filter((value) => !isUnresolved(value)).map((value) => value.toLowerCase());
  const duplicates = new Set(known.filter((value, index) => known.indexOf(value) !== index));
  return [...duplicates].map((value) => `cors.${name} has "${value}" twice. Remove one.`);
}
