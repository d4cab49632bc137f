import { createHash } from "node:crypto";
import { realpathSync, statSync } from "node:fs";
import path from "node:path";
import { type BuildFailure, buildSync } from "esbuild";
import { buildOptions } from "./build-options";
import { type Linked, linkedBy } from "./build-output";
import { BundleError, type BundleFault, buildFaults, groupBy, missingEntry } from "./bundle-error";
import { type Bundle, type BundleRequest, bundleKey } from "./bundle-request";
import { KeptBundles } from "./cache/bundle-cache";
import { zip } from "./create-zip";

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
  const kept = folder === undefined ? undefined : new KeptBundles(folder, root, unique);
  const taken = new Map(kept?.find(unique).map((one) => [bundleKey(one), one]));
  const [present, missing] = partition(
    unique.filter((request) => !taken.has(bundleKey(request))),
    ({ entry }) => statSync(path.join(root, entry), { throwIfNoEntry: false })?.isFile() === true,
  );
  const faults = missing.map(({ entry }) => missingEntry(root, entry));
  const built: Made[] = [];
  for (const [target, group] of groupBy(present, (request) => request.target)) {
    const { bundles, faults: found } = build(group, target, root);
    faults.push(...found);
    built.push(...bundles);
  }
  if (faults.length > 0) throw new BundleError(distinct(faults));
  // One that does without what it imports would have it, once it is there.
  kept?.keep(built.filter(({ unresolved }) => unresolved.length === 0).map((made) => made.bundle));
  const all = [...taken.values(), ...built.map((made) => made.bundle)];
  return new Map(all.map((one) => [bundleKey(one), one]));
}

/** What a build gave. */
interface Built {
  readonly bundles: readonly Made[];
  readonly faults: readonly BundleFault[];
}

function build(requests: readonly BundleRequest[], target: string, root: string): Built {
  try {
    const { linked, faults } = linkedBy(requests, root, buildSync(buildOptions(requests, target, root)));
    return { bundles: linked.map(made), faults };
  } catch (error) {
    if (!isBuildFailure(error)) throw error;
    return failed(requests, target, root, buildFaults(error.errors));
  }
}

interface Made extends Pick<Linked, "unresolved"> {
  readonly bundle: Bundle;
}

function made({ code, unresolved, ...rest }: Linked): Made {
  return { bundle: { ...rest, ...packed(code) }, unresolved };
}

/** A build that failed says nothing of what is wrong beyond: those entries that were not at fault are tried again. */
function failed(
  requests: readonly BundleRequest[],
  target: string,
  root: string,
  faults: readonly BundleFault[],
): Built {
  const atFault = new Set(faults.map(({ file }) => file));
  const others = requests.filter(({ entry }) => !atFault.has(entry));
  if (others.length === 0 || others.length === requests.length) return { bundles: [], faults };
  return { bundles: [], faults: [...faults, ...build(others, target, root).faults] };
}

type Packed = Pick<Bundle, "zip" | "hash" | "unpackedSize">;

/** The zip of a function's code, with what Terraform and a reader want to know of it. */
export function packed(code: Uint8Array): Packed {
  const bytes = zip({ "index.js": code });
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

function distinct(faults: readonly BundleFault[]): BundleFault[] {
  return [...new Map(faults.map((fault) => [fault.message, fault])).values()];
}
