import { LAMBDA_QUOTAS } from "#aws";
import type { Bundle } from "#bundle";
import { nameCheck } from "../checks";
import { isUnresolved } from "../tokens";
import { type NameRule, validateName, validateRange } from "../validation";

/**
 * Settings of a function that are checked against the limits of Lambda when the app is synthesized.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html
 */
export interface FunctionSettings {
  readonly name: string;
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
  readonly ephemeralStorageMb?: number;
  readonly reservedConcurrency?: number;
  readonly description?: string;
  readonly layers?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly vpc?: { readonly subnetIds: readonly string[]; readonly securityGroupIds: readonly string[] };
}

/** Returns the errors of a function's settings. */
export function validateFunction(settings: FunctionSettings): string[] {
  return [
    ...validateName(settings.name, FUNCTION_NAME),
    ...validateRange("memoryMb", settings.memoryMb, { ...LAMBDA_QUOTAS.memoryMb, unit: "MB" }),
    ...validateRange("timeoutSeconds", settings.timeoutSeconds, {
      ...LAMBDA_QUOTAS.timeoutSeconds,
      unit: "seconds",
    }),
    ...validateRange("ephemeralStorageMb", settings.ephemeralStorageMb, {
      ...LAMBDA_QUOTAS.ephemeralStorageMb,
      unit: "MB",
    }),
    ...validateRange("reservedConcurrency", settings.reservedConcurrency, {
      min: 0,
      max: 100_000,
      unit: "invocations",
    }),
    ...validateLayers(settings.layers),
    ...validateDescription(settings.description),
    ...validateEnvironment(settings.environment),
    ...validateVpc(settings.vpc),
  ];
}

/**
 * Rule for the name of a function. The role of the function has the same name, and IAM allows all names that
 * Lambda allows.
 */
const FUNCTION_NAME: NameRule = {
  kind: "function name",
  max: LAMBDA_QUOTAS.nameLength,
  pattern: /^[A-Za-z0-9_-]+$/,
  characters: "letters, digits, - and _",
};

function validateLayers(layers: readonly string[] = []): string[] {
  if (isUnresolved(layers) || layers.length <= LAMBDA_QUOTAS.layers) return [];
  return [`has ${layers.length} layers; the maximum is ${LAMBDA_QUOTAS.layers}. Merge some of them.`];
}

function validateDescription(description = ""): string[] {
  if (isUnresolved(description) || description.length <= LAMBDA_QUOTAS.descriptionLength) return [];
  return [
    `description has ${description.length} characters; the maximum is ${LAMBDA_QUOTAS.descriptionLength}. Shorten it.`,
  ];
}

/**
 * Environment variables that Lambda sets itself. Lambda rejects a function that sets one of them.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime
 */
const RESERVED_VARIABLES = new Set([
  "_HANDLER",
  "_X_AMZN_TRACE_ID",
  "AWS_ACCESS_KEY",
  "AWS_ACCESS_KEY_ID",
  "AWS_DEFAULT_REGION",
  "AWS_EXECUTION_ENV",
  "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
  "AWS_LAMBDA_FUNCTION_NAME",
  "AWS_LAMBDA_FUNCTION_VERSION",
  "AWS_LAMBDA_INITIALIZATION_TYPE",
  "AWS_LAMBDA_LOG_GROUP_NAME",
  "AWS_LAMBDA_LOG_STREAM_NAME",
  "AWS_LAMBDA_RUNTIME_API",
  "AWS_REGION",
  "AWS_SECRET_ACCESS_KEY",
  "AWS_SESSION_TOKEN",
  "LAMBDA_RUNTIME_DIR",
  "LAMBDA_TASK_ROOT",
]);

function validateEnvironment(environment: Readonly<Record<string, string>> = {}): string[] {
  return Object.entries(environment).flatMap(validateVariable);
}

function validateVariable([name, value]: readonly [string, string]): string[] {
  return [
    ...(isUnresolved({ [name]: value }) || /^[A-Za-z][A-Za-z0-9_]+$/.test(name)
      ? []
      : [
          `environment variable name "${name}" is invalid; expected two or more letters, digits and _, starting with a letter`,
        ]),
    ...(RESERVED_VARIABLES.has(name)
      ? [`environment variable "${name}" is reserved by Lambda. Choose another name.`]
      : []),
    ...(typeof value === "string" || isUnresolved(value)
      ? []
      : [
          `environment variable "${name}" is ${value}. Set a string or remove it. If it comes from process.env.${name}, set that variable.`,
        ]),
  ];
}

function validateVpc(vpc?: FunctionSettings["vpc"]): string[] {
  return Object.entries(vpc ?? {})
    .filter(([, ids]) => ids.length === 0)
    .map(
      ([name]) =>
        `vpc.${name} is empty, so the function would not be in a VPC. Add an ID, or remove \`vpc\`.`,
    );
}

/** Returns the error of a zip that is larger than Lambda accepts, zipped or unpacked. */
export function validateZip({ entry, zip, unpackedSize }: Bundle): string[] {
  if (zip.byteLength <= LAMBDA_QUOTAS.zippedBytes && unpackedSize <= LAMBDA_QUOTAS.unpackedBytes) return [];
  const sizes = formatSizes(zip.byteLength, unpackedSize, 1);
  const limits = formatSizes(LAMBDA_QUOTAS.zippedBytes, LAMBDA_QUOTAS.unpackedBytes, 0);
  const message = `entry "${entry}" has ${sizes}; the maximum is ${limits}. Import fewer packages.`;
  return [nameCheck(message, "zip-size")];
}

function formatSizes(zippedBytes: number, unpackedBytes: number, digits: number): string {
  const [zipped, unpacked] = [zippedBytes, unpackedBytes].map((bytes) =>
    (bytes / 1024 / 1024).toFixed(digits),
  );
  return `${zipped} MiB zipped, ${unpacked} MiB unpacked`;
}
