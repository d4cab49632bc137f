import { existsSync } from "node:fs";
import path from "node:path";
import { findUnknown, isRegularFile, type ResolvedResource, type ResolvedStack } from "#terraform";
import { notEmulatedError } from "./local-error";
import { readText } from "./read-value";
import type { ReaderContext } from "./reader-context";

/** Returns the absolute paths of the zips of all functions of a stack. */
export function listZipFiles(stack: ResolvedStack): readonly string[] {
  return stack.ofType("aws_lambda_function").flatMap(({ values: { filename } }) => {
    return typeof filename === "string" ? [path.resolve(stack.dir, filename)] : [];
  });
}

/** Argument that contains the path of a zip, and the resource that has the argument. */
interface CodeArgument {
  readonly resource: ResolvedResource;
  readonly argument: "filename" | "source";
}

/**
 * Returns the absolute path of the zip of a function.
 *
 * @throws LocalError if the zip is unknown or does not exist, or if {@link readZipEntries} rejects it
 */
export function readZipPath({ stack, checkZip }: ReaderContext, fn: ResolvedResource): string {
  const { resource, argument } = findCode(stack, fn);
  const subject = `${resource.address}: ${argument}`;
  const unknown = findUnknown(resource.values[argument]);
  if (unknown) {
    throw notEmulatedError(
      `${subject}: cannot evaluate ${unknown.describe()}. Build the zip first, and write its path.`,
    );
  }
  const file = readText(resource, argument);
  if (file === undefined) throw notEmulatedError(`${subject} is not set; expected the path of a local zip.`);
  const zip = path.resolve(stack.dir, file);
  if (existsSync(zip) && !isRegularFile(zip))
    throw notEmulatedError(`${subject} "${file}" is not a file (${zip}); expected a zip. Write its path.`);
  if (!existsSync(zip)) {
    throw notEmulatedError(
      `${subject} "${file}" does not exist (${zip}). ${describeBuild(resource, argument)}`,
    );
  }
  checkZip(zip);
  return zip;
}

/**
 * Finds the argument with the path of the zip: of the function itself, or of the object in a bucket.
 *
 * @throws LocalError if the zip is in a bucket, and no resource of the stack uploads it
 */
function findCode(stack: ResolvedStack, fn: ResolvedResource): CodeArgument {
  if (!fn.values.s3_bucket) return { resource: fn, argument: "filename" };
  const objects = OBJECT_TYPES.flatMap((type) => stack.ofType(type));
  const referenced = fn.references("s3_key");
  const object =
    objects.find(({ address }) => referenced.includes(address)) ??
    objects.find(
      ({ values }) => values.bucket === fn.values.s3_bucket && values.key === (fn.values.s3_key ?? ""),
    );
  if (object) return { resource: object, argument: "source" };
  throw notEmulatedError(`${fn.address}: s3_bucket is not emulated. Set filename to a local zip.`);
}

/** Resource types of objects in a bucket. The second one is the deprecated name of the first. */
const OBJECT_TYPES = ["aws_s3_object", "aws_s3_bucket_object"];

/** Returns the fix for a zip that does not exist. Data sources such as `archive_file` write files only in Terraform. */
function describeBuild(resource: ResolvedResource, argument: string): string {
  const [writer] = resource.references(argument);
  const [provider] = (writer ?? "aws").replace(/^data\./, "").split("_");
  if (provider === "aws") return "Run `npx gatewright synth`, or add the zip.";
  return `${writer} of the provider ${provider} writes it only when Terraform runs. Build the zip first.`;
}
