import { HTTP_API_QUOTAS, METHODS, type Method, parameterNames, REST_API_QUOTAS } from "#aws";
import { type Access, isStreamed, type Route, type RouteKey } from "#contract";
import { Op, Token } from "../../cdktf";
import { NUMBER, TEXT } from "../../prop-rules";
import { checkProps, type PropRules, required } from "../../props";
import { isUnresolved } from "../../tokens";
import type { Integration, IntegrationSettings } from "./integration";
import type { RestIntegration, RestIntegrationSettings } from "./rest-integration";

/** Options of {@link httpProxy}. None is required. */
export interface HttpProxyOptions {
  /** HTTP method of the forwarded request. Default: the method of the request. */
  readonly method?: Method;
  /**
   * Seconds that API Gateway waits for a response, 0.05 to 30, or 29 in a REST API. If the contract declares a streamed
   * reply, the maximum is 900. Fractions are allowed. Default: the maximum.
   */
  readonly timeoutSeconds?: number;
}

type ProxyProps = HttpProxyOptions & { readonly url: string };

const PROXY_RULES: PropRules<ProxyProps> = { url: required(TEXT), method: TEXT, timeoutSeconds: NUMBER };

/**
 * Returns an integration that forwards requests to an HTTP endpoint. API Gateway sends the headers, the query string
 * and the body of the request to the endpoint, with the host of the endpoint in the header `Host`, and returns the
 * response to the caller. The request and the response are not validated against the contract of the route, because no
 * function of this project handles them.
 *
 * @param url public URL of the endpoint, with `http` or `https`. `{name}` is replaced by the path parameter of that
 * name. Without a parameter, every request goes to the same path, except that the route `$default` appends the path
 * of the request
 * @example
 * const api = new HttpApi(this, "api");
 * api.route("ANY /legacy/{proxy+}", httpProxy("https://legacy.example.com/{proxy}"), { access: "public" });
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-http.html
 */
export function httpProxy(url: string, options: HttpProxyOptions = {}): Integration & RestIntegration {
  const { values, errors } = checkProps<ProxyProps>({ url, ...options }, PROXY_RULES);
  const { method, timeoutSeconds } = values;
  const validateRoute = (key: RouteKey, access: Access, timeout: Timeout) => [
    ...errors,
    ...validateUrl(values.url, key),
    ...validateMethod(method ?? "ANY"),
    ...validateTimeout(timeoutSeconds, timeout),
    ...validateGroups(access),
  ];
  return {
    settings: (): IntegrationSettings => ({
      integrationType: "HTTP_PROXY",
      integrationMethod: method ?? "ANY",
      integrationUri: values.url,
      timeoutMilliseconds: toMilliseconds(timeoutSeconds, HTTP_API_QUOTAS.integrationTimeoutMs),
    }),
    validateRoute: (key, access) => validateRoute(key, access, HTTP_API_QUOTAS.integrationTimeoutMs),
    restSettings: (_, key, route): RestIntegrationSettings => ({
      type: "HTTP_PROXY",
      // API Gateway calls the endpoint with this method, whatever the method of the request is. `ANY` forwards it.
      integrationHttpMethod: method ?? key.method,
      uri: values.url,
      timeoutMilliseconds: toMilliseconds(timeoutSeconds, restTimeout(route)),
      requestParameters: mapPathParameters(values.url, key),
      responseTransferMode: isStreamed(route) ? "STREAM" : undefined,
    }),
    validateRestRoute: (key, route) => validateRoute(key, route, restTimeout(route)),
  };
}

/** Range of the integration timeout of a kind of API, in milliseconds. */
interface Timeout {
  readonly min: number;
  readonly max: number;
}

/** Returns the range of the timeout in a REST API, which is longer for a streamed reply. */
function restTimeout(route: Route): Timeout {
  const { min, max } = REST_API_QUOTAS.integrationTimeoutMs;
  return { min, max: isStreamed(route) ? REST_API_QUOTAS.streamTimeoutMs : max };
}

/**
 * Returns the mapping of the path parameters in a URL. A REST API replaces `{name}` in the URL only if the parameter is
 * mapped. A URL of Terraform can contain each of the parameters.
 */
function mapPathParameters(url: string, key: RouteKey): Record<string, string> | undefined {
  const names = parameterNames(key).filter((name) => isUnresolved(url) || url.includes(`{${name}}`));
  if (names.length === 0) return undefined;
  return Object.fromEntries(
    names.map((name) => [`integration.request.path.${name}`, `method.request.path.${name}`]),
  );
}

function toMilliseconds(seconds: number | undefined, { max }: Timeout): number {
  if (seconds === undefined) return max;
  return isUnresolved(seconds) ? Token.asNumber(Op.mul(seconds, 1000)) : Math.round(seconds * 1000);
}

function validateUrl(url: string, key: RouteKey): string[] {
  if (isUnresolved(url)) return [];
  if (!/^https?:\/\/[^/?#]+/.test(url)) {
    return [
      `URL "${url}" is invalid; expected an http:// or https:// URL with a host, such as "https://legacy.example.com/{proxy}"`,
    ];
  }
  const known = parameterNames(key);
  const unknown = [...url.matchAll(/\{([^{}]*)\}/g)].flatMap(([, name = ""]) =>
    known.includes(name) ? [] : [name],
  );
  const expected =
    known.length > 0 ? `one of ${known.join(", ")}` : "no parameter, because the path of the route has none";
  return unknown.map((name) => `URL "${url}" has the parameter {${name}}; expected ${expected}`);
}

function validateMethod(method: string): string[] {
  const isKnown = METHODS.some((known) => known === method) || isUnresolved(method);
  return isKnown ? [] : [`method is ${JSON.stringify(method)}; expected one of ${METHODS.join(", ")}`];
}

function validateTimeout(seconds: number | undefined, { min, max }: Timeout): string[] {
  if (seconds === undefined || isUnresolved(seconds)) return [];
  const milliseconds = Math.round(seconds * 1000);
  // The floating-point result of an expression such as 2.01 * 1000 is not exact.
  const isExact = Math.abs(seconds * 1000 - milliseconds) < 1e-6;
  if (isExact && milliseconds >= min && milliseconds <= max) return [];
  return [
    `timeoutSeconds is ${seconds}; expected ${min / 1000} to ${max / 1000} seconds, with at most three decimals`,
  ];
}

/** Rejects groups. Only `handle()` checks them, so the endpoint would get requests of callers without the groups. */
function validateGroups({ groups = [] }: Access): string[] {
  if (groups.length === 0) return [];
  return [
    `has the groups ${groups.join(", ")}, but an HTTP endpoint does not check groups. Remove them, or use a function.`,
  ];
}
