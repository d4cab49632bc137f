import { createHash } from "node:crypto";
import { realpathSync, statSync } from "node:fs";
import path from "node:path";
import { type BuildFailure, buildSync } from "esbuild";
import { buildOptions } from "./build-options";
import { type BuildOutput, readBuildOutput } from "./build-output";
import {
  BundleError,
  type BundleErrorDetail,
  groupBy,
  missingEntryError,
  toErrorDetails,
} from "./bundle-error";
import { type Bundle, type BundleRequest, bundleKey } from "./bundle-types";
import { BundleCache } from "./cache/bundle-cache";
import { createZip } from "./create-zip";

/**
 * Bundles any number of functions, with one build per target: CommonJS, minified, tree-shaken, with the AWS SDK
 * included. The bytes of an entry's zip depend only on that entry and the files that it imports.
 *
 * @param requests the entries to bundle; duplicates are built once
 * @param project the project's folder, absolute; entries and all paths in the result are relative to it
 * @param options.cacheDir an existing folder for the bundle cache. A later build takes a bundle from it if a build would
 * return the same. Default: no cache, every entry is built
 * @returns the bundles, by {@link bundleKey}
 * @throws BundleError if an entry does not build, with one detail per file; nothing has been written
 * @see https://esbuild.github.io/api/#entry-points
 */
export function bundle(
  requests: readonly BundleRequest[],
  project: string,
  { cacheDir }: { readonly cacheDir?: string } = {},
): Map<string, Bundle> {
  // esbuild reports files by their real paths.
  const root = realpathSync(project);
  const unique = [...new Map(requests.map((request) => [bundleKey(request), request])).values()];
  const cache = cacheDir === undefined ? undefined : new BundleCache(cacheDir, root, unique);
  const cached = cache?.get(unique) ?? [];
  const cachedKeys = new Set(cached.map(bundleKey));
  const [present, missing] = partition(
    unique.filter((request) => !cachedKeys.has(bundleKey(request))),
    ({ entry }) => statSync(path.join(root, entry), { throwIfNoEntry: false })?.isFile() === true,
  );
  const errors = missing.map(({ entry }) => missingEntryError(root, entry));
  const built: BuiltBundle[] = [];
  for (const [target, group] of groupBy(present, (request) => request.target)) {
    const result = build(group, target, root);
    errors.push(...result.errors);
    built.push(...result.bundles);
  }
  if (errors.length > 0) throw new BundleError(removeDuplicates(errors));
  // A bundle with an unresolved import is not cached, because it changes when the imported file appears.
  cache?.put(built.filter(({ unresolved }) => unresolved.length === 0).map((entry) => entry.bundle));
  const bundles = [...cached, ...built.map((entry) => entry.bundle)];
  return new Map(bundles.map((entry) => [bundleKey(entry), entry]));
}

/** Bundles and errors of one build. */
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

function toBundle({ code, unresolved, ...rest }: BuildOutput): BuiltBundle {
  return { bundle: { ...rest, ...compressBundle(code) }, unresolved };
}

/**
 * Returns all errors of a failed build. Such a build has no output to check, so the entries without an error are built
 * again.
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

/** Checks for the error that esbuild throws for code that it cannot build. */
export function isBuildFailure(error: unknown): error is BuildFailure {
  return Array.isArray((error as Partial<BuildFailure> | undefined)?.errors);
}

function partition<T>(items: readonly T[], test: (item: T) => boolean): [T[], T[]] {
  return [items.filter(test), items.filter((item) => !test(item))];
}

function removeDuplicates(errors: readonly BundleErrorDetail[]): BundleErrorDetail[] {
  return [...new Map(errors.map((error) => [error.message, error])).values()];
}
