import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import { buildSync } from "esbuild";
import { buildOptions } from "../build-options";
import { listOutputs } from "../build-output";
import { isBuildFailure } from "../bundle-error";
import { type BundleRequest, bundleKey, groupByTarget, type RequestGroup } from "../bundle-types";
import { decoratorErrors } from "../decorator-metadata";
import { listSelfReferences } from "./self-references";

/** Hash of the project's own code in a bundle, without the code of packages. */
export interface SourceHash {
  /**
   * Base64 of the SHA-256. The hash changes if one of the project's own files or esbuild's output changes.
   */
  readonly hash: string;
  /** Paths of the project's own files in the bundle, relative to the project. */
  readonly inputs: readonly string[];
}

/**
 * Hashes esbuild's output for each entry, without the packages that the entry imports. The output depends on
 * the project's own files, on the project's settings for esbuild, such as `tsconfig.json`, and on how imports
 * resolve. The output is not minified, because two different sources could have the same minified code.
 *
 * @returns the hashes by `bundleKey`. All entries with the same target and settings are left out if their build has
 * errors or warnings
 * @see https://esbuild.github.io/api/#packages
 */
export function hashSources(
  requests: readonly BundleRequest[],
  root: string,
): ReadonlyMap<string, SourceHash> {
  return new Map(groupByTarget(requests).flatMap((group) => hashGroup(group, root)));
}

function hashGroup(group: RequestGroup, root: string): (readonly [string, SourceHash])[] {
  try {
    const alias = listSelfReferences(root);
    const options = {
      ...buildOptions(group.requests, group, root),
      packages: "external",
      alias,
      minify: false,
    } as const;
    const result = buildSync(options);
    if (result.warnings.length > 0) return [];
    const outputs = listOutputs(group.requests, root, result);
    if (decoratorErrors([...new Set(outputs.flatMap(({ inputs }) => inputs))], root).length > 0) return [];
    return outputs.map(({ request, code, sourceMap, inputs }) => {
      // When esbuild minifies the deployed bundle, it chooses names by how often each letter occurs in the
      // source files. Types and removed code also count, so the hash includes the content of the files.
      const contents = inputs.map((input) => readFileSync(path.resolve(root, input)));
      const hash = hashOf(JSON.stringify([sourceMap, inputs, [code, ...contents].map(hashOf)]));
      return [bundleKey(request), { hash, inputs }] as const;
    });
  } catch (error) {
    const isFileError = typeof (error as NodeJS.ErrnoException).code === "string";
    if (!isFileError && !isBuildFailure(error)) throw error;
    // The build of the complete bundles, which follows, reports the error.
    return [];
  }
}

function hashOf(bytes: string | Uint8Array): string {
  return createHash("sha256").update(bytes).digest("base64");
}
