import { mkdirSync } from "node:fs";
import { GatewrightError } from "#error";
import {
  type AppConfig,
  CdktfApp,
  disableTokenStackTraces,
  type IConstruct,
  TerraformElement,
  TerraformResource,
  TerraformStack,
} from "./cdktf";
import { removeStaleAssets } from "./function/function-assets";

/** Error of an application that cannot be synthesized. No files were written. */
export class SynthError extends GatewrightError {
  override readonly name = "SynthError";

  /** @param errors distinct errors, each with the paths of the constructs that have it */
  constructor(errors: readonly string[]) {
    const count = errors.length === 1 ? "1 error" : `${errors.length} errors`;
    super("GW_SYNTH", errors, `${count}; no files written\n\n${errors.join("\n")}`);
  }
}

/**
 * CDKTF's `App` with four differences. Every check of every stack runs before any file is written, and the errors are
 * reported together, one per line. Names in Terraform are checked in each stack. The zips of functions that were
 * removed are deleted. Tokens record no stack trace, which would take more than half of a large synth, not counting
 * bundles.
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
   * Runs an application's main file: declares the stacks and synthesizes them. A `SynthError` is printed without a
   * stack trace, and sets the exit code to 1. Any other error is thrown.
   */
  static async run(declare: (app: App) => void | Promise<void>): Promise<void> {
    const app = new App();
    await declare(app);
    try {
      app.synth();
    } catch (error) {
      if (!(error instanceof SynthError)) throw error;
      console.error(error.message);
      process.exitCode = 1;
    }
  }

  /** @param config `outdir` is created if needed. Default: `CDKTF_OUTDIR`, or `cdktf.out` if that is unset or empty. */
  constructor(config: AppConfig = {}) {
    super({ ...config, outdir: ensureDir(config.outdir || process.env.CDKTF_OUTDIR || "cdktf.out") });
    disableTokenStackTraces();
  }

  /** @throws SynthError with the errors of all checks */
  override synth(): void {
    const errors = this.skipValidation ? [] : collectErrors(this);
    if (errors.length > 0) throw new SynthError(errors);
    super.synth();
    for (const stack of this.node.findAll().filter(isStack)) removeStaleAssets(stack);
  }
}

function ensureDir(folder: string): string {
  mkdirSync(folder, { recursive: true });
  return folder;
}

function collectErrors(app: CdktfApp): string[] {
  const pathsByError = new Map<string, string[]>();
  const addresses = new Map<string, IConstruct>();
  for (const construct of app.node.findAll()) {
    for (const error of [...construct.node.validate(), ...validateAddress(construct, addresses)]) {
      const path = displayPath(construct) || "the application";
      pathsByError.set(error, [...(pathsByError.get(error) ?? []), path]);
    }
  }
  return [...pathsByError].map(([error, paths]) => `${formatPaths(paths)}: ${error}`);
}

/** Returns a construct's path as its user knows it: the main resource has the path of its construct. */
function displayPath({ node }: IConstruct): string {
  return node.path.replace(/\/Default$/, "");
}

/**
 * Returns the error of a resource's name in Terraform, which CDKTF derives from the ids in its path. CDKTF removes the
 * characters that Terraform does not allow, and silently merges two resources whose names are then equal.
 */
function validateAddress(construct: IConstruct, addresses: Map<string, IConstruct>): string[] {
  if (!TerraformElement.isTerraformElement(construct) || !TerraformResource.isTerraformResource(construct))
    return [];
  const name = construct.friendlyUniqueId;
  const address = `${construct.cdktfStack.node.path} ${construct.terraformResourceType}.${name}`;
  const other = addresses.get(address);
  addresses.set(address, construct);
  if (!/^[A-Za-z_][A-Za-z0-9_-]{0,239}$/.test(name)) {
    return [
      `Terraform name "${name}" is invalid; expected letters, digits, - and _, starting with a letter. Change the id.`,
    ];
  }
  if (!other) return [];
  return [`duplicate Terraform name "${name}", already used by ${displayPath(other)}. Change an id.`];
}

/** Formats up to three paths, or two and the number of the others. An error of every stage has a path in each. */
function formatPaths(paths: readonly string[]): string {
  return paths.length <= 3
    ? paths.join(", ")
    : `${paths.slice(0, 2).join(", ")} and ${paths.length - 2} more`;
}

function isStack(construct: IConstruct): construct is TerraformStack {
  return TerraformStack.isStack(construct);
}
