/** Use of a feature in Terraform: a resource, or an argument of a resource. */
interface TerraformUse {
  /** Types of the resource. */
  readonly types: readonly string[];
  /** Argument that refers to the API. */
  readonly reference: string;
  /** Path of the argument that enables the feature. Default: the resource itself enables it. */
  readonly argument?: string;
}

/** Feature of REST APIs or WebSocket APIs that HTTP APIs do not have. */
export interface UnsupportedFeature {
  readonly name: string;
  /** Names of props that a user may set to enable the feature. */
  readonly props: readonly string[];
  readonly uses: readonly TerraformUse[];
  /** Instruction that names a replacement for HTTP APIs. */
  readonly fix: string;
}

/** Use by a resource of REST APIs. It cannot refer to an HTTP API. */
const restResource = (...names: readonly string[]): TerraformUse => ({
  types: names.map((name) => `aws_api_gateway_${name}`),
  reference: "rest_api_id",
});

/** Use by an argument or a resource of API Gateway V2 that AWS supports only for WebSocket APIs. */
const webSocketUse = (name: string, argument?: string): TerraformUse => ({
  types: [`aws_apigatewayv2_${name}`],
  reference: "api_id",
  argument,
});

/**
 * Features that HTTP APIs do not have.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-vs-rest.html
 * @see https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/api-reference.html
 */
export const UNSUPPORTED_FEATURES: readonly UnsupportedFeature[] = [
  {
    name: "X-Ray tracing",
    props: ["tracing", "tracingEnabled", "xrayTracingEnabled"],
    uses: [],
    fix: "Use `tracing` of NodejsFunction, which is on by default.",
  },
  {
    name: "AWS WAF",
    props: ["waf", "webAcl", "webAclArn"],
    uses: [
      {
        types: ["aws_wafv2_web_acl_association", "aws_wafregional_web_acl_association"],
        reference: "resource_arn",
      },
    ],
    fix: "Put a CloudFront distribution with a web ACL in front of the API.",
  },
  {
    name: "caching",
    props: ["cache", "caching", "cachingEnabled", "cacheClusterEnabled"],
    uses: [],
    fix: "Use a RestApi, put a CloudFront distribution in front of the API, or set Cache-Control in responses.",
  },
  {
    name: "API keys and usage plans",
    props: ["apiKey", "apiKeys", "apiKeyRequired", "usagePlan", "usagePlans"],
    uses: [
      { types: ["aws_api_gateway_usage_plan"], reference: "api_stages" },
      webSocketUse("route", "api_key_required"),
    ],
    fix: "Use an authorizer and a throttle.",
  },
  {
    name: "request validation",
    props: ["requestValidator", "requestValidation", "models"],
    uses: [
      restResource("request_validator", "model"),
      webSocketUse("model"),
      webSocketUse("route", "model_selection_expression"),
      webSocketUse("route", "request_models"),
    ],
    fix: "Declare schemas in the contract of the route.",
  },
  {
    name: "mapping templates for bodies",
    props: ["requestTemplates", "responseTemplates", "mappingTemplates"],
    uses: [
      webSocketUse("integration", "request_templates"),
      webSocketUse("integration", "template_selection_expression"),
      webSocketUse("integration_response"),
      webSocketUse("route_response"),
    ],
    fix: "Build the body in the function.",
  },
  {
    name: "mock integrations",
    props: ["mock", "mockIntegration"],
    uses: [],
    fix: "Return the response from a function.",
  },
  {
    name: "canary release deployments",
    props: ["canary", "canarySettings"],
    uses: [],
    fix: "Split the traffic between function versions with an aws_lambda_alias.",
  },
  {
    name: "private and edge-optimized endpoints",
    props: ["private", "edge", "endpointType", "endpointTypes", "endpointConfiguration"],
    uses: [],
    fix: "Use a RestApi, or put a CloudFront distribution in front of the API.",
  },
  {
    name: "resource policies",
    props: ["policy", "resourcePolicy"],
    uses: [restResource("rest_api_policy")],
    fix: "Use a RestApi, or an IamAuthorizer.",
  },
  {
    name: "custom gateway responses",
    props: ["gatewayResponses"],
    uses: [restResource("gateway_response")],
    fix: "Have clients handle the HTTP status code.",
  },
  {
    name: "execution logs",
    props: ["executionLogs", "loggingLevel", "dataTraceEnabled"],
    uses: [
      restResource("method_settings"),
      webSocketUse("stage", "default_route_settings.data_trace_enabled"),
      webSocketUse("stage", "default_route_settings.logging_level"),
      webSocketUse("stage", "route_settings.data_trace_enabled"),
      webSocketUse("stage", "route_settings.logging_level"),
    ],
    fix: "Read the access logs, which contain the reason for a rejected or failed request.",
  },
  {
    name: "client certificates",
    props: ["clientCertificate", "clientCertificateId"],
    uses: [webSocketUse("stage", "client_certificate_id")],
    fix: "Use a RestApi, or have the function authenticate to the backend.",
  },
  {
    name: "the resources of REST APIs",
    props: [],
    uses: [
      restResource("authorizer", "deployment", "documentation_part", "documentation_version"),
      restResource("integration", "integration_response", "method", "method_response", "resource", "stage"),
      { types: ["aws_api_gateway_base_path_mapping"], reference: "api_id" },
    ],
    fix: "Use the aws_apigatewayv2 resource, or a REST API.",
  },
];

/** Values that do not enable a feature. */
const DISABLED: ReadonlySet<unknown> = new Set([undefined, null, false, "", "OFF"]);

/**
 * Returns an error for each argument of a resource that enables a feature which AWS rejects for HTTP APIs. Each error
 * starts with the argument, so that the caller can add the path of the resource.
 *
 * @param values arguments by their Terraform names
 * @param apiOf returns the name of the HTTP API to which the value of an argument refers; `undefined` if there is none
 */
export function findUnsupportedUses(
  { type, values }: { readonly type: string; readonly values: Readonly<Record<string, unknown>> },
  apiOf: (value: unknown) => string | undefined,
): readonly string[] {
  return UNSUPPORTED_FEATURES.flatMap(({ name, uses, fix }) =>
    uses.flatMap(({ types, reference, argument = reference }) => {
      const isUsed = types.includes(type) && valuesAt(values, argument).some((value) => !DISABLED.has(value));
      const api = isUsed ? apiOf(values[reference]) : undefined;
      if (api === undefined) return [];
      const problem =
        argument === reference ? `refers to the HTTP API ${api}` : `is set for the HTTP API ${api}`;
      return [`${argument} ${problem}; HTTP APIs do not support ${name}. ${fix}`];
    }),
  );
}

/** Returns the values at a path of arguments. A block in the path may be an object or a list of objects. */
function valuesAt(values: unknown, path: string): readonly unknown[] {
  return path
    .split(".")
    .reduce<readonly unknown[]>(
      (found, name) =>
        found.flatMap((value) => (value as Readonly<Record<string, unknown>> | null)?.[name]).flat(),
      [values],
    );
}

/** Returns true for the types of the resources that {@link findUnsupportedUses} checks. */
export function canUseUnsupportedFeature(type: string): boolean {
  return UNSUPPORTED_FEATURES.some(({ uses }) => uses.some((use) => use.types.includes(type)));
}
