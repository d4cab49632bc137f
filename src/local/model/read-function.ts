import { existsSync } from "node:fs";
import path from "node:path";
import { ACCOUNT_ID } from "#aws";
import type { Resource } from "#terraform";
import { LocalError } from "./local-error";
import type { LambdaFunction } from "./model";
import { type ReaderContext, readBlock, rejectCount, rejectUnsupported } from "./reader-context";

/**
 * Reads an `aws_lambda_function` that a route or an authorizer invokes.
 * @see https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/lambda_function
 */
export function readFunction(context: ReaderContext, resource: Resource): LambdaFunction {
  const { values } = context;
  rejectUnsupported(rejectCount(resource), {
    image_uri: "Package the Node.js code as a zip and set filename.",
    s3_bucket: "Set filename to a local zip.",
    layers: "Bundle the content of the layers with the function.",
    file_system_config: "Read the files from another source.",
  });
  const name = values.text(resource, "function_name") ?? "";
  const reserved = values.number(resource, "reserved_concurrent_executions") ?? -1;
  return {
    address: resource.address,
    name,
    arn: `arn:aws:lambda:${context.region}:${ACCOUNT_ID}:function:${name}`,
    version: values.value(resource, "publish") === true ? "1" : "$LATEST",
    zipFile: readZipPath(context, resource),
    codeHash: values.text(resource, "source_code_hash"),
    handler: values.text(resource, "handler") ?? "",
    runtime: readRuntime(context, resource),
    environment: readEnvironment(context, resource),
    memoryMb: values.number(resource, "memory_size") ?? 128,
    timeoutMs: (values.number(resource, "timeout") ?? 3) * 1000,
    ...(reserved < 0 ? {} : { reservedConcurrency: reserved }),
    logGroup: String(readBlock(context, resource, "logging_config")?.log_group ?? `/aws/lambda/${name}`),
    isTraced: readBlock(context, resource, "tracing_config")?.mode === "Active",
  };
}

function readZipPath({ values, dir }: ReaderContext, resource: Resource): string {
  const file = values.text(resource, "filename");
  const zip = path.resolve(dir, file ?? "");
  if (file !== undefined && existsSync(zip)) return zip;
  throw new LocalError([
    file === undefined
      ? `${resource.address}: filename is not set; expected the path of a local zip.`
      : `${resource.address}: filename "${file}" does not exist (${zip}). Run \`npm run synth\`, or add the zip.`,
  ]);
}

function readRuntime({ values }: ReaderContext, resource: Resource): string {
  const runtime = values.text(resource, "runtime") ?? "";
  if (/^nodejs\d+\.x$/.test(runtime)) return runtime;
  throw new LocalError([
    `${resource.address}: runtime is "${runtime}"; only Node.js is emulated. Use a nodejs runtime, or test the function on AWS.`,
  ]);
}

function readEnvironment(context: ReaderContext, resource: Resource): Record<string, string> {
  const variables = readBlock(context, resource, "environment")?.variables ?? {};
  return Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, String(value)]));
}
