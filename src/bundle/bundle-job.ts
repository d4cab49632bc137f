import { realpathSync } from "node:fs";
import { type BuildOutput, readBuildOutput } from "./build-output";
import {
  BundleError,
  type BundleErrorDetail,
  isBuildFailure,
  isEntryFile,
  missingEntryError,
  partition,
  toErrorDetails,
} from "./bundle-error";
import { DEFAULT_SETTINGS } from "./bundle-settings";
import { type BuildRequest, type Bundle, type BundleRequest, bundleKey, groupByTarget } from "./bundle-types";
import { BundleCache } from "./cache";
import { compressBundle } from "./create-zip";
import type { BuildResult } from "./run-build";
import { zipContents } from "./zip-contents";

export interface BundleOptions {
  /**
   * Existing folder of the bundle cache. A cached bundle is used only if a build would return the same bytes. Default:
   * no cache, so that every entry is built.
   */
  readonly cacheDir?: string;
}

/**
 * Work that bundles functions: the builds to run, and their results. The caller runs the builds, either synchronously or
 * asynchronously.
 */
export class BundleJob {
  readonly #root: string;
  readonly #cache?: BundleCache;
  readonly #cached: readonly Bundle[];
  readonly #present: readonly BundleRequest[];
  readonly #errors: BundleErrorDetail[];
  readonly #built: BuiltBundle[] = [];

  constructor(requests: readonly BundleRequest[], project: string, { cacheDir }: BundleOptions) {
    // esbuild resolves symbolic links in the paths that it reports, so `root` must not contain any.
    const root = realpathSync(project);
    const unique = [...new Map(requests.map((request) => [bundleKey(request), request])).values()];
    this.#root = root;
    this.#cache = cacheDir === undefined ? undefined : new BundleCache(cacheDir, root, unique);
    this.#cached = this.#cache?.get(unique.filter(isCacheable)) ?? [];
    const cachedKeys = new Set(this.#cached.map(bundleKey));
    const [present, missing] = partition(
      unique.filter((request) => !cachedKeys.has(bundleKey(request))),
      ({ entry }) => isEntryFile(root, entry),
    );
    this.#present = present;
    this.#errors = missing.map(({ entry }) => missingEntryError(root, entry));
  }

  /** Returns the builds of all entries that are not cached. @param maxEntries maximum number of entries per build */
  builds(maxEntries: number): BuildRequest[] {
    return groupByTarget(this.#present).flatMap((group) =>
      chunk(group.requests, maxEntries).map((requests) => ({ ...group, requests, root: this.#root })),
    );
  }

  /**
   * Adds the result of a build.
   *
   * @returns further builds that are needed. An entry is built again if a package has two instances. If a build fails,
   * esbuild returns no output, so the exports of the entries without errors are not checked yet. These entries are
   * built again to find their errors as well.
   */
  add(build: BuildRequest, result: BuildResult): readonly BuildRequest[] {
    const { requests, root } = build;
    if ("files" in result) {
      const { outputs, errors } = readBuildOutput(requests, root, result.files);
      this.#errors.push(...errors);
      const [dual, single] = partition(outputs, ({ dualPackages }) => dualPackages.length > 0);
      this.#built.push(...single.map((output) => this.#toBundle(output)));
      return dual.map((output) => rebuildWithMain(build, output));
    }
    if (!isBuildFailure(result.error)) throw result.error;
    const errors = toErrorDetails(result.error.errors);
    this.#errors.push(...errors);
    const invalid = new Set(errors.map(({ file }) => file));
    const others = requests.filter(({ entry }) => !invalid.has(entry));
    return others.length === 0 || others.length === requests.length ? [] : [{ ...build, requests: others }];
  }

  #toBundle(output: BuildOutput): BuiltBundle {
    const { code: _, legalText: __, requires: ___, dualPackages: ____, unresolved, ...rest } = output;
    const { files, errors } = zipContents(output, this.#root);
    this.#errors.push(...errors);
    return { bundle: { ...rest, ...compressBundle(files) }, unresolved };
  }

  /** Returns all bundles, by `bundleKey`. @throws BundleError if an entry cannot be built */
  finish(): Map<string, Bundle> {
    if (this.#errors.length > 0) throw new BundleError(removeDuplicates(this.#errors));
    // A bundle with an unresolved import is not cached. If the missing file is created later, the same source
    // files result in another bundle.
    this.#cache?.put(
      this.#built
        .filter(({ bundle, unresolved }) => unresolved.length === 0 && isCacheable(bundle))
        .map((entry) => entry.bundle),
    );
    const bundles = [...this.#cached, ...this.#built.map((entry) => entry.bundle)];
    return new Map(bundles.map((entry) => [bundleKey(entry), entry]));
  }
}

interface BuiltBundle extends Pick<BuildOutput, "unresolved"> {
  readonly bundle: Bundle;
}

/**
 * Returns true if the cache can detect every change of a bundle. It does not record the files that the options `copy`
 * and `nodeModules` add.
 */
function isCacheable({ settings = DEFAULT_SETTINGS }: BundleRequest): boolean {
  return settings.copy.length === 0 && settings.nodeModules.length === 0;
}

/** Returns a separate build of an entry, so that its code does not depend on the packages of other entries. */
function rebuildWithMain(build: BuildRequest, output: BuildOutput): BuildRequest {
  const { mainPackages = [] } = build;
  const requests = build.requests.filter((request) => bundleKey(request) === bundleKey(output));
  return { ...build, requests, mainPackages: [...mainPackages, ...output.dualPackages] };
}

function chunk<T>(items: readonly T[], size: number): T[][] {
  if (items.length <= size) return [[...items]];
  return [items.slice(0, size), ...chunk(items.slice(size), size)];
}

function removeDuplicates(errors: readonly BundleErrorDetail[]): BundleErrorDetail[] {
  return [...new Map(errors.map((error) => [error.message, error])).values()];
}
