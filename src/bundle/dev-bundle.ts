import { readFileSync, realpathSync } from "node:fs";
import { isBuiltin } from "node:module";
import path from "node:path";
import { type BuildContext, context, type Message, type Metafile } from "esbuild";
import { buildOptions } from "./build-options";
import { type BuildOutput, readBuildOutput } from "./build-output";
import { isBuildFailure } from "./bundle";
import { BundleError, type BundleErrorDetail, toErrorDetails } from "./bundle-error";
import { type BundleRequest, bundleKey } from "./bundle-types";
import { externalizePackages } from "./externalize-plugin";
import { bundlePackages, type PackageBundle } from "./vendor-bundle";

/**
 * A function as the dev server builds it: the project's own code without its packages. Packages rarely change, and
 * take most of the time to build and to load. They are built once, for all functions.
 */
export interface DevBundle extends Omit<BuildOutput, "unresolved"> {
  /** Packages that the code requires, as they are imported: `zod/mini`. */
  readonly requires: readonly string[];
  /** The required packages, and those of other functions. The same object until a package is added or changes. */
  readonly packages: PackageBundle;
}

type Context = BuildContext<{ write: false; metafile: true }>;

/**
 * Builds functions repeatedly during development. esbuild caches the files that it has read, and reads only changed
 * files again.
 * @see https://esbuild.github.io/api/#rebuild
 */
export class DevBundler {
  readonly #project: string;
  readonly #contexts = new Map<string, Promise<Context>>();
  /**
   * Builds of packages, by target. A build starts after the previous one, because it includes the previous packages.
   */
  readonly #packages = new Map<string, Promise<PackageBundle | undefined>>();

  /** @param project the project's folder, absolute */
  constructor(project: string) {
    this.#project = realpathSync(project);
  }

  /** Builds a function. @throws BundleError if the function or one of its packages does not build */
  async build(request: BundleRequest): Promise<DevBundle> {
    const building = this.#context(request).then((buildContext) => buildContext.rebuild());
    const result = await rethrowFailure(building, toErrorDetails);
    const { outputs, errors } = readBuildOutput([request], this.#project, result);
    const [output] = outputs;
    if (!output || errors.length > 0) throw new BundleError(errors);
    const requires = listPackages(result.metafile);
    const packages = await rethrowFailure(this.#bundlePackages(requires, request), (messages) =>
      messages.map(({ text }) => ({ file: request.entry, message: `${request.entry}: ${text}` })),
    );
    return { ...output, inputs: [...output.inputs, ...packages.inputs], requires, packages };
  }

  async stop(): Promise<void> {
    const open = [...this.#contexts.values()];
    this.#contexts.clear();
    await Promise.all(open.map(async (buildContext) => (await buildContext).dispose()));
  }

  #bundlePackages(requires: readonly string[], { target }: BundleRequest): Promise<PackageBundle> {
    const before = this.#packages.get(target) ?? Promise.resolve(undefined);
    const building = before.then((known) => bundlePackages(known, requires, target, this.#project));
    this.#packages.set(
      target,
      building.catch(() => before),
    );
    return building;
  }

  #context(request: BundleRequest): Promise<Context> {
    const key = bundleKey(request);
    const known = this.#contexts.get(key);
    if (known) return known;
    const created = context({
      ...buildOptions([request], request.target, this.#project),
      // If Node treats the project's files as ES modules, a default import of a required package has a different value.
      plugins: isModule(this.#project) ? [] : [externalizePackages(this.#project)],
      // A dynamic import of a package would be resolved by Node, with other rules than `require` in this code.
      supported: { "dynamic-import": false },
    });
    this.#contexts.set(key, created);
    return created;
  }
}

/** Waits for a build. @throws BundleError with the errors of a build that fails */
async function rethrowFailure<Result>(
  building: Promise<Result>,
  toDetails: (messages: readonly Message[]) => readonly BundleErrorDetail[],
): Promise<Result> {
  try {
    return await building;
  } catch (error) {
    if (isBuildFailure(error)) throw new BundleError(toDetails(error.errors));
    throw error;
  }
}

function listPackages({ outputs }: Metafile): readonly string[] {
  const imported = Object.values(outputs).flatMap(({ imports }) => imports.map(({ path: name }) => name));
  return [...new Set(imported)].filter((name) => !isBuiltin(name)).sort();
}

/** Checks for `"type": "module"` in the project's package.json. @see https://nodejs.org/api/packages.html#type */
function isModule(project: string): boolean {
  try {
    return JSON.parse(readFileSync(path.join(project, "package.json"), "utf8")).type === "module";
  } catch {
    return false;
  }
}
