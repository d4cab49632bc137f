import { HTTP_API_QUOTAS, METHODS, type Method, parameterNames } from "#aws";
import type { Access, RouteKey } from "#contract";
import { Op, Token } from "../../cdktf";
import { NUMBER, TEXT } from "../../prop-rules";
import { checkProps, type PropRules, required } from "../../props";
import { isUnresolved } from "../../tokens";
import type { Integration, IntegrationSettings } from "./integration";

/** Options of {@link httpProxy}. None is required. */
export interface HttpProxyOptions {
  /** HTTP method of the forwarded request. Default: `ANY`, the method of the request. */
  readonly method?: Method;
  /** Seconds that API Gateway waits for a response, 0.05 to 30. Fractions are allowed. Default: 30, the maximum. */
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
export function httpProxy(url: string, options: HttpProxyOptions = {}): Integration {
  const { values, errors } = checkProps<ProxyProps>({ url, ...options }, PROXY_RULES);
  const { method = "ANY", timeoutSeconds = HTTP_API_QUOTAS.integrationTimeoutMs.max / 1000 } = values;
  return {
    settings: (): IntegrationSettings => ({
      integrationType: "HTTP_PROXY",
      integrationMethod: method,
      integrationUri: values.url,
      timeoutMilliseconds: toMilliseconds(timeoutSeconds),
    }),
    validateRoute: (key, access) => [
      ...errors,
      ...validateUrl(values.url, key),
      ...validateMethod(method),
      ...validateTimeout(timeoutSeconds),
      ...validateGroups(access),
    ],
  };
}

function toMilliseconds(seconds: number): number {
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

function validateTimeout(seconds: number): string[] {
  const { min, max } = HTTP_API_QUOTAS.integrationTimeoutMs;
  if (isUnresolved(seconds)) return [];
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
