import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { ToJsonSchema } from "#contract";
import { GatewrightError, toGatewrightError } from "#error";
import { escapeLines } from "#printable";
import { findApiKeyValues } from "./api-key-values";
import {
  type AppConfig,
  CdktfApp,
  disableTokenStackTraces,
  type IConstruct,
  TerraformElement,
  TerraformResource,
  TerraformStack,
} from "./cdktf";
import { AppChecks, type CheckResult } from "./checks";
import { findEphemeralValues } from "./ephemeral-values";
import { buildCode } from "./function/code-registry";
import { removeStaleAssets } from "./function/function-assets";
import { findUnsupportedResources } from "./http-api-uses";
import { findLiteralSecrets } from "./literal-secrets";
import { ProjectContext, projectRoot } from "./project-context";
import { addRequiredVersion } from "./required-version";
import { stackOutputDir } from "./stack-output-dir";
import { SynthError, shortenTexts } from "./synth-error";
import { addValidation, describeWrongValue } from "./validation";
import { isWaived, removeStaleWaivers } from "./waivers";

/** Options of an {@link App}: the options of CDKTF, and the conversion of schemas. None is required. */
export interface AppOptions extends AppConfig {
  /**
   * Function that converts a schema to JSON Schema (2020-12), for the OpenAPI and AsyncAPI documents, and for the models
   * with which a `RestApi` and a `WebSocketApi` validate input. It must describe the input of the schema. zod/mini needs
   * `(schema) => z.toJSONSchema(schema, { io: "input" })`. Default: the conversion that the schema itself implements
   * according to Standard JSON Schema (https://standardschema.dev).
   */
  readonly jsonSchema?: ToJsonSchema;
}

/**
 * CDKTF's `App` with these differences:
 *
 * - All checks of all stacks run before any file is written. Errors are reported together, one per line.
 * - Invalid Terraform names are errors, and so are two resources with the same Terraform name.
 * - Resources that AWS does not support for HTTP APIs are errors.
 * - Secrets that are literals are errors, because the Terraform contains them.
 * - Values of secrets in environment variables and outputs are errors, and so are values of API keys.
 * - The checks of docs/checks.md run. Their warnings are written to `warnings.json`.
 * - The Terraform JSON contains `required_version`: the first version of Terraform that has all features of the stack.
 * - The zips of removed functions are deleted.
 * - CDKTF tokens record no stack trace. Recording the traces takes more than half of the time of the
 *   synthesis of a large application, if bundling is not counted.
 *
 * @example
 * const app = new App();
 * const stack = new TerraformStack(app, "products-dev");
 * new AwsProvider(stack, "aws", { region: "eu-central-1" });
 * app.synth();
 *
 * @see https://developer.hashicorp.com/terraform/cdktf/concepts/cdktf-architecture
 */
export class App extends CdktfApp {
  /**
   * Creates an app, calls `declare` to add the stacks, and synthesizes them. Call this method in the file
   * that `cdktf.json` runs. A `GatewrightError` is printed without a stack trace and sets the exit code to 1. Any
   * other error is thrown.
   *
   * @param options options of the app. Default: none
   */
  static async run(declare: (app: App) => void | Promise<void>, options: AppOptions = {}): Promise<void> {
    try {
      const app = new App(options);
      await declare(app);
      await buildCode(app);
      app.synth();
    } catch (error) {
      if (!(error instanceof GatewrightError)) throw error;
      console.error(escapeLines(error.message));
      process.exitCode = 1;
    }
  }

  /**
   * @param options options of CDKTF, and `jsonSchema`. The folder `outdir` is relative to the project, which is the
   * nearest folder with a `cdktf.json`, and is created if it does not exist. Default of `outdir`: the environment
   * variable `CDKTF_OUTDIR`, or `cdktf.out` if the variable is not set or empty
   * @throws SystemError if the folder cannot be created
   */
  constructor({ jsonSchema, ...config }: AppOptions = {}) {
    const outdir = config.outdir || process.env.CDKTF_OUTDIR || "cdktf.out";
    super({ ...config, outdir: ensureDir(path.resolve(projectRoot(), outdir)) });
    disableTokenStackTraces();
    ProjectContext.of(this).jsonSchema = jsonSchema;
    addValidation(this, () =>
      ["undefined", "function"].includes(typeof jsonSchema)
        ? []
        : [describeWrongValue("jsonSchema", jsonSchema, "a function")],
    );
  }

  /**
   * Checks and synthesizes all stacks.
   * @throws SynthError if a check fails, with the errors of all checks. In this case, no file has been
   * written
   * @throws SystemError if a file cannot be written
   */
  override synth(): void {
    const checks = new AppChecks(this.node.findAll(), isWaived);
    const errors = this.skipValidation ? [] : collectErrors(this, checks);
    if (errors.length > 0) throw new SynthError(errors);
    const warnings = this.skipValidation ? [] : checks.run("warning");
    const stacks = this.node.findAll().filter(isStack);
    for (const stack of stacks) addRequiredVersion(stack);
    explainSystemErrors(() => {
      super.synth();
      for (const stack of stacks) {
        removeStaleAssets(stack);
        removeStaleWaivers(stack);
        writeWarnings(
          stack,
          warnings.filter((warning) => warning.stack === stack),
        );
      }
    });
  }
}

/**
 * Writes the warnings of a stack to `warnings.json`, next to its Terraform JSON, so that the commands of Gatewright can
 * print them. Deletes the file of an earlier synthesis if the stack has no warnings.
 */
function writeWarnings(stack: TerraformStack, warnings: readonly CheckResult[]): void {
  const file = path.join(stackOutputDir(stack), "warnings.json");
  if (warnings.length === 0) {
    rmSync(file, { force: true });
    return;
  }
  const json = warnings.map(({ check, construct, message }) => ({
    check,
    construct: construct.node.path,
    message: shortenTexts(`${displayPath(construct)}: ${message}`),
  }));
  writeFileSync(file, `${JSON.stringify(json, undefined, 2)}\n`);
}

function ensureDir(folder: string): string {
  explainSystemErrors(() => mkdirSync(folder, { recursive: true }));
  return folder;
}

/** Calls a function that writes files. @throws SystemError for an error of the operating system that the user can fix */
function explainSystemErrors(write: () => void): void {
  try {
    write();
  } catch (error) {
    throw toGatewrightError(error) ?? error;
  }
}

function collectErrors(app: CdktfApp, checks: AppChecks): string[] {
  const pathsByError = new Map<string, string[]>();
  const addError = (construct: IConstruct, error: string) =>
    pathsByError.set(error, [...(pathsByError.get(error) ?? []), displayPath(construct)]);
  const addresses = new Map<string, IConstruct>();
  const unsupported = findUnsupportedResources(app);
  const secrets = findLiteralSecrets(app);
  const ephemeral = findEphemeralValues(app);
  const apiKeys = findApiKeyValues(app);
  for (const construct of app.node.findAll()) {
    const errors = [
      ...construct.node.validate(),
      ...validateAddress(construct, addresses),
      ...(unsupported.get(construct) ?? []),
      ...(secrets.get(construct) ?? []),
      ...(ephemeral.get(construct) ?? []),
      ...(apiKeys.get(construct) ?? []),
    ];
    for (const error of errors) addError(construct, error);
  }
  for (const { construct, message } of checks.run("error")) addError(construct, message);
  return [...pathsByError].map(([error, paths]) => `${formatPaths(paths)}: ${error}`);
}

/**
 * Returns the path of a construct for a message. Omits the ID `Default`, which the main resource of a construct has.
 */
function displayPath({ node }: IConstruct): string {
  return node.path.replace(/\/Default$/, "") || "the application";
}

/**
 * Returns the error of the Terraform name of a resource. CDKTF derives the name from the IDs in the path of
 * the resource and removes the characters that Terraform does not allow. If two resources then have the same
 * name, CDKTF merges them without an error.
 */
function validateAddress(construct: IConstruct, addresses: Map<string, IConstruct>): string[] {
  if (!TerraformElement.isTerraformElement(construct) || !TerraformResource.isTerraformResource(construct))
    return [];
  const name = construct.friendlyUniqueId;
  const address = `${construct.cdktfStack.node.path} ${construct.terraformResourceType}.${name}`;
  const other = addresses.get(address);
  addresses.set(address, construct);
  if (!/^[A-Za-z_][A-Za-z0-9_-]*$/.test(name)) {
    return [
      `Terraform name "${name}" is invalid; expected letters, digits, - and _, starting with a letter. Change the construct ID.`,
    ];
  }
  if (!other) return [];
  return [
    `duplicate Terraform name "${name}", already used by ${displayPath(other)}. Change a construct ID.`,
  ];
}

/**
 * Lists up to three paths. For more paths, lists two paths and the number of the others, because the same
 * error often occurs in the stack of every environment.
 */
function formatPaths(paths: readonly string[]): string {
  return paths.length <= 3
    ? paths.join(", ")
    : `${paths.slice(0, 2).join(", ")} and ${paths.length - 2} more`;
}

function isStack(construct: IConstruct): construct is TerraformStack {
  return TerraformStack.isStack(construct);
}
