import { LAMBDA_QUOTAS } from "#aws";
import type { ResolvedResource } from "#terraform";
import { formatFound, LocalError, notEmulatedError } from "./local-error";
import type { LambdaFunction } from "./model";
import { readZipPath } from "./read-code";
import { readEnvironment } from "./read-environment";
import { readAttribute, readInteger, readText } from "./read-value";
import {
  isSet,
  type ReaderContext,
  readOptional,
  readValid,
  rejectCount,
  rejectUnsupported,
} from "./reader-context";
import { readBlock } from "./resolved-block";

/**
 * Reads an `aws_lambda_function` that a route or an authorizer invokes.
 *
 * @throws LocalError if the function cannot run locally
 * @see https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/lambda_function
 */
export function readFunction(context: ReaderContext, resource: ResolvedResource): LambdaFunction {
  rejectUnsupported(rejectCount(resource), {
    image_uri: "Package the Node.js code as a zip and set filename.",
    layers: "Bundle the content of the layers with the function.",
    file_system_config: "Read the files from another source.",
  });
  const name = readText(resource, "function_name") ?? "";
  const numberOf = (argument: string, range: { min: number; max?: number }) =>
    readValid(context, () => readOptional(context, () => readInteger(resource, argument, range)));
  const settingOf = (block: string, setting: string) =>
    readOptional(context, () => readBlock(resource, block)?.text(setting));
  const reserved = numberOf("reserved_concurrent_executions", { min: -1 }) ?? -1;
  const isManaged = isSet(resource.values.capacity_provider_config);
  const memoryRange = isManaged ? LAMBDA_QUOTAS.managedMemoryMb : LAMBDA_QUOTAS.memoryMb;
  const memoryMb = numberOf("memory_size", memoryRange) ?? 128;
  const timeoutSeconds = numberOf("timeout", LAMBDA_QUOTAS.timeoutSeconds) ?? 3;
  const handler = readValid(context, () => readHandler(context, resource)) ?? "";
  return {
    address: resource.address,
    name,
    arn: readAttribute(resource, "arn"),
    version: readAttribute(resource, "version"),
    zipFile: readZipPath(context, resource),
    codeHash: readHash(resource),
    handler,
    runtime: readRuntime(resource),
    environment: readEnvironment(context, resource),
    memoryMb,
    timeoutMs: timeoutSeconds * 1000,
    ...(reserved < 0 ? {} : { reservedConcurrency: reserved }),
    logGroup: settingOf("logging_config", "log_group") ?? `/aws/lambda/${name}`,
    logLevel: settingOf("logging_config", "application_log_level") ?? "INFO",
    isTraced: settingOf("tracing_config", "mode") === "Active",
  };
}

/**
 * Returns the handler of a function. AWS accepts a handler without an export, such as "index", but each invocation then
 * fails. A note describes such a handler.
 *
 * @throws LocalError if the handler is not set, or if AWS rejects its characters
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html
 */
function readHandler({ notes }: ReaderContext, resource: ResolvedResource): string {
  const handler = readText(resource, "handler");
  const subject = `${resource.address}: handler is ${formatFound(handler)}`;
  const fix = 'Write a file and an export, such as "index.handler".';
  const max = LAMBDA_QUOTAS.handlerLength;
  if (handler === undefined || handler.length > max || !/^\S+$/.test(handler))
    throw new LocalError([`${subject}; expected 1 to ${max} characters without white space. ${fix}`]);
  if (!/\.[^/]+$/.test(handler)) notes.add(`${subject}, so each invocation fails. ${fix}`);
  return handler;
}

/**
 * Returns `source_code_hash`. Returns `undefined` if the hash is not set or cannot be evaluated, because the zip can
 * run without it.
 */
function readHash({ values: { source_code_hash: hash } }: ResolvedResource): string | undefined {
  return typeof hash === "string" ? hash : undefined;
}

function readRuntime(resource: ResolvedResource): string {
  const runtime = readText(resource, "runtime") ?? "";
  if (/^nodejs\d+\.x$/.test(runtime)) return runtime;
  throw notEmulatedError(
    `${resource.address}: runtime is "${runtime}"; only Node.js is emulated. Use a nodejs runtime, or test the function on AWS.`,
  );
}
