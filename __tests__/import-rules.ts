type Rules = Readonly<Record<string, readonly string[]>>;

/** A folder or a file with code. */
export interface Folder {
  readonly purpose: string;
  /** Folders that the code of this folder may import. */
  readonly imports: readonly string[];
}

/** Allowed imports between folders. docs/architecture.md contains this table. */
export const FOLDERS: Readonly<Record<string, Folder>> = {
  "error.ts": { purpose: "`GatewrightError`, the base class of every error", imports: [] },
  "node-conditions.ts": { purpose: "reads the conditions of the Node process", imports: [] },
  "project-root.ts": {
    purpose: "finds the root folder of a project, and other folders above a folder",
    imports: [],
  },
  "printable.ts": { purpose: "escapes text from outside for the terminal and for reviews", imports: [] },
  "own-value.ts": { purpose: "reads an own property of an object by a name from user input", imports: [] },
  aws: {
    purpose: "facts that several folders need: route keys, ARNs, IDs, the account of the local gateway",
    imports: ["own-value.ts"],
  },
  contract: {
    purpose: "`route()`, `message()`, schemas, versions, OpenAPI, AsyncAPI, the typed client",
    imports: ["own-value.ts", "aws"],
  },
  runtime: {
    purpose: "`handle()` and all other library code that runs in a Lambda function",
    imports: ["contract"],
  },
  bundle: {
    purpose: "bundles functions into deterministic zips with esbuild; the bundle cache of plans",
    imports: ["error.ts", "node-conditions.ts", "project-root.ts"],
  },
  template: {
    purpose: "renders mapping templates (VTL) of REST APIs and WebSocket APIs",
    imports: ["error.ts", "aws"],
  },
  constructs: {
    purpose: "CDKTF constructs that write the Terraform",
    imports: ["error.ts", "printable.ts", "project-root.ts", "aws", "contract", "bundle", "template"],
  },
  terraform: { purpose: "reads a folder of Terraform JSON", imports: ["error.ts", "own-value.ts", "aws"] },
  synth: {
    purpose: "runs a project's CDKTF application; manages temporary folders and exit handlers",
    imports: ["error.ts", "node-conditions.ts", "project-root.ts", "terraform"],
  },
  local: {
    purpose: "the local gateway: requests, authorizers, functions, tables, tokens",
    imports: [
      "error.ts",
      "own-value.ts",
      "printable.ts",
      "project-root.ts",
      "aws",
      "terraform",
      "synth",
      "bundle",
      "template",
    ],
  },
  plan: {
    purpose: "Terraform plans without AWS: the schema, the provider, the review",
    imports: ["error.ts", "own-value.ts", "printable.ts", "aws", "contract", "terraform", "synth"],
  },
  testing: {
    purpose: "helpers for tests: calls of handlers, started gateways, assertions on a stack",
    imports: ["error.ts", "own-value.ts", "aws", "terraform", "local", "template"],
  },
  dashboard: {
    purpose: "draws the CloudWatch dashboards of a stack as an HTML page",
    imports: ["error.ts", "terraform"],
  },
  cli: {
    purpose: "the command `gatewright`: parses arguments, prints results",
    imports: [
      "error.ts",
      "printable.ts",
      "project-root.ts",
      "aws",
      "terraform",
      "synth",
      "bundle",
      "local",
      "plan",
      "testing",
      "dashboard",
    ],
  },
  create: { purpose: "the package create-gatewright: writes the files of a new project", imports: [] },
};

/**
 * Allowed imports between the folders inside a folder of src. A file that is in none of these folders has its
 * own entry, such as `plan-error.ts`.
 */
export const INNER_FOLDERS: Readonly<Record<string, Rules>> = {
  constructs: {
    checks: ["cdktf.ts", "project-context.ts", "tokens.ts"],
    iam: ["cdktf.ts", "nearest-name.ts", "prop-rules.ts", "props.ts", "tokens.ts", "validation.ts"],
    function: [
      "checks",
      "iam",
      "cdktf.ts",
      "log-group.ts",
      "names.ts",
      "project-context.ts",
      "stack-output-dir.ts",
      "synth-error.ts",
      "prop-rules.ts",
      "props.ts",
      "tokens.ts",
      "validation.ts",
      "waivers.ts",
    ],
    dynamodb: [
      "iam",
      "cdktf.ts",
      "grant-statements.ts",
      "names.ts",
      "prop-rules.ts",
      "props.ts",
      "tokens.ts",
      "validation.ts",
    ],
    github: ["iam", "cdktf.ts", "names.ts", "prop-rules.ts", "props.ts", "tokens.ts", "validation.ts"],
    "api/common": [
      "checks",
      "function",
      "iam",
      "cdktf.ts",
      "names.ts",
      "project-context.ts",
      "prop-rules.ts",
      "props.ts",
      "tokens.ts",
      "validation.ts",
      "waivers.ts",
    ],
    secrets: [
      "iam",
      "cdktf.ts",
      "grant-statements.ts",
      "log-group.ts",
      "names.ts",
      "project-context.ts",
      "prop-rules.ts",
      "props.ts",
      "tokens.ts",
      "validation.ts",
    ],
    "api/http": [
      "api/common",
      "checks",
      "function",
      "cdktf.ts",
      "log-group.ts",
      "names.ts",
      "prop-rules.ts",
      "props.ts",
      "tokens.ts",
      "validation.ts",
      "waivers.ts",
    ],
    "api/rest/integrations": [
      "api/common",
      "api/rest",
      "dynamodb",
      "function",
      "iam",
      "cdktf.ts",
      "log-group.ts",
      "names.ts",
      "prop-rules.ts",
      "props.ts",
      "tokens.ts",
      "validation.ts",
    ],
    "api/rest": [
      "api/common",
      "checks",
      "function",
      "iam",
      "cdktf.ts",
      "grant-statements.ts",
      "log-group.ts",
      "names.ts",
      "nearest-name.ts",
      "prop-rules.ts",
      "props.ts",
      "tokens.ts",
      "validation.ts",
      "waivers.ts",
    ],
    "api/usage-plan": [
      "api/common",
      "api/rest",
      "cdktf.ts",
      "names.ts",
      "project-context.ts",
      "prop-rules.ts",
      "props.ts",
      "tokens.ts",
      "validation.ts",
    ],
    "api/websocket": [
      "api/common",
      "api/rest",
      "function",
      "iam",
      "cdktf.ts",
      "grant-statements.ts",
      "log-group.ts",
      "names.ts",
      "prop-rules.ts",
      "props.ts",
      "tokens.ts",
      "validation.ts",
    ],
    "api/web-acl": [
      "api/rest",
      "cdktf.ts",
      "checks",
      "log-group.ts",
      "names.ts",
      "project-context.ts",
      "prop-rules.ts",
      "props.ts",
      "tokens.ts",
      "validation.ts",
    ],
    cognito: [
      "iam",
      "api/common",
      "api/http",
      "cdktf.ts",
      "names.ts",
      "prop-rules.ts",
      "props.ts",
      "tokens.ts",
      "validation.ts",
    ],
    monitoring: [
      "checks",
      "api/common",
      "dynamodb",
      "function",
      "iam",
      "cdktf.ts",
      "log-group.ts",
      "names.ts",
      "project-context.ts",
      "prop-rules.ts",
      "props.ts",
      "tokens.ts",
      "validation.ts",
    ],
  },
  local: {
    trace: [],
    model: ["iam", "trace"],
    http: [],
    iam: ["http"],
    issuer: ["model"],
    "gateway/core": ["model", "http", "trace"],
    "gateway/integrations": ["gateway/core", "model", "http", "trace"],
    "gateway/http-api": ["gateway/core", "gateway/integrations", "model", "http"],
    "gateway/rest-api": ["gateway/core", "gateway/integrations", "model", "http", "iam"],
    "gateway/websocket-api": ["gateway/core", "gateway/integrations", "model", "http"],
    authorizers: [
      "gateway/core",
      "gateway/rest-api",
      "gateway/websocket-api",
      "model",
      "http",
      "iam",
      "issuer",
    ],
    lambda: ["model", "trace"],
    dynamodb: ["http", "model"],
    secrets: ["http", "model"],
    dev: ["model"],
    invoke: ["gateway/core", "gateway/http-api", "gateway/rest-api", "http", "model"],
  },
  plan: {
    schema: [],
    provider: ["schema", "plan-error.ts"],
    terraform: ["provider", "plan-error.ts", "plan-json.ts", "plan-types.ts"],
    review: ["schema", "plan-types.ts", "plan-json.ts"],
  },
};

/**
 * npm packages that each folder may import. All folders may also import Node's own modules, except the
 * folders whose code runs in a Lambda function.
 */
export const PACKAGES: Rules = {
  contract: ["@standard-schema/spec"],
  runtime: ["@standard-schema/spec", "aws-lambda"],
  bundle: ["@babel/parser", "esbuild", "fflate"],
  local: [
    "@smithy/signature-v4",
    "ajv",
    "ajv-draft-04",
    "chokidar",
    "dynalite",
    "esbuild",
    "jose",
    "level",
    "re2js",
    "ws",
  ],
  template: ["re2js"],
  terraform: ["re2js"],
  plan: ["@grpc/grpc-js", "@grpc/proto-loader", "@msgpack/msgpack"],
  create: ["@clack/prompts"],
};

/**
 * Modules that are in the bundle of a function only if the function imports them. Each of them may import one
 * npm package.
 */
export const OPT_IN: Readonly<Record<string, string>> = {
  "src/runtime/metrics.ts": "@aws-lambda-powertools/metrics",
  "src/runtime/parameters.ts": "@aws-lambda-powertools/parameters/ssm",
  "src/runtime/secrets.ts": "@aws-lambda-powertools/parameters/secrets",
  "src/runtime/tracer.ts": "@aws-lambda-powertools/tracer",
};
