import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import { buildSync } from "esbuild";
import { buildOptions } from "../build-options";
import { listOutputs } from "../build-output";
import { groupBy } from "../bundle-error";
import { type BundleRequest, bundleKey } from "../bundle-request";

/** The project's own code in a bundle. */
export interface SourceHash {
  /** Another one, once esbuild makes anything else of it. */
  readonly hash: string;
  /** Its files, relative to the project. */
  readonly inputs: readonly string[];
}

/**
 * What esbuild makes of each entry without its packages, and of what: all that a project's own files, its settings and what they
 * lead to have to say in a bundle. It is not minified, so that nothing of it is lost.
 *
 * @returns by `bundleKey`; without those of a target that cannot be built, or of which esbuild warns
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
      // Names are minified by how often each letter is in a file, also in its types and in what is left out.
      const texts = inputs.map((input) => readFileSync(path.resolve(root, input)));
      const hash = hashOf(JSON.stringify([sourceMap, inputs, [code, ...texts].map(hashOf)]));
      return [bundleKey(request), { hash, inputs }] as const;
    });
  } catch {
    // The build of the whole says what is wrong.
    return [];
  }
}

function hashOf(bytes: string | Uint8Array): string {
  return createHash("sha256").update(bytes).digest("base64");
}
