import { createHash } from "node:crypto";
import { realpathSync, statSync } from "node:fs";
import path from "node:path";
import { type BuildFailure, type BuildResult, buildSync, type Metafile, type OutputFile } from "esbuild";
import { buildOptions, outputName } from "./build-options";
import { BundleError, type BundleFault, buildFaults, missingEntry, missingHandler } from "./bundle-error";
import { groupBy } from "./group-by";
import { KeptBundles } from "./kept-bundles";
import { type Bundle, type BundleRequest, bundleKey } from "./request";
import { zip } from "./zip";

/**
 * Bundles any number of functions, all of one target in one build: CommonJS, minified, tree-shaken, with the SDK
 * inside. What an entry's zip holds depends on that entry and what it imports, and on nothing else.
 *
 * @param requests what to bundle; one that is asked for twice is built once
 * @param project the project's folder, absolute: entries are relative to it, and so is all that is written
 * @param options.kept a folder where bundles are kept, and taken from by a later build where nothing that they are made of
 * is another. Default: all are built
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
  const kept = folder === undefined ? undefined : new KeptBundles(folder, root);
  const found = new Map(kept?.find(unique).map((one) => [bundleKey(one), one]));
  const [present, missing] = partition(
    unique.filter((request) => !found.has(bundleKey(request))),
    ({ entry }) => statSync(path.join(root, entry), { throwIfNoEntry: false })?.isFile() === true,
  );
  const faults = missing.map(({ entry }) => missingEntry(root, entry));
  const built: Bundle[] = [];
  for (const [target, group] of groupBy(present, (request) => request.target)) {
    const made = build(group, target, root);
    faults.push(...made.faults);
    built.push(...made.bundles);
  }
  if (faults.length > 0) throw new BundleError(distinct(faults));
  kept?.keep(built);
  return new Map([...found.values(), ...built].map((one) => [bundleKey(one), one]));
}

/** What a build gave. */
interface Built {
  readonly bundles: readonly Bundle[];
  readonly faults: readonly BundleFault[];
}

function build(requests: readonly BundleRequest[], target: string, root: string): Built {
  try {
    const { linked, faults } = linkedBy(requests, root, buildSync(buildOptions(requests, target, root)));
    return { bundles: linked.map(({ code, ...rest }) => ({ ...rest, ...packed(code) })), faults };
  } catch (error) {
    if (!isBuildFailure(error)) throw error;
    return failed(requests, target, root, buildFaults(error.errors));
  }
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

/** An entry with all that it imports, in one file. */
export interface Linked extends Omit<Bundle, keyof Packed> {
  /** `index.js`. */
  readonly code: Uint8Array;
}

/** What esbuild's result is to those who asked for it. */
export function linkedBy(requests: readonly BundleRequest[], root: string, result: Result) {
  const files = new Map(result.outputFiles.map((file) => [path.relative(root, file.path), file]));
  const linked: Linked[] = [];
  // A package's author has seen the warnings about it; those about the project's own files nobody else will.
  const faults: BundleFault[] = buildFaults(
    result.warnings.filter(({ location }) => !location?.file.includes("node_modules/")),
  );
  requests.forEach((request, index) => {
    const { code, map, entryPoint } = outputOf(files, result.metafile, outputName(index));
    const exported = exportedNames(code, entryPoint, result.metafile);
    if (!exported.includes("handler")) faults.push(missingHandler(request.entry, exported));
    linked.push({ ...request, code, ...reachedFrom(entryPoint, result.metafile), sourceMap: map });
  });
  return { linked, faults };
}

/** What esbuild made of one entry. */
function outputOf(files: ReadonlyMap<string, OutputFile>, { outputs }: Metafile, name: string) {
  const code = files.get(name);
  const map = files.get(`${name}.map`);
  const entryPoint = outputs[name.replaceAll(path.sep, "/")]?.entryPoint;
  if (code && map && entryPoint !== undefined) return { code: code.contents, map: map.text, entryPoint };
  throw new Error(`esbuild gave no ${name}, but ${[...files.keys()].join(", ")}`);
}

type Result = BuildResult<{ write: false; metafile: true }>;

/** An entry and all it imports, also what left no byte in the bundle: a change to that may leave one. */
function reachedFrom(entry: string, { inputs }: Metafile): Pick<Bundle, "inputs" | "imports"> {
  const reached = new Set([entry]);
  const imports = new Set<string>();
  for (const file of reached) {
    for (const { path: imported, original = imported, external } of inputs[file]?.imports ?? []) {
      if (!external) reached.add(imported);
      if (!/^[.#/]/.test(original)) imports.add(original);
      else if (external) imports.add(`./${path.posix.join(path.posix.dirname(file), original)}`);
    }
  }
  return { inputs: [...reached].sort(), imports: [...imports].sort() };
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

/**
 * The names a bundle exports, from the annotation that esbuild leaves for Node at the end of CommonJS made of an ES
 * module. It leaves none where names come of CommonJS, which is taken at its word if it speaks of a handler at all.
 */
function exportedNames(code: Uint8Array, entryPoint: string, { inputs }: Metafile): string[] {
  const text = Buffer.from(code).toString("utf8");
  const annotation = text.slice(text.lastIndexOf("0&&(module.exports={"));
  const [, names] = /^0&&\(module\.exports=\{([^}]*)\}\);?\s*$/.exec(annotation) ?? [];
  if (names !== undefined) return names.split(",").map((name) => name.split(":")[0]?.trim() ?? "");
  const nearest = [entryPoint, ...(inputs[entryPoint]?.imports ?? []).map((one) => one.path)];
  const isCommonJs = nearest.some((file) => inputs[file]?.format === "cjs");
  return isCommonJs && /\bhandler\b/.test(text) ? ["handler"] : [];
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
