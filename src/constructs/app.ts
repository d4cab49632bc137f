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

/** Thrown where an application cannot be synthesized. Nothing has been written. */
export class SynthError extends GatewrightError {
  override readonly name = "SynthError";

  /** @param errors each once, with the paths of the constructs that have it */
  constructor(errors: readonly string[]) {
    const count = errors.length === 1 ? "1 fault" : `${errors.length} faults`;
    super("GW_SYNTH", errors, `${count}, nothing was written\n\n${errors.join("\n")}`);
  }
}

/**
 * CDKTF's `App` with two differences at synth: every check of every stack runs before anything is written, and what
 * they find is reported together, a line a fault; and zips of functions that are no longer there are removed. Its tokens do not
 * note where they were made.
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
   * What an application's own file does when it is run: declares, synthesizes, and where there are faults prints them,
   * just them, and ends with exit code 1.
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

  /** @param config `outdir` is made where it is not there, with the folders above it. Default: `cdktf.out` */
  constructor(config: AppConfig = {}) {
    super({ ...config, outdir: ensureDir(config.outdir || process.env.CDKTF_OUTDIR || "cdktf.out") });
    disableTokenStackTraces();
  }

  /** @throws SynthError with all that the checks found. */
  override synth(): void {
    const faults = this.skipValidation ? [] : collectErrors(this);
    if (faults.length > 0) throw new SynthError(faults);
    super.synth();
    for (const stack of this.node.findAll().filter(isStack)) removeStaleAssets(stack);
  }
}

function ensureDir(folder: string): string {
  mkdirSync(folder, { recursive: true });
  return folder;
}

function collectErrors(app: CdktfApp): string[] {
  const paths = new Map<string, string[]>();
  const addresses = new Map<string, IConstruct>();
  for (const construct of app.node.findAll()) {
    for (const fault of [...construct.node.validate(), ...validateAddress(construct, addresses)]) {
      paths.set(fault, [...(paths.get(fault) ?? []), displayPath(construct) || "the application"]);
    }
  }
  return [...paths].map(([fault, at]) => `${formatPaths(at)}: ${fault}`);
}

/** A construct's path as its user knows it: its main resource is called as it is. */
function displayPath({ node }: IConstruct): string {
  return node.path.replace(/\/Default$/, "");
}

/**
 * What is wrong with the name that Terraform knows a resource by, which comes of the ids in its path: letters that
 * Terraform does not take are left out of it, and two that are then the same would silently become one resource.
 */
function validateAddress(construct: IConstruct, taken: Map<string, IConstruct>): string[] {
  if (!TerraformElement.isTerraformElement(construct) || !TerraformResource.isTerraformResource(construct))
    return [];
  const name = construct.friendlyUniqueId;
  const address = `${construct.cdktfStack.node.path} ${construct.terraformResourceType}.${name}`;
  const other = taken.get(address);
  taken.set(address, construct);
  if (!/^[A-Za-z_][A-Za-z0-9_-]{0,239}$/.test(name)) {
    return [
      `its name in Terraform would be "${name}"; use ids of letters, digits, - and _ that start with a letter`,
    ];
  }
  if (!other) return [];
  return [
    `its name in Terraform, "${name}", is also that of ${displayPath(other)}; let their ids differ in letters, digits, - or _`,
  ];
}

/** A fault of every stage has a path in each: two are enough to find it by. */
function formatPaths(paths: readonly string[]): string {
  return paths.length <= 3
    ? paths.join(", ")
    : `${paths.slice(0, 2).join(", ")} and ${paths.length - 2} more`;
}

function isStack(construct: IConstruct): construct is TerraformStack {
  return TerraformStack.isStack(construct);
}
