interface UnsupportedProp {
  /** Props that ask for it. */
  readonly props: readonly string[];
  readonly what: string;
  /** What to do for it. */
  readonly instead: string;
}

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-vs-rest.html */
const UNSUPPORTED_PROPS: readonly UnsupportedProp[] = [
  {
    props: ["tracing", "tracingEnabled", "xrayTracingEnabled"],
    what: "tracing",
    instead: "its functions have it, by NodejsFunction's tracing",
  },
  {
    props: ["waf", "webAcl", "webAclArn"],
    what: "AWS WAF",
    instead: "put CloudFront with a web ACL before it",
  },
  {
    props: ["cache", "caching", "cachingEnabled", "cacheClusterEnabled"],
    what: "cache",
    instead: "put CloudFront before it, or have clients keep answers by Cache-Control",
  },
  {
    props: ["apiKey", "apiKeys", "apiKeyRequired", "usagePlan", "usagePlans"],
    what: "API keys and usage plans",
    instead: "give it an authorizer and a throttle",
  },
  {
    props: ["requestValidator", "requestValidation", "models"],
    what: "request validation",
    instead: "give the route's handler a schema",
  },
  {
    props: ["requestTemplates", "responseTemplates", "mappingTemplates"],
    what: "mapping templates for bodies",
    instead: "have the function make the body",
  },
  { props: ["mock", "mockIntegration"], what: "mock integrations", instead: "have a function answer" },
  {
    props: ["canary", "canarySettings"],
    what: "canary stages",
    instead: "have an aws_lambda_alias share out calls between versions",
  },
  {
    props: ["private", "edge", "endpointType", "endpointTypes", "endpointConfiguration"],
    what: "private and edge endpoints",
    instead: "guard it with an IamAuthorizer, or put CloudFront before it",
  },
  {
    props: ["policy", "resourcePolicy"],
    what: "resource policies",
    instead: "guard it with an IamAuthorizer",
  },
  {
    props: ["gatewayResponses"],
    what: "gateway responses of one's own",
    instead: "have a client read the status",
  },
  {
    props: ["executionLogs", "loggingLevel", "dataTraceEnabled"],
    what: "execution logs",
    instead: "read its access logs, which say why a request was refused or failed",
  },
];

/** The faults of props that only a REST API could answer; TypeScript refuses them too, where it is asked. */
export function unsupportedPropErrors(props: object): string[] {
  const asked = Object.entries(props).filter(([, value]) => value !== undefined && value !== false);
  return asked.flatMap(([prop]) =>
    UNSUPPORTED_PROPS.filter(({ props }) => props.includes(prop)).map(
      ({ what, instead }) => `has ${prop}, and an HTTP API has no ${what}; ${instead}`,
    ),
  );
}
