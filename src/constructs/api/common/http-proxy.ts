import { HTTP_API_QUOTAS, type Method, parameterNames, REST_API_QUOTAS } from "#aws";
import { type Access, isStreamed, type Route, type RouteKey } from "#contract";
import { NUMBER, TEXT } from "../../prop-rules";
import { checkProps, type PropRules, required } from "../../props";
import {
  mapPathParameters,
  type TimeoutRange,
  toMilliseconds,
  validateMethod,
  validateNoGroups,
  validateTimeout,
  validateUrl,
} from "./http-endpoint";
import type { Integration, IntegrationSettings } from "./integration";
import type { RestIntegration, RestIntegrationSettings } from "./rest-integration";
import { VPC_LINK, type VpcLink, vpcLinkArguments } from "./vpc-link";

/** Options of {@link httpProxy}. None is required. */
export interface HttpProxyOptions {
  /** HTTP method of the forwarded request. Default: the method of the request. */
  readonly method?: Method;
  /**
   * Seconds that API Gateway waits for a response, 0.05 to 30, or 29 in a REST API. If the contract declares a streamed
   * reply, the maximum is 900. Fractions are allowed. Default: the maximum.
   */
  readonly timeoutSeconds?: number;
  /** Link to the VPC of an endpoint without a public address. Only for a REST API. Default: none. */
  readonly vpcLink?: VpcLink;
}

type ProxyProps = HttpProxyOptions & { readonly url: string };

const PROXY_RULES: PropRules<ProxyProps> = {
  url: required(TEXT),
  method: TEXT,
  timeoutSeconds: NUMBER,
  vpcLink: VPC_LINK,
};

/**
 * Returns an integration that forwards requests to an HTTP endpoint, and its responses to the caller. API Gateway sends
 * the headers, the query string and the body of the request to the endpoint. The header `Host` contains the host of the
 * endpoint. The request and the response are not validated against the contract of the route, because no
 * function of this project handles them.
 *
 * @param url URL of the endpoint, with `http` or `https`. It is public, unless `vpcLink` is set. `{name}` is replaced by the
 * path parameter of that name. Without a parameter, every request goes to the same path, except that the route `$default`
 * appends the path of the request
 * @example
 * const api = new HttpApi(this, "api");
 * api.route("ANY /legacy/{proxy+}", httpProxy("https://legacy.example.com/{proxy}"), { access: "public" });
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-http.html
 */
export function httpProxy(url: string, options: HttpProxyOptions = {}): Integration & RestIntegration {
  const { values, errors } = checkProps<ProxyProps>({ url, ...options }, PROXY_RULES);
  const { method, timeoutSeconds, vpcLink } = values;
  const validateRoute = (key: RouteKey, access: Access, timeout: TimeoutRange) => [
    ...errors,
    ...validateUrl(values.url, parameterNames(key)),
    ...validateMethod(method),
    ...validateTimeout(timeoutSeconds, timeout),
    ...validateNoGroups(access),
  ];
  return {
    settings: (): IntegrationSettings => ({
      integrationType: "HTTP_PROXY",
      integrationMethod: method ?? "ANY",
      integrationUri: values.url,
      timeoutMilliseconds: toMilliseconds(timeoutSeconds, HTTP_API_QUOTAS.integrationTimeoutMs),
    }),
    validateRoute: (key, access) => [
      ...validateRoute(key, access, HTTP_API_QUOTAS.integrationTimeoutMs),
      ...(vpcLink === undefined
        ? []
        : ["vpcLink has no effect in an HTTP API. Remove it, or use a RestApi."]),
    ],
    restSettings: (_, key, route): RestIntegrationSettings => ({
      type: "HTTP_PROXY",
      // API Gateway calls the endpoint with this method, whatever the method of the request is. `ANY` forwards it.
      integrationHttpMethod: method ?? key.method,
      uri: values.url,
      timeoutMilliseconds: toMilliseconds(timeoutSeconds, restTimeout(route)),
      requestParameters: mapPathParameters(values.url, key),
      responseTransferMode: isStreamed(route) ? "STREAM" : undefined,
      ...vpcLinkArguments(vpcLink),
    }),
    validateRestRoute: (key, route) => validateRoute(key, route, restTimeout(route)),
  };
}

/** Returns the range of the timeout in a REST API, which is longer for a streamed reply. */
function restTimeout(route: Route): TimeoutRange {
  const { min, max } = REST_API_QUOTAS.integrationTimeoutMs;
  return { min, max: isStreamed(route) ? REST_API_QUOTAS.streamTimeoutMs : max };
}
