import { createHash } from "node:crypto";
import { realpathSync } from "node:fs";
import { buildSync } from "esbuild";
import { buildOptions } from "./build-options";
import { type BuildOutput, readBuildOutput } from "./build-output";
import {
  BundleError,
  type BundleErrorDetail,
  groupBy,
  isBuildFailure,
  isEntryFile,
  missingEntryError,
  partition,
  toErrorDetails,
} from "./bundle-error";
import { type Bundle, type BundleRequest, bundleKey } from "./bundle-types";
import { BundleCache } from "./cache";
import { createZip } from "./create-zip";

/**
 * Bundles functions with esbuild. Functions for the same Node version are bundled in one build. A bundle is
 * one CommonJS file, minified and tree-shaken. The AWS SDK is bundled like any other package. The same source
 * files, packages and settings always result in a zip with the same bytes.
 *
 * @param requests entries to bundle. Duplicates are built once
 * @param project absolute path of the project's folder. Entries and all paths in the result are relative to
 * this folder
 * @param options.cacheDir existing folder of the bundle cache. A cached bundle is used only if a build would
 * return the same bytes. Default: no cache, so that every entry is built
 * @returns the bundles, by {@link bundleKey}
 * @throws BundleError if an entry cannot be built, with the errors of all entries. No file has been written
 * @see https://esbuild.github.io/api/#entry-points
 */
export function bundle(
  requests: readonly BundleRequest[],
  project: string,
  { cacheDir }: { readonly cacheDir?: string } = {},
): Map<string, Bundle> {
  // esbuild resolves symbolic links in the paths that it reports, so `root` must not contain any.
  const root = realpathSync(project);
  const unique = [...new Map(requests.map((request) => [bundleKey(request), request])).values()];
  const cache = cacheDir === undefined ? undefined : new BundleCache(cacheDir, root, unique);
  const cached = cache?.get(unique) ?? [];
  const cachedKeys = new Set(cached.map(bundleKey));
  const [present, missing] = partition(
    unique.filter((request) => !cachedKeys.has(bundleKey(request))),
    ({ entry }) => isEntryFile(root, entry),
  );
  const errors = missing.map(({ entry }) => missingEntryError(root, entry));
  const built: BuiltBundle[] = [];
  for (const [target, group] of groupBy(present, (request) => request.target)) {
    const result = build(group, target, root);
    errors.push(...result.errors);
    built.push(...result.bundles);
  }
  if (errors.length > 0) throw new BundleError(removeDuplicates(errors));
  // A bundle with an unresolved import is not cached. If the missing file is created later, the same source
  // files result in another bundle.
  cache?.put(built.filter(({ unresolved }) => unresolved.length === 0).map((entry) => entry.bundle));
  const bundles = [...cached, ...built.map((entry) => entry.bundle)];
  return new Map(bundles.map((entry) => [bundleKey(entry), entry]));
}

/** Bundles and errors of one build, for one Node version. */
interface BuildResult {
  readonly bundles: readonly BuiltBundle[];
  readonly errors: readonly BundleErrorDetail[];
}

function build(requests: readonly BundleRequest[], target: string, root: string): BuildResult {
  try {
    const { outputs, errors } = readBuildOutput(
      requests,
      root,
      buildSync(buildOptions(requests, target, root)),
    );
    return { bundles: outputs.map(toBundle), errors };
  } catch (error) {
    if (!isBuildFailure(error)) throw error;
    return toFailure(requests, target, root, toErrorDetails(error.errors));
  }
}

interface BuiltBundle extends Pick<BuildOutput, "unresolved"> {
  readonly bundle: Bundle;
}

function toBundle({ code, unresolved, requires: _, ...rest }: BuildOutput): BuiltBundle {
  return { bundle: { ...rest, ...compressBundle(code) }, unresolved };
}

/**
 * Returns all errors of a failed build. esbuild returns no output for a failed build, so the exports of the
 * entries without errors are not checked yet. These entries are built again to find their errors as well.
 */
function toFailure(
  requests: readonly BundleRequest[],
  target: string,
  root: string,
  errors: readonly BundleErrorDetail[],
): BuildResult {
  const invalid = new Set(errors.map(({ file }) => file));
  const others = requests.filter(({ entry }) => !invalid.has(entry));
  if (others.length === 0 || others.length === requests.length) return { bundles: [], errors };
  return { bundles: [], errors: [...errors, ...build(others, target, root).errors] };
}

type CompressedBundle = Pick<Bundle, "zip" | "hash" | "unpackedSize">;

/** Returns the zip of a function's code, with its hash and its unpacked size. */
export function compressBundle(code: Uint8Array): CompressedBundle {
  const zip = createZip({ "index.js": code });
  return {
    zip,
    hash: createHash("sha256").update(zip).digest("base64"),
    unpackedSize: code.byteLength,
  };
}

function removeDuplicates(errors: readonly BundleErrorDetail[]): BundleErrorDetail[] {
  return [...new Map(errors.map((error) => [error.message, error])).values()];
}
