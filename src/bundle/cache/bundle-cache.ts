import { createHash } from "node:crypto";
import { readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import path from "node:path";
import { debuglog } from "node:util";
import { deserialize, serialize } from "node:v8";
import { version as esbuildVersion } from "esbuild";
import { buildOptions } from "../build-options";
import { type Bundle, type BundleRequest, bundleKey } from "../bundle-types";
import { type FileStamps, FileSystem } from "./file-stamps";
import { listInstalledFiles } from "./installed-package-files";
import { hashSources, type SourceHash } from "./source-hash";

/** Content of a cache file. */
interface CacheEntry {
  /**
   * Cache key: the versions of Gatewright and esbuild, esbuild's options, and the hash of the project's own code. If
   * the key has changed, the bundle is not used.
   */
  readonly key: string;
  /** State of the installed packages at the time of the build. */
  readonly installed: FileStamps;
  readonly bundle: Bundle;
}

/**
 * Cache of the bundles of earlier builds, in a folder. The constructor builds the project's own code without
 * its packages, which is fast, and hashes the result. A cached bundle is used if this hash and the packages
 * are the same as in the earlier build.
 *
 * An error in the cache never fails a build: a bundle that cannot be read or verified is built again, and a
 * bundle that cannot be written is not cached.
 */
export class BundleCache {
  readonly #dir: string;
  readonly #root: string;
  /**
   * Start of this build in ms, by the clock of the file system, which also sets the times of files. Undefined
   * if the clock cannot be read.
   */
  readonly #startedAt: number | undefined;
  /** Hashes of the project's own code, by `bundleKey`. */
  readonly #sources: ReadonlyMap<string, SourceHash>;

  /**
   * @param dir folder of the cache, which must exist
   * @param root path of the project's folder, without symbolic links
   * @param requests all entries of this build
   */
  constructor(dir: string, root: string, requests: readonly BundleRequest[]) {
    this.#dir = dir;
    this.#root = root;
    this.#startedAt = ignoreCacheErrors(() => fileSystemTime(dir));
    this.#sources = hashSources(requests, root);
  }

  /** Returns the requested bundles that are in the cache and up to date. */
  get(requests: readonly BundleRequest[]): readonly Bundle[] {
    const files = new FileSystem();
    return requests.flatMap((request) => ignoreCacheErrors(() => this.#restore(request, files)) ?? []);
  }

  /**
   * Stores bundles that were built after this object was created. Deletes bundles that were not used for 30
   * days.
   */
  put(bundles: readonly Bundle[]): void {
    const files = new FileSystem();
    for (const bundle of bundles) ignoreCacheErrors(() => this.#store(bundle, files));
    ignoreCacheErrors(() => removeOld(this.#dir));
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
    const installed = files.stampFiles(packageFiles);
    // Do not store a bundle if a file changed after the start of the build, because esbuild may have read the
    // file before the change.
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
    return JSON.stringify([packageVersion(), esbuildVersion, buildOptions([], target, this.#root), hash]);
  }

  #cacheFile(request: BundleRequest): string {
    // Another version of V8 may be unable to read the file.
    const identity = [process.versions.v8, this.#root, bundleKey(request)];
    const name = createHash("sha256").update(JSON.stringify(identity));
    return path.join(this.#dir, name.digest("hex"));
  }
}

/** Length of the SHA-256 checksum that a cache file starts with. */
const CHECKSUM_BYTES = 32;

function writeEntry(file: string, entry: CacheEntry): void {
  const bytes = serialize(entry);
  const unfinished = `${file}.${process.pid}`;
  writeFileSync(unfinished, Buffer.concat([checksum(bytes), bytes]));
  renameSync(unfinished, file);
}

/** Reads a cache file. @throws CorruptEntryError if the checksum differs */
function readEntry(file: string): CacheEntry {
  const content = readFileSync(file);
  const bytes = content.subarray(CHECKSUM_BYTES);
  if (!checksum(bytes).equals(content.subarray(0, CHECKSUM_BYTES)))
    throw new CorruptEntryError(`${file}: the checksum differs`);
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

/**
 * Returns the current time of the file system of a folder, in ms. The time of a network file system may
 * differ from the clock of this computer.
 */
function fileSystemTime(dir: string): number {
  const file = path.join(dir, `${process.pid}`);
  writeFileSync(file, "");
  const { ctimeMs } = statSync(file);
  rmSync(file);
  return ctimeMs;
}

/** Version of this package. A new version may build other bundles from the same sources. */
function packageVersion(): unknown {
  return JSON.parse(readFileSync(path.join(__dirname, "../../../package.json"), "utf8")).version;
}

/** Error of a cache file whose content was changed or truncated. */
class CorruptEntryError extends Error {}

/** Prints errors of the cache if the environment variable `NODE_DEBUG` contains `gatewright`. */
const debug = debuglog("gatewright");

/**
 * Returns the result of a function, or `undefined` if the function throws an error of the file system or of a cache
 * file, because a build must also succeed without the cache.
 *
 * @throws any other error, which is a mistake in the code
 */
function ignoreCacheErrors<Result>(attempt: () => Result): Result | undefined {
  try {
    return attempt();
  } catch (error) {
    const isFileError = typeof (error as NodeJS.ErrnoException).code === "string";
    if (!isFileError && !(error instanceof CorruptEntryError)) throw error;
    debug("bundle cache: %s", (error as Error).message);
    return undefined;
  }
}
