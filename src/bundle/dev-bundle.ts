import { readFileSync, realpathSync } from "node:fs";
import { isBuiltin } from "node:module";
import path from "node:path";
import { type BuildContext, context, type Message, type Metafile } from "esbuild";
import { buildOptions } from "./build-options";
import { type BuildOutput, readBuildOutput } from "./build-output";
import { BundleError, type BundleErrorDetail, isBuildFailure, toErrorDetails } from "./bundle-error";
import { type BundleRequest, bundleKey } from "./bundle-types";
import { externalizePackages } from "./externalize-plugin";
import { bundlePackages, type PackageBundle } from "./vendor-bundle";

/**
 * Bundle of a function for the local gateway. It contains only the project's own code, except in a project
 * with `"type": "module"`. The packages are in a separate bundle, which all functions share. Packages rarely
 * change, but they take most of the time to build and to load, so they are built only once.
 */
export interface DevBundle extends Omit<BuildOutput, "unresolved"> {
  /** Import paths of the packages that the code requires: `zod/mini`. */
  readonly requires: readonly string[];
  /**
   * Bundle of the packages of all functions with this Node version. All builds return the same object until a
   * package is added or changes.
   */
  readonly packages: PackageBundle;
}

type Context = BuildContext<{ write: false; metafile: true }>;

/**
 * Bundler of the local gateway, which rebuilds functions after a change. esbuild keeps the files of the
 * previous build in memory and processes only changed files again.
 * @see https://esbuild.github.io/api/#rebuild
 */
export class DevBundler {
  readonly #project: string;
  readonly #contexts = new Map<string, Promise<Context>>();
  /**
   * Latest build of the packages, by Node version. Builds run one after the other, because each build
   * includes the packages of the previous build.
   */
  readonly #packages = new Map<string, Promise<PackageBundle | undefined>>();

  /** @param project absolute path of the project's folder */
  constructor(project: string) {
    this.#project = realpathSync(project);
  }

  /** Builds a function. @throws BundleError if the function or one of its packages cannot be built */
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

  /** Stops all esbuild builds and frees their memory. */
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
      // Node treats the files of a project with "type": "module" as ES modules. A default import of a
      // CommonJS package outside the bundle would then have a different value than in the deployed bundle.
      // The bundle of such a project therefore includes the packages.
      plugins: isModule(this.#project) ? [] : [externalizePackages(this.#project)],
      // Make esbuild convert import() to require(), because Node resolves the package of an import() by other
      // rules than the package of a require().
      supported: { "dynamic-import": false },
    });
    this.#contexts.set(key, created);
    return created;
  }
}

/** Waits for a build. @throws BundleError if the build fails, with its errors */
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

/**
 * Returns true if the project's package.json has `"type": "module"`.
 * @see https://nodejs.org/api/packages.html#type
 */
function isModule(project: string): boolean {
  try {
    return JSON.parse(readFileSync(path.join(project, "package.json"), "utf8")).type === "module";
  } catch {
    return false;
  }
}
