import type { ResolvedResource } from "#terraform";
import { notEmulatedError } from "./local-error";
import type { LambdaFunction } from "./model";
import { readZipPath } from "./read-code";
import { readEnvironment } from "./read-environment";
import {
  type ReaderContext,
  readAttribute,
  readBlock,
  readNumber,
  readOptional,
  readText,
  rejectCount,
  rejectUnsupported,
} from "./reader-context";

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
  const numberOf = (argument: string) => readOptional(context, () => readNumber(resource, argument));
  const settingOf = (block: string, setting: string) =>
    readOptional(context, () => readBlock(resource, block)?.value(setting));
  const reserved = numberOf("reserved_concurrent_executions") ?? -1;
  return {
    address: resource.address,
    name,
    arn: readAttribute(resource, "arn"),
    version: readAttribute(resource, "version"),
    zipFile: readZipPath(context, resource),
    codeHash: readHash(resource),
    handler: readText(resource, "handler") ?? "",
    runtime: readRuntime(resource),
    environment: readEnvironment(context, resource),
    memoryMb: numberOf("memory_size") ?? 128,
    timeoutMs: (numberOf("timeout") ?? 3) * 1000,
    ...(reserved < 0 ? {} : { reservedConcurrency: reserved }),
    logGroup: String(settingOf("logging_config", "log_group") ?? `/aws/lambda/${name}`),
    isTraced: settingOf("tracing_config", "mode") === "Active",
  };
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
