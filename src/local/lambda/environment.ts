import { randomBytes } from "node:crypto";
import type { LambdaFunction } from "../model/model";

/**
 * A function's environment variables, as Lambda sets them, and nothing of this machine's own. AWS_LAMBDA_RUNTIME_API is
 * not among them: by its absence the project's runtime knows that it is not in production. LAMBDA_TASK_ROOT is set where the
 * code is loaded.
 *
 * @param extra what every function gets on this machine; it wins over everything
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime
 */
export function createEnvironment(
  fn: LambdaFunction,
  extra: Readonly<Record<string, string>>,
): Record<string, string> {
  return { ...DEFAULTS, ...fn.environment, ...reserved(fn), ...extra };
}

/** Those that a function's own settings may change. */
const DEFAULTS = {
  LANG: "en_US.UTF-8",
  PATH: "/usr/local/bin:/usr/bin:/bin",
  TZ: ":UTC",
  // Nobody listens there: segments are sent by UDP, and lost.
  AWS_XRAY_DAEMON_ADDRESS: "127.0.0.1:9",
  AWS_XRAY_CONTEXT_MISSING: "LOG_ERROR",
};

function reserved(fn: LambdaFunction): Record<string, string> {
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
    AWS_LAMBDA_LOG_STREAM_NAME: logStream(fn.version),
    // JSON's level is INFO by default: https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html
    AWS_LAMBDA_LOG_FORMAT: "JSON",
    AWS_LAMBDA_LOG_LEVEL: "INFO",
    LAMBDA_RUNTIME_DIR: "/var/runtime",
    ...CREDENTIALS,
  };
}

/** Without any, an SDK would look for the developer's own in the home folder, and find them. */
const CREDENTIALS = {
  AWS_ACCESS_KEY_ID: "local",
  AWS_SECRET_ACCESS_KEY: "local",
  AWS_SESSION_TOKEN: "local",
};

/** `2026/07/10/[$LATEST]` and 32 hexadecimal digits, one for each sandbox. */
function logStream(version: string): string {
  const day = new Date().toISOString().slice(0, 10).replaceAll("-", "/");
  return `${day}/[${version}]${randomBytes(16).toString("hex")}`;
}
