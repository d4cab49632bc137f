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
import { type Bundle, type BundleRequest, bundleKey } from "./bundle-request";
import { BundleCache } from "./cache/bundle-cache";
import { createZip } from "./create-zip";

/**
 * Bundles any number of functions, all of one target in one build: CommonJS, minified, tree-shaken, with the SDK
 * inside. What an entry's zip holds depends on that entry and what it imports, and on nothing else.
 *
 * @param requests what to bundle; one that is asked for twice is built once
 * @param project the project's folder, absolute: entries are relative to it, and so is all that is written
 * @param options.kept a folder that is there, where bundles are kept, and taken from by a later build that would give the same.
 * Default: all are built
 * @returns the bundles, by {@link bundleKey}
 * @throws BundleError with one fault a file, before anything is written
 * @see https://esbuild.github.io/api/#entry-points
 */
export function bundle(
  requests: readonly BundleRequest[],
  project: string,
  { kept: folder }: { readonly kept?: string } = {},
): Map<string, Bundle> {
  // esbuild speaks of files by their real paths.
  const root = realpathSync(project);
  const unique = [...new Map(requests.map((request) => [bundleKey(request), request])).values()];
  const kept = folder === undefined ? undefined : new BundleCache(folder, root, unique);
  const taken = new Map(kept?.get(unique).map((one) => [bundleKey(one), one]));
  const [present, missing] = partition(
    unique.filter((request) => !taken.has(bundleKey(request))),
    ({ entry }) => statSync(path.join(root, entry), { throwIfNoEntry: false })?.isFile() === true,
  );
  const faults = missing.map(({ entry }) => missingEntryError(root, entry));
  const built: MadeBundle[] = [];
  for (const [target, group] of groupBy(present, (request) => request.target)) {
    const { bundles, errors: found } = build(group, target, root);
    faults.push(...found);
    built.push(...bundles);
  }
  if (faults.length > 0) throw new BundleError(distinct(faults));
  // One that does without what it imports would have it, once it is there.
  kept?.put(built.filter(({ unresolved }) => unresolved.length === 0).map((made) => made.bundle));
  const all = [...taken.values(), ...built.map((made) => made.bundle)];
  return new Map(all.map((one) => [bundleKey(one), one]));
}

/** What a build gave. */
interface BuildResult {
  readonly bundles: readonly MadeBundle[];
  readonly errors: readonly BundleErrorDetail[];
}

function build(requests: readonly BundleRequest[], target: string, root: string): BuildResult {
  try {
    const { linked, faults } = readBuildOutput(
      requests,
      root,
      buildSync(buildOptions(requests, target, root)),
    );
    return { bundles: linked.map(toBundle), errors: faults };
  } catch (error) {
    if (!isBuildFailure(error)) throw error;
    return toFailure(requests, target, root, toErrorDetails(error.errors));
  }
}

interface MadeBundle extends Pick<BuildOutput, "unresolved"> {
  readonly bundle: Bundle;
}

function toBundle({ code, unresolved, ...rest }: BuildOutput): MadeBundle {
  return { bundle: { ...rest, ...compressBundle(code) }, unresolved };
}

/** A build that failed says nothing of what is wrong beyond: those entries that were not at fault are tried again. */
function toFailure(
  requests: readonly BundleRequest[],
  target: string,
  root: string,
  faults: readonly BundleErrorDetail[],
): BuildResult {
  const atFault = new Set(faults.map(({ file }) => file));
  const others = requests.filter(({ entry }) => !atFault.has(entry));
  if (others.length === 0 || others.length === requests.length) return { bundles: [], errors: faults };
  return { bundles: [], errors: [...faults, ...build(others, target, root).errors] };
}

type CompressedBundle = Pick<Bundle, "zip" | "hash" | "unpackedSize">;

/** The zip of a function's code, with what Terraform and a reader want to know of it. */
export function compressBundle(code: Uint8Array): CompressedBundle {
  const bytes = createZip({ "index.js": code });
  return {
    zip: bytes,
    hash: createHash("sha256").update(bytes).digest("base64"),
    unpackedSize: code.byteLength,
  };
}

/** Whether it is what esbuild throws for code that it cannot build. */
export function isBuildFailure(error: unknown): error is BuildFailure {
  return Array.isArray((error as Partial<BuildFailure> | undefined)?.errors);
}

function partition<T>(items: readonly T[], test: (item: T) => boolean): [T[], T[]] {
  return [items.filter(test), items.filter((item) => !test(item))];
}

function distinct(faults: readonly BundleErrorDetail[]): BundleErrorDetail[] {
  return [...new Map(faults.map((fault) => [fault.message, fault])).values()];
}
