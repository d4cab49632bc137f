import { readFileSync, realpathSync } from "node:fs";
import path from "node:path";
import { type BuildContext, context, type Message } from "esbuild";
import { buildOptions } from "./build-options";
import { type BuildOutput, readBuildOutput } from "./build-output";
import {
  BundleError,
  type BundleErrorDetail,
  describeMessage,
  isBuildFailure,
  isEntryFile,
  missingEntryError,
  partition,
  toErrorDetails,
} from "./bundle-error";
import { DEFAULT_SETTINGS } from "./bundle-settings";
import {
  type BuildTarget,
  type BundleRequest,
  buildKey,
  bundleKey,
  groupByTarget,
  type PackageBundle,
} from "./bundle-types";
import { copyFiles, toPosix } from "./copy-files";
import type { ZipFiles } from "./create-zip";
import { externalizePackages } from "./externalize-plugin";
import { preferModuleField } from "./module-field-plugin";
import { linkPackages } from "./shipped-packages";
import { bundlePackages } from "./vendor-bundle";

/**
 * Bundle of a function for the local gateway. It contains only the project's own code, except in a project
 * with `"type": "module"`. The packages are in a separate bundle, which all functions share. Packages rarely
 * change, but they take most of the time to build and to load, so they are built only once.
 */
export interface DevBundle extends Omit<BuildOutput, "unresolved" | "dualPackages"> {
  /**
   * Bundle of the packages of all functions with this Node version. All builds return the same object until a
   * package is added or changes.
   */
  readonly packages: PackageBundle;
  /** Files of the option `copy`, by their path next to the code. */
  readonly copies: ZipFiles;
  /**
   * Absolute folders of the installed packages that are not bundled, by name: those of the option `nodeModules`, and
   * those of `external`, which a Lambda layer contains on AWS.
   */
  readonly links: Readonly<Record<string, string>>;
}

/** Bundles of functions, by the absolute path of the zip that each replaces. */
export type DevBundles = ReadonlyMap<string, DevBundle>;

/** Result of a build of a function's own code. */
type CodeResult =
  | { readonly request: BundleRequest; readonly output: BuildOutput; readonly error?: undefined }
  | { readonly request: BundleRequest; readonly output?: undefined; readonly error: BundleError };

type Context = BuildContext<{ write: false; metafile: true }>;

/**
 * Bundler of the local gateway, which rebuilds functions after a change. esbuild keeps the files of the
 * previous build in memory and processes only changed files again.
 * @see https://esbuild.github.io/api/#rebuild
 */
export class DevBundler {
  readonly #project: string;
  readonly #cacheDir?: string;
  /** Builds that esbuild can repeat, by the keys of their requests. */
  readonly #contexts = new Map<string, Promise<Context>>();
  /**
   * Latest build of the packages, by {@link buildKey}. Builds run one after the other, because each build
   * includes the packages of the previous build.
   */
  readonly #packages = new Map<string, Promise<PackageBundle | undefined>>();

  /**
   * @param project absolute path of the project's folder
   * @param options.cacheDir folder in which the packages are cached, so that they need not be built after a restart.
   * Default: no cache
   */
  constructor(project: string, { cacheDir }: { readonly cacheDir?: string } = {}) {
    this.#project = realpathSync(project);
    this.#cacheDir = cacheDir;
  }

  /**
   * Builds functions. The packages of all these functions are built together.
   * @returns the bundles, by {@link bundleKey}. If an entry does not exist, or if a function or one of its packages
   * cannot be built, the value is the error
   */
  async build(requests: readonly BundleRequest[]): Promise<ReadonlyMap<string, DevBundle | BundleError>> {
    const results = new Map<string, DevBundle | BundleError>();
    for (const group of groupByTarget(requests)) {
      const codes = await this.#buildCode([
        ...new Map(group.requests.map((request) => [request.entry, request])).values(),
      ]);
      // If a package cannot be built, this build of all packages fails. #addPackages() then builds the packages of each
      // function, and finds the functions that use the invalid package.
      const required = codes.flatMap(({ output }) => output?.requires ?? []);
      await this.#bundlePackages(required, group).catch(() => undefined);
      for (const { request, output, error } of codes)
        results.set(bundleKey(request), error ?? (await this.#addPackages(output)));
    }
    return results;
  }

  /** Builds the project's own code of functions with the same target and settings, if possible in one build. */
  async #buildCode(requests: readonly BundleRequest[]): Promise<readonly CodeResult[]> {
    const [present, missing] = partition(requests, ({ entry }) => isEntryFile(this.#project, entry));
    const errors = missing.map((request) => {
      return { request, error: new BundleError([missingEntryError(this.#project, request.entry)]) };
    });
    return [...errors, ...(await this.#buildPresent(present))];
  }

  async #buildPresent(requests: readonly BundleRequest[]): Promise<readonly CodeResult[]> {
    if (requests.length === 0) return [];
    const outputs = await catchBundleError(this.#runBuild(requests));
    if (!(outputs instanceof BundleError)) return outputs.map((output) => ({ request: output, output }));
    const [request] = requests;
    if (request && requests.length === 1) return [{ request, error: outputs }];
    // esbuild returns no output for a failed build, so the functions are built separately.
    const results = await Promise.all(requests.map((single) => this.#buildPresent([single])));
    return results.flat();
  }

  async #runBuild(
    requests: readonly BundleRequest[],
    mainPackages: readonly string[] = [],
  ): Promise<readonly BuildOutput[]> {
    const building = this.#context(requests, mainPackages).then((buildContext) => buildContext.rebuild());
    const result = await rethrowFailure(building, toErrorDetails);
    const { outputs, errors } = readBuildOutput(requests, this.#project, result);
    const dualPackages = outputs.flatMap((output) => output.dualPackages);
    if (dualPackages.length > 0) return this.#runBuild(requests, [...mainPackages, ...dualPackages]);
    if (errors.length > 0) throw new BundleError(errors);
    return outputs;
  }

  async #addPackages(output: BuildOutput): Promise<DevBundle | BundleError> {
    const { dualPackages: _, unresolved: __, ...own } = output;
    const { entry, requires, inputs, settings = DEFAULT_SETTINGS } = output;
    const building = rethrowFailure(this.#bundlePackages(requires, output), (messages) =>
      messages.map((message) => ({ file: entry, message: `${entry}: ${describeMessage(message)}` })),
    );
    const packages = await catchBundleError(building);
    if (packages instanceof BundleError) return packages;
    const copied = copyFiles(settings, this.#project);
    const linked = linkPackages(settings, this.#project);
    const errors = [...copied.errors, ...linked.errors, ...packageErrors(packages, requires)];
    if (errors.length > 0)
      return new BundleError(errors.map((error) => ({ file: entry, message: `entry "${entry}": ${error}` })));
    const sources = copied.sources.map((file) => toPosix(path.relative(this.#project, file)));
    return {
      ...own,
      inputs: [...new Set([...inputs, ...packages.inputs, ...sources])],
      packages,
      copies: copied.files,
      links: linked.links,
    };
  }

  /** Stops all esbuild builds and frees their memory. */
  async stop(): Promise<void> {
    const open = [...this.#contexts.values()];
    this.#contexts.clear();
    await Promise.all(open.map(async (buildContext) => (await buildContext).dispose()));
  }

  #bundlePackages(requires: readonly string[], { target, settings }: BuildTarget): Promise<PackageBundle> {
    const key = buildKey({ target, settings });
    const before = this.#packages.get(key) ?? Promise.resolve(undefined);
    const options = { target, settings, root: this.#project, cacheDir: this.#cacheDir };
    const building = before.then((known) => bundlePackages(known, requires, options));
    this.#packages.set(
      key,
      building.catch(() => before),
    );
    return building;
  }

  #context(requests: readonly BundleRequest[], mainPackages: readonly string[]): Promise<Context> {
    const key = [...requests.map(bundleKey), ...mainPackages].join();
    const known = this.#contexts.get(key);
    if (known) return known;
    const [group] = groupByTarget(requests);
    // An ES module would import packages by other rules than those of the separate bundle of the packages.
    const isBundledWhole = isModule(this.#project) || group?.settings?.format === "esm";
    const created = context({
      ...buildOptions(requests, group ?? { target: "" }, this.#project),
      // Node treats the files of a project with "type": "module" as ES modules. A default import of a
      // CommonJS package outside the bundle would then have a different value than in the deployed bundle.
      // The bundle of such a project therefore includes the packages.
      // Contracts are not split, because a rebuild would then take longer, and the size does not matter here.
      plugins: [
        ...(isBundledWhole ? [] : [externalizePackages(this.#project)]),
        preferModuleField(this.#project, mainPackages),
      ],
      // Make esbuild convert import() to require(), because Node resolves the package of an import() by other
      // rules than the package of a require().
      supported: { "dynamic-import": group?.settings?.format === "esm" },
    });
    this.#contexts.set(key, created);
    return created;
  }
}

/** Returns the errors of packages that cannot be bundled. @param requires import paths of the packages of a function */
function packageErrors({ addonErrors }: PackageBundle, requires: readonly string[]): string[] {
  return [...new Set(requires.flatMap((name) => addonErrors[name] ?? []))];
}

/** Waits for a build. Returns its result, or the `BundleError` with which it failed. */
async function catchBundleError<Result>(building: Promise<Result>): Promise<Result | BundleError> {
  try {
    return await building;
  } catch (error) {
    if (error instanceof BundleError) return error;
    throw error;
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
