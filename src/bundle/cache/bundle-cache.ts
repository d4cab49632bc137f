import { createHash } from "node:crypto";
import { readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import path from "node:path";
import { deserialize, serialize } from "node:v8";
import { version } from "esbuild";
import { buildOptions } from "../build-options";
import { type Bundle, type BundleRequest, bundleKey } from "../bundle-types";
import { type FileStamps, FileSystem } from "./file-stamps";
import { listInstalledFiles } from "./installed-package-files";
import { hashSources, type SourceHash } from "./source-hash";

/** Content of a cache file. */
interface CacheEntry {
  /** Cache key: esbuild's version and options, and the hash of the project's own code. */
  readonly key: string;
  /** Stamps of the packages in the bundle, when it was built. */
  readonly installed: FileStamps;
  readonly bundle: Bundle;
}

/**
 * Bundles of earlier builds, in a folder. Each build transforms the project's own code, which is fast, and hashes the
 * result. A cached bundle is used if the hash is the same and its packages are unchanged.
 *
 * The cache never fails a build. An entry that cannot be read, written or verified is built again.
 */
export class BundleCache {
  readonly #dir: string;
  readonly #root: string;
  /** Start of this build in ms, by the file system's clock. */
  readonly #startedAt: number | undefined;
  /** Hashes of the project's own code, by `bundleKey`. */
  readonly #sources: ReadonlyMap<string, SourceHash>;

  /**
   * @param dir an existing folder
   * @param root the project's folder, by its real path
   * @param requests every entry of this build
   */
  constructor(dir: string, root: string, requests: readonly BundleRequest[]) {
    this.#dir = dir;
    this.#root = root;
    this.#startedAt = ignoreErrors(() => fileSystemTime(dir));
    this.#sources = hashSources(requests, root);
  }

  /** Returns the cached bundles among the requested ones. */
  get(requests: readonly BundleRequest[]): readonly Bundle[] {
    const files = new FileSystem();
    return requests.flatMap((request) => ignoreErrors(() => this.#restore(request, files)) ?? []);
  }

  /** Stores bundles that were built after this cache was opened. Removes entries that were unused for a month. */
  put(bundles: readonly Bundle[]): void {
    const files = new FileSystem();
    for (const bundle of bundles) ignoreErrors(() => this.#store(bundle, files));
    ignoreErrors(() => removeOld(this.#dir));
  }

  #restore(request: BundleRequest, files: FileSystem): Bundle | undefined {
    const source = this.#sources.get(bundleKey(request));
    if (source === undefined) return undefined;
    const file = this.#cacheFile(request);
    const { key, installed, bundle } = readEntry(file);
    if (key !== this.#keyOf(source, request) || !files.isUnchanged(installed)) return undefined;
    utimesSync(file, new Date(), new Date());
    return bundle;
  }

  #store(bundle: Bundle, files: FileSystem): void {
    const source = this.#sources.get(bundleKey(bundle));
    if (source === undefined || this.#startedAt === undefined) return;
    const paths = this.#listFiles(bundle, source);
    const packageFiles = listInstalledFiles(paths);
    if (packageFiles === undefined) return;
    const installed = files.stampFiles([...packageFiles, ...toolVersion()]);
    // A file that changed during the build may have been read before or after the change.
    if (files.isAnyChangedSince([...paths.own, ...packageFiles], this.#startedAt)) return;
    writeEntry(this.#cacheFile(bundle), { key: this.#keyOf(source, bundle), installed, bundle });
  }

  #listFiles({ inputs }: Bundle, source: SourceHash) {
    const resolve = (names: readonly string[]) => names.map((name) => path.resolve(this.#root, name));
    return {
      own: resolve(source.inputs),
      others: resolve(inputs.filter((name) => !source.inputs.includes(name))),
    };
  }

  #keyOf({ hash }: SourceHash, { target }: BundleRequest): string {
    return JSON.stringify([version, buildOptions([], target, this.#root), hash]);
  }

  #cacheFile(request: BundleRequest): string {
    const name = createHash("sha256").update(JSON.stringify([this.#root, bundleKey(request)]));
    return path.join(this.#dir, name.digest("hex"));
  }
}

/** Returns the source files of `src/bundle` and of the zip library. A change to one of them invalidates the cache. */
function toolVersion(): readonly string[] {
  const folder = path.join(__dirname, "..");
  const sources = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) =>
    name.endsWith(".ts"),
  );
  return [...sources.map((name) => path.join(folder, name)), require.resolve("fflate")];
}

/** Length of the SHA-256 checksum at the start of a cache file. */
const CHECKSUM_BYTES = 32;

function writeEntry(file: string, entry: CacheEntry): void {
  const bytes = serialize(entry);
  const unfinished = `${file}.${process.pid}`;
  writeFileSync(unfinished, Buffer.concat([checksum(bytes), bytes]));
  renameSync(unfinished, file);
}

/** Reads a cache file. @throws Error if the file is missing or its checksum differs */
function readEntry(file: string): CacheEntry {
  const content = readFileSync(file);
  const bytes = content.subarray(CHECKSUM_BYTES);
  if (!checksum(bytes).equals(content.subarray(0, CHECKSUM_BYTES)))
    throw new Error(`${file}: the checksum differs`);
  return deserialize(bytes);
}

function checksum(bytes: Uint8Array): Buffer {
  return createHash("sha256").update(bytes).digest();
}

const MAX_UNUSED_MS = 30 * 24 * 60 * 60 * 1000;

function removeOld(dir: string): void {
  for (const name of readdirSync(dir)) {
    const file = path.join(dir, name);
    if (Date.now() - statSync(file).mtimeMs > MAX_UNUSED_MS) rmSync(file);
  }
}

/** Returns the time of the clock that dates files in a folder, in ms. It may differ from this process's clock. */
function fileSystemTime(dir: string): number {
  const file = path.join(dir, `${process.pid}`);
  writeFileSync(file, "");
  const { ctimeMs } = statSync(file);
  rmSync(file);
  return ctimeMs;
}

/** Returns `undefined` if the attempt throws: the cache is optional. */
function ignoreErrors<Result>(attempt: () => Result): Result | undefined {
  try {
    return attempt();
  } catch {
    return undefined;
  }
}
