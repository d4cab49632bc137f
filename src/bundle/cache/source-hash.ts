import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import { buildSync } from "esbuild";
import { buildOptions } from "../build-options";
import { listOutputs } from "../build-output";
import { groupBy } from "../bundle-error";
import { type BundleRequest, bundleKey } from "../bundle-types";

/** Hash of the project's own code in a bundle. */
export interface SourceHash {
  /** Base64 SHA-256. It changes when esbuild's output for the project's own files changes. */
  readonly hash: string;
  /** The project's own files, relative to the project. */
  readonly inputs: readonly string[];
}

/**
 * Hashes esbuild's output for each entry without its packages. The output depends on the project's own files, on its
 * settings and on how imports resolve. It is not minified, so that no difference is lost.
 *
 * @returns the hashes by `bundleKey`; entries of a target that does not build, or builds with warnings, are left out
 * @see https://esbuild.github.io/api/#packages
 */
export function hashSources(
  requests: readonly BundleRequest[],
  root: string,
): ReadonlyMap<string, SourceHash> {
  const groups = [...groupBy(requests, ({ target }) => target)];
  return new Map(groups.flatMap(([target, group]) => hashTarget(group, target, root)));
}

function hashTarget(
  requests: readonly BundleRequest[],
  target: string,
  root: string,
): (readonly [string, SourceHash])[] {
  try {
    const options = { ...buildOptions(requests, target, root), packages: "external", minify: false } as const;
    const result = buildSync(options);
    if (result.warnings.length > 0) return [];
    return listOutputs(requests, root, result).map(({ request, code, sourceMap, inputs }) => {
      // Minified names depend on how often each letter occurs in a source file, also in types and removed code.
      const texts = inputs.map((input) => readFileSync(path.resolve(root, input)));
      const hash = hashOf(JSON.stringify([sourceMap, inputs, [code, ...texts].map(hashOf)]));
      return [bundleKey(request), { hash, inputs }] as const;
    });
  } catch {
    // The full build reports the error.
    return [];
  }
}

function hashOf(bytes: string | Uint8Array): string {
  return createHash("sha256").update(bytes).digest("base64");
}
