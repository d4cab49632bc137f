import { randomBytes } from "node:crypto";
import { FUNCTION_CREDENTIALS, sessionTokenOf } from "#aws";
import type { LambdaFunction } from "../model/model";

/**
 * Returns a function's environment variables, as Lambda sets them. The variables of this process are not
 * included.
 *
 * `AWS_LAMBDA_RUNTIME_API` is omitted on purpose, because `src/runtime` takes the presence of this variable
 * as a sign that the function runs on AWS. The worker adds `LAMBDA_TASK_ROOT` when it loads the code.
 *
 * @param overrides variables that are added to each function, such as `AWS_ENDPOINT_URL_DYNAMODB`. They replace any other
 * variable with the same name
 * @param defaults variables that are added to each function, such as the endpoints of other services. Any other variable
 * with the same name replaces them
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime
 */
export function createEnvironment(
  fn: LambdaFunction,
  overrides: Readonly<Record<string, string>>,
  defaults: Readonly<Record<string, string>>,
): Record<string, string> {
  return { ...DEFAULTS, ...defaults, ...fn.environment, ...reservedVariables(fn), ...overrides };
}

/** Variables that the `environment` of a function may override. */
const DEFAULTS = {
  LANG: "en_US.UTF-8",
  PATH: "/usr/local/bin:/usr/bin:/bin",
  TZ: ":UTC",
  // Nothing listens on this address. X-Ray segments are sent by UDP, so they are lost without an error.
  AWS_XRAY_DAEMON_ADDRESS: "127.0.0.1:9",
  AWS_XRAY_CONTEXT_MISSING: "LOG_ERROR",
};

/** Returns the variables that Lambda reserves. The `environment` of a function cannot override them. */
function reservedVariables(fn: LambdaFunction): Record<string, string> {
  const region = fn.arn.split(":")[3] ?? "";
  return {
    _HANDLER: fn.handler,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_EXECUTION_ENV: `AWS_Lambda_${fn.runtime}`,
    AWS_LAMBDA_FUNCTION_NAME: fn.name,
    AWS_LAMBDA_FUNCTION_VERSION: fn.version,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(fn.memoryMb),
    AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
    AWS_LAMBDA_LOG_GROUP_NAME: fn.logGroup,
    AWS_LAMBDA_LOG_STREAM_NAME: logStreamName(fn.version),
    AWS_LAMBDA_LOG_FORMAT: "JSON",
    AWS_LAMBDA_LOG_LEVEL: fn.logLevel,
    LAMBDA_RUNTIME_DIR: "/var/runtime",
    ...createCredentials(fn),
  };
}

/**
 * Returns credentials that only the local gateway accepts. Without them, an AWS SDK would find and use the developer's own
 * credentials in `~/.aws`.
 */
function createCredentials({ name }: LambdaFunction): Record<string, string> {
  return {
    AWS_ACCESS_KEY_ID: FUNCTION_CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: FUNCTION_CREDENTIALS.secretAccessKey,
    AWS_SESSION_TOKEN: sessionTokenOf(name),
  };
}

/** Returns the log stream name of a new environment: `2026/07/10/[$LATEST]` and 32 hexadecimal digits. */
function logStreamName(version: string): string {
  const day = new Date().toISOString().slice(0, 10).replaceAll("-", "/");
  return `${day}/[${version}]${randomBytes(16).toString("hex")}`;
}
