import { type Method, parameterNames, REST_API_QUOTAS } from "#aws";
import { NUMBER, TEXT } from "../../../prop-rules";
import { checkProps, type PropRules, required } from "../../../props";
import {
  mapPathParameters,
  toMilliseconds,
  validateMethod,
  validateNoGroups,
  validateTimeout,
  validateUrl,
} from "../../common/http-endpoint";
import type { RestIntegration, RestIntegrationSettings } from "../../common/rest-integration";
import { VPC_LINK, type VpcLink, vpcLinkArguments } from "../../common/vpc-link";
import { statusResponses } from "./default-responses";
import {
  REQUEST_MAPPING,
  RESPONSE_MAPPINGS,
  type RequestMapping,
  type ResponseMapping,
  requestArguments,
  responseArguments,
} from "./mapping-options";

/** Options of {@link http}. None is required. */
export interface HttpOptions {
  /** HTTP method of the request to the endpoint. Default: the method of the route. */
  readonly method?: Method;
  /** Headers, query parameters, path parameters and body of the request to the endpoint. Default: only the body. */
  readonly request?: RequestMapping;
  /**
   * Responses to the caller. Default: the statuses that the contract declares, with the body and the content type of the
   * endpoint. Without declared replies, each status from 200 to 299 becomes 200. Any other status becomes a problem with
   * status 502.
   */
  readonly responses?: readonly ResponseMapping[];
  /** Seconds that API Gateway waits for a response, 0.05 to 29. Fractions are allowed. Default: 29. */
  readonly timeoutSeconds?: number;
  /** Link to the VPC of an endpoint without a public address. Default: none. */
  readonly vpcLink?: VpcLink;
}

type HttpProps = HttpOptions & { readonly url: string };

const HTTP_RULES: PropRules<HttpProps> = {
  url: required(TEXT),
  method: TEXT,
  request: REQUEST_MAPPING,
  responses: RESPONSE_MAPPINGS,
  timeoutSeconds: NUMBER,
  vpcLink: VPC_LINK,
};

/** Header of each response by default. Without it, API Gateway states that each body is JSON. */
const CONTENT_TYPE_HEADER = { "content-type": "integration.response.header.Content-Type" };

/**
 * Returns a non-proxy integration of a REST API: API Gateway calls an HTTP endpoint with a changed request, and changes its
 * response. The endpoint gets only the body, and the values that `request` lists. Use `httpProxy()` to forward everything
 * unchanged.
 *
 * @param url URL of the endpoint, with `http` or `https`. `{name}` is replaced by the path parameter of that name
 * @example
 * const api = new RestApi(this, "api");
 * const orders = http("https://erp.example.com/v2/orders", {
 *   request: { headers: { "x-tenant": "method.request.header.tenant", "x-source": "web" } },
 * });
 * api.route("POST /orders", orders, { access: "public" });
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/setup-http-integrations.html
 */
export function http(url: string, options: HttpOptions = {}): RestIntegration {
  const { values, errors } = checkProps<HttpProps>({ ...options, url }, HTTP_RULES);
  const { method, request, timeoutSeconds, vpcLink } = values;
  return {
    restSettings(_, key, route): RestIntegrationSettings {
      const { requestParameters, ...mapped } = requestArguments(request);
      const parameters = { ...mapPathParameters(values.url, key), ...requestParameters };
      return {
        type: "HTTP",
        integrationHttpMethod: method ?? key.method,
        uri: values.url,
        timeoutMilliseconds: toMilliseconds(timeoutSeconds, REST_API_QUOTAS.integrationTimeoutMs),
        requestParameters: Object.keys(parameters).length > 0 ? parameters : undefined,
        ...mapped,
        ...vpcLinkArguments(vpcLink),
        responses: values.responses?.map(responseArguments) ?? statusResponses(route, CONTENT_TYPE_HEADER),
      };
    },
    validateRestRoute: (key, route) => [
      ...errors,
      ...validateUrl(values.url, [...parameterNames(key), ...Object.keys(request?.path ?? {})]),
      ...validateMethod(method),
      ...validateTimeout(timeoutSeconds, REST_API_QUOTAS.integrationTimeoutMs),
      ...validateNoGroups(route),
    ],
  };
}
