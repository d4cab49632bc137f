import { METHODS, type Method } from "#contract";
import { Lazy, Token } from "../../cdktf";
import { validateRange } from "../../validation";

/**
 * Which pages of other origins may call an API from a browser.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html
 */
export interface Cors {
  /** The origins whose pages may call: `https://app.example.com`; `https://*`, `http://*` and `*` are all of them. */
  readonly origins: readonly string[];
  /** Default: the methods of the API's routes. */
  readonly methods?: readonly (Exclude<Method, "ANY"> | "*")[];
  /** The request headers that a page may set. Default: `["authorization", "content-type"]`. */
  readonly headers?: readonly string[];
  /** The response headers that a page may read. Default: none beyond the browser's own list. */
  readonly exposeHeaders?: readonly string[];
  /** Whether a browser sends cookies along. Default: false. */
  readonly credentials?: boolean;
  /** How long a browser keeps a preflight's answer, in seconds, 0 to 86,400. Default: 3600. */
  readonly maxAgeSeconds?: number;
}

/** What is wrong with a CORS configuration. */
export function validateCors(cors: Cors): string[] {
  const { origins, methods = [], headers = [], exposeHeaders = [], credentials } = cors;
  const everything = Object.entries({ origins, methods, headers, exposeHeaders }).filter(([, list]) =>
    (list as readonly string[]).includes("*"),
  );
  return [
    ...validateRange("cors.maxAgeSeconds", cors.maxAgeSeconds, { min: 0, max: 86_400, unit: "seconds" }),
    ...(origins.length === 0 ? ["cors has no origins; name one, or leave cors out"] : []),
    ...origins.filter((origin) => !isOrigin(origin)).map(validateOrigin),
    ...everything
      .filter(() => credentials)
      .map(
        ([name]) => `cors allows credentials, and "*" in ${name}, which browsers refuse; name the ${name}`,
      ),
  ];
}

const ORIGIN = /^(\*|https?:\/\/\*|[a-z][a-z0-9+.-]*:\/\/[^*@/?#\s]+)$/;

function isOrigin(origin: string): boolean {
  return Token.isUnresolved(origin) || ORIGIN.test(origin);
}

function validateOrigin(origin: string): string {
  if (/[^/]\*|\*./.test(origin)) {
    return `cors has the origin "${origin}", and API Gateway knows no wildcard within a host; name each origin`;
  }
  const { protocol, host } = URL.canParse(origin) ? new URL(origin) : { protocol: "", host: "" };
  const meant = host === "" ? "https://app.example.com" : `${protocol}//${host}`;
  return `cors has the origin "${origin}"; write a scheme and a host without a path, like "${meant}", or "*"`;
}

/** A configuration as Terraform takes it; `used` gives the methods of the API's routes, once they are declared. */
export function corsConfiguration(cors: Cors, used: () => readonly Method[]) {
  return {
    allowOrigins: [...cors.origins],
    allowMethods: cors.methods
      ? [...cors.methods]
      : Lazy.listValue({ produce: () => allowedMethods(used()) }),
    allowHeaders: [...(cors.headers ?? ["authorization", "content-type"])],
    exposeHeaders: cors.exposeHeaders && [...cors.exposeHeaders],
    allowCredentials: cors.credentials ?? false,
    maxAge: cors.maxAgeSeconds ?? 3600,
  };
}

/** By name also where a route takes any: browsers refuse `*` for requests with cookies. */
function allowedMethods(used: readonly Method[]): string[] {
  const named = used.includes("ANY") ? METHODS.filter((method) => method !== "ANY") : used;
  return [...new Set(named)].sort();
}
