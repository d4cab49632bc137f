type Rules = Readonly<Record<string, readonly string[]>>;

/** Imports between the folders of src; docs/architecture.md prints this table. */
export const FOLDERS: Rules = {
  "error.ts": [],
  aws: [],
  contract: ["aws"],
  runtime: ["contract"],
  bundle: ["error.ts"],
  constructs: ["error.ts", "aws", "contract", "bundle"],
  terraform: ["error.ts", "aws"],
  synth: ["error.ts", "terraform"],
  local: ["error.ts", "aws", "terraform", "synth", "bundle"],
  plan: ["error.ts", "aws", "terraform", "synth"],
  testing: ["error.ts", "aws", "terraform", "local"],
  cli: ["error.ts", "aws", "terraform", "synth", "bundle", "local", "plan", "testing"],
  functions: ["contract", "runtime"],
  "main.ts": ["constructs", "functions"],
};

/** Imports inside a folder of src. A file that is not in one of the folders is named by its path: `plan-error.ts`. */
export const INNER_FOLDERS: Readonly<Record<string, Rules>> = {
  constructs: {
    iam: ["cdktf.ts"],
    function: ["iam", "cdktf.ts", "log-group.ts", "names.ts", "stack-path.ts", "validation.ts"],
    dynamodb: ["iam", "cdktf.ts", "names.ts", "validation.ts"],
    github: ["iam", "cdktf.ts", "names.ts", "validation.ts"],
    "api/common": ["function", "iam", "cdktf.ts", "names.ts", "validation.ts"],
    "api/http": ["api/common", "function", "cdktf.ts", "log-group.ts", "names.ts", "validation.ts"],
    cognito: ["iam", "api/http", "cdktf.ts", "names.ts", "validation.ts"],
    monitoring: ["api/http", "function", "cdktf.ts", "names.ts", "validation.ts"],
  },
  local: {
    model: [],
    http: [],
    iam: ["http"],
    issuer: ["model"],
    "gateway/core": ["model", "http"],
    "gateway/integrations": ["gateway/core", "model", "http"],
    "gateway/http-api": ["gateway/core", "gateway/integrations", "model", "http"],
    authorizers: ["gateway/core", "model", "http", "iam", "issuer"],
    lambda: ["model"],
    dynamodb: ["model"],
    dev: [],
  },
  plan: {
    schema: [],
    provider: ["schema", "plan-error.ts"],
    terraform: ["provider", "plan-error.ts", "plan-json.ts", "plan-types.ts"],
    review: ["schema", "plan-types.ts"],
  },
};

/** Packages by folder. Node's modules are open to every folder that does not ship in a Lambda function. */
export const PACKAGES: Rules = {
  contract: ["@standard-schema/spec"],
  runtime: ["@standard-schema/spec", "aws-lambda"],
  bundle: ["esbuild", "fflate"],
  local: ["@smithy/signature-v4", "chokidar", "dynalite", "esbuild", "fflate", "jose", "level"],
  plan: ["@cdktf/provider-aws", "@grpc/grpc-js", "@grpc/proto-loader", "@msgpack/msgpack"],
  "main.ts": ["zod"],
};

/** Modules that only functions that import them ship, with the one package that each may use. */
export const OPT_IN: Readonly<Record<string, string>> = {
  "src/runtime/metrics.ts": "@aws-lambda-powertools/metrics",
  "src/runtime/tracer.ts": "@aws-lambda-powertools/tracer",
};
