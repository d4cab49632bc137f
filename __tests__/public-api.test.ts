import * as bundle from "#bundle";
import * as constructs from "#constructs";
import * as contract from "#contract";
import * as local from "#local";
import * as plan from "#plan";
import * as runtime from "#runtime";
import * as metrics from "#runtime/metrics";
import * as tracer from "#runtime/tracer";
import * as terraform from "#terraform";
import * as testing from "#testing";

/** Values only: types are checked where they are used. A name that leaves this list breaks its users. */
test.each([
  ["bundle", bundle, ["BundleError", "Rebuilder", "bundle", "bundleKey", "stubBundle", "writeBundle"]],
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
      "pathFromStack",
      "stubCode",
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
      "exampleFaults",
      "jsonPointer",
      "jsonType",
      "openapi",
      "parameterNames",
      "parseRouteKey",
      "pathKeys",
      "redirect",
      "route",
      "text",
      "under",
      "versionText",
    ],
  ],
  ["local", local, ["LocalError", "Workshop", "keyInFile", "makeToken", "startLocal", "tokenKeyFile"]],
  ["plan", plan, ["PlanError", "asMarkdown", "asText", "plan", "planFromJson", "telling", "withTerraform"]],
  ["runtime", runtime, ["HttpError", "handle", "handleAll"]],
  ["runtime/metrics", metrics, ["MetricUnit", "Metrics", "withMetrics"]],
  ["runtime/tracer", tracer, ["Tracer", "withTracer"]],
  [
    "terraform",
    terraform,
    [
      "EVERYBODY",
      "EvaluationError",
      "Stack",
      "StackError",
      "Values",
      "blocks",
      "callersOf",
      "deployedRoutes",
      "manifestPath",
      "readJsonFile",
      "readStackFolder",
      "readStacks",
      "references",
      "templateParts",
      "withoutIndex",
    ],
  ],
  ["testing", testing, ["StackAssertionError", "assertions"]],
])("%s exports just what it promises", (_, room, names) => {
  expect(Object.keys(room).sort()).toEqual(names);
});
