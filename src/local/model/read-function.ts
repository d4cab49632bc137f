import { existsSync } from "node:fs";
import path from "node:path";
import { findUnknown, type ResolvedResource, type ResolvedStack } from "#terraform";
import { notEmulatedError } from "./local-error";
import type { LambdaFunction } from "./model";
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
import { checkZip } from "./zip-entries";

/**
 * Reads an `aws_lambda_function` that a route or an authorizer invokes.
 *
 * @throws LocalError if the function cannot run locally
 * @see https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/lambda_function
 */
export function readFunction(context: ReaderContext, resource: ResolvedResource): LambdaFunction {
  rejectUnsupported(rejectCount(resource), {
    image_uri: "Package the Node.js code as a zip and set filename.",
    s3_bucket: "Set filename to a local zip.",
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

/** Returns the absolute paths of the zips of all functions of a stack. */
export function listZipFiles(stack: ResolvedStack): readonly string[] {
  return stack.ofType("aws_lambda_function").flatMap(({ values: { filename } }) => {
    return typeof filename === "string" ? [path.resolve(stack.dir, filename)] : [];
  });
}

function readZipPath({ stack }: ReaderContext, resource: ResolvedResource): string {
  const unknown = findUnknown(resource.values.filename);
  if (unknown) {
    throw notEmulatedError(
      `${resource.address}: filename: cannot evaluate ${unknown.describe()}. Build the zip first, and write its path.`,
    );
  }
  const file = readText(resource, "filename");
  const zip = path.resolve(stack.dir, file ?? "");
  if (file !== undefined && existsSync(zip)) {
    checkZip(zip);
    return zip;
  }
  throw notEmulatedError(
    file === undefined
      ? `${resource.address}: filename is not set; expected the path of a local zip.`
      : `${resource.address}: filename "${file}" does not exist (${zip}). ${describeBuild(resource)}`,
  );
}

/** Returns the fix for a zip that does not exist. Data sources such as `archive_file` write files only in Terraform. */
function describeBuild(resource: ResolvedResource): string {
  const [writer] = resource.references("filename");
  const [provider] = (writer ?? "aws").replace(/^data\./, "").split("_");
  if (provider === "aws") return "Run `npx gatewright synth`, or add the zip.";
  return `${writer} of the provider ${provider} writes it only when Terraform runs. Build the zip first.`;
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
