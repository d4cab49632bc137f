import type { TerraformStack } from "./cdktf";

type Json = Readonly<Record<string, unknown>>;

/** Feature of Terraform with the first version that has it. */
interface Feature {
  readonly version: `1.${number}`;
  readonly isUsed: (configuration: Json, texts: BlockTexts) => boolean;
}

/** Returns the JSON of all blocks with a name. */
type BlockTexts = (block: string) => string;

/**
 * Version that CDKTF itself requires.
 * @see https://developer.hashicorp.com/terraform/tutorials/cdktf/cdktf-install
 */
const MIN_VERSION = "1.2";

/**
 * Features that a stack can use, from the release notes of Terraform.
 * @see https://github.com/hashicorp/terraform/blob/main/CHANGELOG.md
 */
const FEATURES: readonly Feature[] = [
  { version: "1.3", isUsed: hasText("variable", /\boptional\(/) },
  { version: "1.4", isUsed: (json) => "terraform_data" in objectAt(json, "resource") },
  { version: "1.5", isUsed: (json) => "import" in json || "check" in json },
  { version: "1.6", isUsed: hasS3Setting("assume_role", "assume_role_with_web_identity", "endpoints") },
  { version: "1.6", isUsed: hasS3Setting("allowed_account_ids", "forbidden_account_ids") },
  { version: "1.7", isUsed: (json) => "removed" in json },
  { version: "1.7", isUsed: hasText("import", /"for_each":/) },
  { version: "1.8", isUsed: hasProviderFunction },
  { version: "1.10", isUsed: hasS3Setting("use_lockfile") },
  { version: "1.10", isUsed: (json) => "ephemeral" in json },
  { version: "1.10", isUsed: hasText("variable", /"ephemeral":true/) },
  { version: "1.10", isUsed: hasText("output", /"ephemeral":true/) },
  { version: "1.11", isUsed: hasText("resource", /"\w+_wo":/) },
  { version: "1.12", isUsed: hasText("import", /"identity":/) },
];

/**
 * Adds `required_version` to the Terraform of a stack, so that an older version of Terraform reports its version
 * instead of an unknown argument. The version depends on the features that the stack uses. If the stack sets a version
 * itself, that version stays.
 *
 * @see https://developer.hashicorp.com/terraform/language/terraform#terraform-required_version
 */
export function addRequiredVersion(stack: TerraformStack): void {
  const { toTerraform } = stack;
  stack.toTerraform = () => {
    const json: Json = toTerraform.call(stack);
    const terraform = { required_version: requiredVersion(json), ...objectAt(json, "terraform") };
    return { ...json, terraform };
  };
}

function requiredVersion(json: Json): string {
  const texts = stringifyBlocks(json);
  const versions = FEATURES.filter(({ isUsed }) => isUsed(json, texts)).map(({ version }) => version);
  const newest = [MIN_VERSION, ...versions].sort((a, b) => minorOf(b) - minorOf(a))[0];
  return `>= ${newest}`;
}

function minorOf(version: string): number {
  return Number(version.slice("1.".length));
}

/** Returns a check of the S3 backend: true if one of the arguments is set, and not false. */
function hasS3Setting(...names: readonly string[]): Feature["isUsed"] {
  return (json) => {
    const s3 = objectAt(objectAt(objectAt(json, "terraform"), "backend"), "s3");
    return names.some((name) => s3[name] !== undefined && s3[name] !== false);
  };
}

/** Stringifies each block only once, because the JSON of all resources is long. */
function stringifyBlocks(json: Json): BlockTexts {
  const texts = new Map<string, string>();
  return (block) => {
    const text = texts.get(block) ?? JSON.stringify(json[block]) ?? "";
    texts.set(block, text);
    return text;
  };
}

/** Returns a check of the JSON of all blocks with a name. */
function hasText(block: string, pattern: RegExp): Feature["isUsed"] {
  return (_, texts) => pattern.test(texts(block));
}

function hasProviderFunction(json: Json, texts: BlockTexts): boolean {
  return Object.keys(json).some((block) => /\$\{[^}]*\bprovider::/.test(texts(block)));
}

function objectAt(json: Json, name: string): Json {
  return (json[name] ?? {}) as Json;
}
