import { rmSync } from "node:fs";
import path from "node:path";
import { type AppConfig, CdktfApp, type IConstruct, TerraformStack } from "./_terraform";

/** Thrown where an application cannot be synthesized. Nothing has been written. */
export class SynthError extends Error {
  override readonly name = "SynthError";
  /** Each fault once, with the paths of the constructs that have it. */
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(
      `${faults.length === 1 ? "1 fault" : `${faults.length} faults`}, nothing was written\n\n${faults.join("\n")}`,
    );
    this.faults = faults;
  }
}

/**
 * CDKTF's `App` with two differences at synth: every check of every stack runs before anything is written, and what
 * they find is reported together, a line a fault; and zips of functions that are no longer there are removed.
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
  static run(declare: (app: App) => void): void {
    const app = new App();
    declare(app);
    try {
      app.synth();
    } catch (error) {
      if (!(error instanceof SynthError)) throw error;
      console.error(error.message);
      process.exitCode = 1;
    }
  }

  /** @throws SynthError with all that the checks found. */
  override synth(): void {
    const faults = this.skipValidation ? [] : collectFaults(this);
    if (faults.length > 0) throw new SynthError(faults);
    removeAssets(this);
    super.synth();
  }
}

/** Not a construct's business: bundled code of an earlier synth. */
export const ASSETS = "assets";

function collectFaults(app: CdktfApp): string[] {
  const paths = new Map<string, string[]>();
  for (const construct of app.node.findAll()) {
    for (const fault of construct.node.validate()) {
      paths.set(fault, [...(paths.get(fault) ?? []), construct.node.path || "the application"]);
    }
  }
  return [...paths].map(([fault, at]) => `${named(at)}: ${fault}`);
}

/** A fault of every stage has a path in each: two are enough to find it by. */
function named(paths: readonly string[]): string {
  return paths.length <= 3
    ? paths.join(", ")
    : `${paths.slice(0, 2).join(", ")} and ${paths.length - 2} more`;
}

function removeAssets(app: CdktfApp): void {
  for (const stack of app.node.findAll().filter(isStack)) {
    const { workingDirectory } = app.manifest.forStack(stack);
    rmSync(path.join(app.outdir, workingDirectory, ASSETS), { recursive: true, force: true });
  }
}

function isStack(construct: IConstruct): construct is TerraformStack {
  return TerraformStack.isStack(construct);
}

export type { AppConfig };
