import type { Bundle } from "#bundle";
import { Token } from "../cdktf";
import { type NameRule, validateName, validateRange } from "../validation";

/**
 * What Lambda allows, checked at synth.
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

export function validateFunction(settings: FunctionSettings): string[] {
  return [
    ...validateName(settings.name, FUNCTION_NAME),
    ...validateRange("memoryMb", settings.memoryMb, { min: 128, max: 10_240, unit: "MB" }),
    ...validateRange("timeoutSeconds", settings.timeoutSeconds, { min: 1, max: 900, unit: "seconds" }),
    ...validateRange("ephemeralStorageMb", settings.ephemeralStorageMb, {
      min: 512,
      max: 10_240,
      unit: "MB",
    }),
    ...validateRange("reservedConcurrency", settings.reservedConcurrency, {
      min: 0,
      max: 100_000,
      unit: "calls",
    }),
    ...validateLayers(settings.layers),
    ...validateDescription(settings.description),
    ...validateEnvironment(settings.environment),
    ...validateVpc(settings.vpc),
  ];
}

/** A function's name is also its role's, whose limit and characters are no narrower. */
const FUNCTION_NAME: NameRule = {
  what: "function name",
  max: 64,
  pattern: /^[A-Za-z0-9_-]+$/,
  characters: "letters, digits, - and _",
};

const MAX_LAYERS = 5;
const MAX_DESCRIPTION_LENGTH = 256;

function validateLayers(layers: readonly string[] = []): string[] {
  if (layers.length <= MAX_LAYERS) return [];
  return [`layers has ${layers.length} layers, Lambda takes ${MAX_LAYERS}; put some into one`];
}

function validateDescription(description = ""): string[] {
  if (description.length <= MAX_DESCRIPTION_LENGTH) return [];
  return [
    `description has ${description.length} characters, ${MAX_DESCRIPTION_LENGTH} are allowed; shorten it`,
  ];
}

const MAX_ENVIRONMENT_BYTES = 4096;

/** https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime */
const RESERVED = new Set([
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
  return [...Object.entries(environment).flatMap(validateVariable), ...validateEnvironmentSize(environment)];
}

function validateVariable([name, value]: readonly [string, string]): string[] {
  return [
    ...(/^[A-Za-z][A-Za-z0-9_]+$/.test(name)
      ? []
      : [
          `environment has "${name}"; write a name of two or more letters, digits and _ that starts with a letter`,
        ]),
    ...(RESERVED.has(name)
      ? [`environment sets "${name}", which Lambda sets itself; choose another name`]
      : []),
    ...(typeof value === "string"
      ? []
      : [`environment has ${value} as "${name}"; give it text, or leave it out`]),
  ];
}

function validateEnvironmentSize(environment: Readonly<Record<string, string>>): string[] {
  const known = Object.entries(environment).filter(([, value]) => !Token.isUnresolved(value));
  const size = known.reduce((sum, [name, value]) => sum + Buffer.byteLength(`${name}${value}`), 0);
  if (size <= MAX_ENVIRONMENT_BYTES) return [];
  return [
    `environment has ${size} bytes, Lambda takes ${MAX_ENVIRONMENT_BYTES}; keep large values in SSM or S3`,
  ];
}

function validateVpc(vpc?: FunctionSettings["vpc"]): string[] {
  return Object.entries(vpc ?? {})
    .filter(([, ids]) => ids.length === 0)
    .map(([name]) => `vpc has no ${name}, so the function would be in no VPC; name one, or leave vpc out`);
}

const MIB = 1024 * 1024;
const MAX_ZIPPED_BYTES = 50 * MIB;
const MAX_UNPACKED_BYTES = 250 * MIB;

export function validateZip({ entry, zip, unpackedSize }: Bundle): string[] {
  const found = `${(zip.byteLength / MIB).toFixed(1)} MiB zipped, ${(unpackedSize / MIB).toFixed(1)} MiB unpacked`;
  if (zip.byteLength <= MAX_ZIPPED_BYTES && unpackedSize <= MAX_UNPACKED_BYTES) return [];
  return [`entry "${entry}" makes ${found}, Lambda takes 50 MiB zipped and 250 MiB unpacked; import less`];
}
