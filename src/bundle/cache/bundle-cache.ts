import { createHash } from "node:crypto";
import { utimesSync } from "node:fs";
import path from "node:path";
import { version as esbuildVersion } from "esbuild";
import { buildOptions } from "../build-options";
import { type Bundle, type BundleRequest, bundleKey } from "../bundle-types";
import {
  fileSystemTime,
  ignoreCacheErrors,
  packageVersion,
  readEntry,
  removeOldEntries,
  writeEntry,
} from "./cache-file";
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
    ignoreCacheErrors(() => removeOldEntries(this.#dir));
  }

  #restore(request: BundleRequest, files: FileSystem): Bundle | undefined {
    const source = this.#sources.get(bundleKey(request));
    if (source === undefined) return undefined;
    const file = this.#cacheFile(request);
    const { key, installed, bundle } = readEntry<CacheEntry>(file);
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
    const entry: CacheEntry = { key: this.#keyOf(source, bundle), installed, bundle };
    writeEntry(this.#cacheFile(bundle), entry);
  }

  #listFiles({ inputs }: Bundle, source: SourceHash) {
    const resolve = (names: readonly string[]) => names.map((name) => path.resolve(this.#root, name));
    return {
      own: resolve(source.inputs),
      others: resolve(inputs.filter((name) => !source.inputs.includes(name))),
    };
  }

  #keyOf({ hash }: SourceHash, request: BundleRequest): string {
    return JSON.stringify([packageVersion(), esbuildVersion, buildOptions([], request, this.#root), hash]);
  }

  #cacheFile(request: BundleRequest): string {
    // Another version of V8 may be unable to read the file.
    const identity = [process.versions.v8, this.#root, bundleKey(request)];
    const name = createHash("sha256").update(JSON.stringify(identity));
    return path.join(this.#dir, name.digest("hex"));
  }
}
