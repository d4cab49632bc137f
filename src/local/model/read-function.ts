import { existsSync } from "node:fs";
import path from "node:path";
import { ACCOUNT_ID } from "#aws";
import type { Resource } from "#terraform";
import { LocalError } from "./local-error";
import type { LambdaFunction } from "./model";
import { type ReaderContext, readBlock, rejectCount, rejectUnsupported } from "./reader-context";

/**
 * `aws_lambda_function` on the path of requests.
 * @see https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/lambda_function
 */
export function readFunction(source: ReaderContext, resource: Resource): LambdaFunction {
  const { values } = source;
  rejectUnsupported(rejectCount(resource), {
    image_uri: "give it a zip of Node.js code, by filename",
    s3_bucket: "give it a zip on this machine, by filename",
    layers: "bundle what they hold",
    file_system_config: "have it read from somewhere else",
  });
  const name = values.text(resource, "function_name") ?? "";
  const reserved = values.number(resource, "reserved_concurrent_executions") ?? -1;
  return {
    address: resource.address,
    name,
    arn: `arn:aws:lambda:${source.region}:${ACCOUNT_ID}:function:${name}`,
    version: values.value(resource, "publish") === true ? "1" : "$LATEST",
    zipFile: zipOf(source, resource),
    codeHash: values.text(resource, "source_code_hash"),
    handler: values.text(resource, "handler") ?? "",
    runtime: runtimeOf(source, resource),
    environment: environmentOf(source, resource),
    memoryMb: values.number(resource, "memory_size") ?? 128,
    timeoutMs: (values.number(resource, "timeout") ?? 3) * 1000,
    ...(reserved < 0 ? {} : { reservedConcurrency: reserved }),
    logGroup: String(readBlock(source, resource, "logging_config")?.log_group ?? `/aws/lambda/${name}`),
    isTraced: readBlock(source, resource, "tracing_config")?.mode === "Active",
  };
}

function zipOf({ values, dir }: ReaderContext, resource: Resource): string {
  const file = values.text(resource, "filename");
  const zip = path.resolve(dir, file ?? "");
  if (file !== undefined && existsSync(zip)) return zip;
  throw new LocalError([
    file === undefined
      ? `${resource.address} has no filename; give it a zip on this machine`
      : `${resource.address}: filename "${file}" is not there, ${zip}; put the zip there, or synthesize it`,
  ]);
}

function runtimeOf({ values }: ReaderContext, resource: Resource): string {
  const runtime = values.text(resource, "runtime") ?? "";
  if (/^nodejs\d+\.x$/.test(runtime)) return runtime;
  throw new LocalError([
    `${resource.address}: Node.js functions are served here, found runtime "${runtime}"; have its route answered by another one, or call it on AWS`,
  ]);
}

function environmentOf(source: ReaderContext, resource: Resource): Record<string, string> {
  const variables = readBlock(source, resource, "environment")?.variables ?? {};
  return Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, String(value)]));
}
