/** Feature of REST APIs that HTTP APIs do not have. */
interface UnsupportedFeature {
  /** Names of props that a user may set to enable the feature. */
  readonly props: readonly string[];
  readonly name: string;
  /** Instruction that names a replacement for HTTP APIs. */
  readonly fix: string;
}

/** @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-vs-rest.html */
const UNSUPPORTED_FEATURES: readonly UnsupportedFeature[] = [
  {
    props: ["tracing", "tracingEnabled", "xrayTracingEnabled"],
    name: "X-Ray tracing",
    fix: "Use `tracing` of NodejsFunction, which is on by default.",
  },
  {
    props: ["waf", "webAcl", "webAclArn"],
    name: "AWS WAF",
    fix: "Put a CloudFront distribution with a web ACL in front of the API.",
  },
  {
    props: ["cache", "caching", "cachingEnabled", "cacheClusterEnabled"],
    name: "caching",
    fix: "Put a CloudFront distribution in front of the API, or set Cache-Control in responses.",
  },
  {
    props: ["apiKey", "apiKeys", "apiKeyRequired", "usagePlan", "usagePlans"],
    name: "API keys and usage plans",
    fix: "Use an authorizer and a throttle.",
  },
  {
    props: ["requestValidator", "requestValidation", "models"],
    name: "request validation",
    fix: "Declare schemas in the contract of the route.",
  },
  {
    props: ["requestTemplates", "responseTemplates", "mappingTemplates"],
    name: "mapping templates for bodies",
    fix: "Build the body in the function.",
  },
  {
    props: ["mock", "mockIntegration"],
    name: "mock integrations",
    fix: "Return the response from a function.",
  },
  {
    props: ["canary", "canarySettings"],
    name: "canary release deployments",
    fix: "Split the traffic between function versions with an aws_lambda_alias.",
  },
  {
    props: ["private", "edge", "endpointType", "endpointTypes", "endpointConfiguration"],
    name: "private and edge-optimized endpoints",
    fix: "Use an IamAuthorizer, or put a CloudFront distribution in front of the API.",
  },
  {
    props: ["policy", "resourcePolicy"],
    name: "resource policies",
    fix: "Use an IamAuthorizer.",
  },
  {
    props: ["gatewayResponses"],
    name: "custom gateway responses",
    fix: "Have clients handle the HTTP status code.",
  },
  {
    props: ["executionLogs", "loggingLevel", "dataTraceEnabled"],
    name: "execution logs",
    fix: "Read the access logs, which contain the reason for a rejected or failed request.",
  },
];

/**
 * Returns an error for each prop of a feature that only REST APIs have. TypeScript rejects such a prop only
 * in an object literal. This check also finds such a prop in an object that is passed as a variable.
 */
export function unsupportedPropErrors(props: object): string[] {
  const enabled = Object.entries(props).filter(([, value]) => value !== undefined && value !== false);
  return enabled.flatMap(([prop]) =>
    UNSUPPORTED_FEATURES.filter((feature) => feature.props.includes(prop)).map(
      ({ name, fix }) => `${prop}: HTTP APIs do not support ${name}. ${fix}`,
    ),
  );
}
