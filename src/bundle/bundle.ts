import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import path from "node:path";
import { type BuildFailure, type BuildOptions, type BuildResult, buildSync, type Metafile } from "esbuild";
import { BundleError, type BundleFault, buildFaults, missingEntry, missingHandler } from "./bundle-error";
import { groupBy } from "./group-by";
import { zip } from "./zip";

/** One file to bundle, and for what. */
export interface BundleRequest {
  /** The file that exports `handler`, relative to the project: `functions/products/create.ts`. */
  readonly entry: string;
  /** The Node version that runs it, as esbuild names it: `node22`. */
  readonly target: string;
}

/** A bundled function. */
export interface Bundle extends BundleRequest {
  /** Every file that went in, relative to the project, sorted. */
  readonly inputs: readonly string[];
  /** A zip with `index.js` in it. */
  readonly zip: Uint8Array;
  /** Base64 of the SHA-256 of the zip's bytes: Terraform's `source_code_hash`. */
  readonly hash: string;
  /** Bytes. */
  readonly unpackedSize: number;
  /** The source map of `index.js`, without the sources' text. */
  readonly sourceMap: string;
}

/**
 * Bundles any number of functions, all of one target in one build: CommonJS, minified, tree-shaken, with the SDK
 * inside. What an entry's zip holds depends on that entry and what it imports, and on nothing else.
 *
 * @param requests what to bundle; one that is asked for twice is built once
 * @param root the project's folder, absolute: entries are relative to it, and so is all that is written
 * @returns the bundles, by {@link bundleKey}
 * @throws BundleError with one fault a file, before anything is written
 * @see https://esbuild.github.io/api/#entry-points
 */
export function bundle(requests: readonly BundleRequest[], root: string): Map<string, Bundle> {
  const unique = [...new Map(requests.map((request) => [bundleKey(request), request])).values()];
  const [present, missing] = partition(unique, ({ entry }) => existsSync(path.join(root, entry)));
  const faults = missing.map(({ entry }) => missingEntry(root, entry));
  const bundles = new Map<string, Bundle>();
  for (const [target, group] of groupBy(present, (request) => request.target)) {
    const built = build(group, target, root);
    faults.push(...built.faults);
    for (const one of built.bundles) bundles.set(bundleKey(one), one);
  }
  if (faults.length > 0) throw new BundleError(distinct(faults));
  return bundles;
}

/** Requests of one key are one bundle. */
export function bundleKey({ entry, target }: BundleRequest): string {
  return `${target} ${entry}`;
}

interface Built {
  readonly bundles: readonly Bundle[];
  readonly faults: readonly BundleFault[];
}

function build(requests: readonly BundleRequest[], target: string, root: string): Built {
  let result: BuildResult<{ write: false; metafile: true }>;
  try {
    result = buildSync({ ...options(target, root), entryPoints: requests.map(entryPoint) });
  } catch (error) {
    if (!isBuildFailure(error)) throw error;
    return { bundles: [], faults: buildFaults(error.errors) };
  }
  const outputs = new Map(result.outputFiles.map((file) => [path.relative(root, file.path), file]));
  const bundles: Bundle[] = [];
  const faults: BundleFault[] = [];
  requests.forEach((request, index) => {
    const name = outputName(index);
    const code = outputs.get(name)?.contents ?? new Uint8Array();
    const exported = exportedNames(code, result.metafile.inputs[request.entry]?.format);
    if (!exported.includes("handler")) faults.push(missingHandler(request.entry, exported));
    bundles.push({
      ...request,
      ...packed(code),
      inputs: reachedFrom(request.entry, result.metafile),
      sourceMap: outputs.get(`${name}.map`)?.text ?? "",
    });
  });
  return { bundles, faults };
}

/** An entry and all it imports, also what left no byte in the bundle: a change to that may leave one. */
function reachedFrom(entry: string, { inputs }: Metafile): string[] {
  const reached = new Set([entry]);
  for (const file of reached) {
    for (const { path: imported, external } of inputs[file]?.imports ?? [])
      if (!external) reached.add(imported);
  }
  return [...reached].sort();
}

/** The zip of a function's code, with what Terraform and a reader want to know of it. */
export function packed(code: Uint8Array): Pick<Bundle, "zip" | "hash" | "unpackedSize"> {
  const bytes = zip({ "index.js": code });
  return {
    zip: bytes,
    hash: createHash("sha256").update(bytes).digest("base64"),
    unpackedSize: code.byteLength,
  };
}

const OUT = "out";

function options(target: string, root: string): BuildOptions & { write: false; metafile: true } {
  return {
    absWorkingDir: root,
    outdir: OUT,
    bundle: true,
    format: "cjs",
    platform: "node",
    target,
    minify: true,
    legalComments: "none",
    // A package's ES module first: only that can be tree-shaken. The DynamoDB client is a third smaller for it.
    mainFields: ["module", "main"],
    sourcemap: "external",
    sourcesContent: false,
    metafile: true,
    write: false,
    logLevel: "silent",
  };
}

function entryPoint({ entry }: BundleRequest, index: number): { in: string; out: string } {
  return { in: `./${entry}`, out: `${index}/index` };
}

function outputName(index: number): string {
  return path.join(OUT, `${index}`, "index.js");
}

/**
 * The names a bundle exports, from the annotation that esbuild leaves for Node at the end of CommonJS made of an ES
 * module. An entry that is CommonJS itself may export anything, and is taken to export `handler`.
 */
function exportedNames(code: Uint8Array, format?: "cjs" | "esm"): string[] {
  if (format === "cjs") return ["handler"];
  const end = Buffer.from(code.subarray(-4096)).toString("utf8");
  const [, names = ""] = /0&&\(module\.exports=\{([^}]*)\}\);?\s*$/.exec(end) ?? [];
  return names
    .split(",")
    .map((name) => name.split(":")[0]?.trim() ?? "")
    .filter(Boolean);
}

function isBuildFailure(error: unknown): error is BuildFailure {
  return Array.isArray((error as Partial<BuildFailure> | undefined)?.errors);
}

function partition<T>(items: readonly T[], test: (item: T) => boolean): [T[], T[]] {
  return [items.filter(test), items.filter((item) => !test(item))];
}

function distinct(faults: readonly BundleFault[]): BundleFault[] {
  return [...new Map(faults.map((fault) => [fault.message, fault])).values()];
}
