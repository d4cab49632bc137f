import * as constructs from "gatewright";
import * as contract from "gatewright/contract";
import * as local from "gatewright/local";
import * as plan from "gatewright/plan";
import * as runtime from "gatewright/runtime";
import * as metrics from "gatewright/runtime/metrics";
import * as tracer from "gatewright/runtime/tracer";
import * as testing from "gatewright/testing";
import * as aws from "#aws";
import * as bundle from "#bundle";
import * as synth from "#synth";
import * as terraform from "#terraform";

/**
 * Exported values of each module. If a name is removed from this list, users of the library must change their
 * code. The compiler checks the exported types.
 */
test.each([
  [
    "synth",
    synth,
    ["DevOutput", "TemporaryDir", "devOutputParent", "findOutput", "outputDir", "stackDir", "synthesize"],
  ],
  [
    "aws",
    aws,
    [
      "ACCOUNT_ID",
      "ACCOUNT_THROTTLE",
      "COGNITO_QUOTAS",
      "COMPUTED_RESOURCES",
      "DATA_SOURCES",
      "DYNAMODB_QUOTAS",
      "FUNCTION_CREDENTIALS",
      "HTTP_API_QUOTAS",
      "LAMBDA_QUOTAS",
      "LOCAL_CREDENTIALS",
      "LOG_EVENT_BYTES",
      "METHODS",
      "MONITORING_QUOTAS",
      "PERMISSION_ARGUMENTS",
      "ROLE_SESSION_SECONDS",
      "SIGV4_LIMITS",
      "computeDataAttribute",
      "computeResourceAttribute",
      "encodeEventBody",
      "fakeId",
      "findEncodedSegment",
      "parameterNames",
      "parseRouteKey",
      "routeArn",
    ],
  ],
  [
    "bundle",
    bundle,
    [
      "BundleError",
      "DevBundler",
      "bundle",
      "bundleConcurrently",
      "bundleKey",
      "resolveConditions",
      "stubBundle",
      "writeBundle",
    ],
  ],
  [
    "constructs",
    constructs,
    [
      "ApiAlarms",
      "App",
      "AwsProvider",
      "Construct",
      "GithubDeployRole",
      "HttpApi",
      "IamAuthorizer",
      "JwtAuthorizer",
      "KmsKey",
      "LambdaAuthorizer",
      "LocalBackend",
      "NodejsFunction",
      "S3Backend",
      "SqsQueue",
      "SynthError",
      "Table",
      "TerraformOutput",
      "TerraformStack",
      "TerraformVariable",
      "Testing",
      "UserPool",
      "httpProxy",
      "pathFromStack",
      "stubCode",
      "waive",
    ],
  ],
  [
    "contract",
    contract,
    [
      "METHODS",
      "Problem",
      "binary",
      "byMediaType",
      "byQuery",
      "client",
      "deprecate",
      "empty",
      "jsonPointer",
      "lowercaseNames",
      "openapi",
      "parameterNames",
      "parseRouteKey",
      "pathKeys",
      "redirect",
      "route",
      "text",
      "validateExamples",
      "versionContentType",
      "versionText",
      "withPrefix",
    ],
  ],
  [
    "local",
    local,
    [
      "DevServer",
      "InvalidTokenRequest",
      "LocalError",
      "disableLoopUnrolling",
      "issueToken",
      "readOrCreateKey",
      "requireFreePort",
      "startLocal",
      "tokenKeyFile",
    ],
  ],
  [
    "plan",
    plan,
    ["PlanError", "formatMarkdown", "formatText", "plan", "planFromJson", "reviewPlan", "withTerraform"],
  ],
  ["runtime", runtime, ["HttpError", "SECRET_LOG_NAMES", "handle", "handleAll", "redactLogNames"]],
  ["runtime/metrics", metrics, ["MetricUnit", "Metrics", "withMetrics"]],
  ["runtime/tracer", tracer, ["Tracer", "withTracer"]],
  [
    "terraform",
    terraform,
    [
      "EvaluationError",
      "PUBLIC",
      "Stack",
      "StackError",
      "UnknownValue",
      "blocks",
      "describeAccess",
      "findUnknown",
      "isBody",
      "listRoutes",
      "manifestPath",
      "readJsonFile",
      "readStacks",
      "readSynthesizedStack",
      "readWaivers",
      "references",
      "requireKnown",
      "resolveStack",
      "templateParts",
      "withoutIndex",
    ],
  ],
  ["testing", testing, ["StackAssertionError", "assertions", "invoke", "startGateway"]],
])("the module %s exports exactly these values", (_, folder, names) => {
  expect(Object.keys(folder).sort()).toEqual(names);
});
