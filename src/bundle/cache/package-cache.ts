import { createHash } from "node:crypto";
import { mkdirSync, utimesSync } from "node:fs";
import path from "node:path";
import { version as esbuildVersion } from "esbuild";
import { buildOptions } from "../build-options";
import { type BuildTarget, buildKey, type PackageBundle } from "../bundle-types";
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

/** Content of a cache file. */
interface CacheEntry {
  /** Versions of Gatewright and esbuild, and esbuild's options. If they have changed, the bundle is not used. */
  readonly key: string;
  /** State of the installed packages at the time of the build. */
  readonly installed: FileStamps;
  readonly packages: PackageBundle;
}

/**
 * Cache folder for the last {@link PackageBundle} of a project with the same Node version and settings. An error in the
 * cache never fails a build: packages that cannot be read or verified are built again.
 */
export class PackageCache {
  readonly #dir: string;
  readonly #root: string;
  readonly #target: BuildTarget;

  /**
   * @param dir folder of the cache, which is created if it does not exist
   * @param root path of the project's folder, without symbolic links
   */
  constructor(dir: string, root: string, target: BuildTarget) {
    this.#dir = dir;
    this.#root = root;
    this.#target = target;
  }

  /** Returns the cached packages if they are up to date, or `undefined`. */
  get(): PackageBundle | undefined {
    return ignoreCacheErrors(() => {
      const file = this.#cacheFile();
      const { key, installed, packages } = readEntry<CacheEntry>(file);
      if (key !== this.#key() || !new FileSystem().isUnchanged(installed)) return undefined;
      utimesSync(file, new Date(), new Date());
      return packages;
    });
  }

  /**
   * Builds packages, and stores the result if it contains only files of installed packages.
   * @param build builds the packages
   */
  async store(build: () => Promise<PackageBundle>): Promise<PackageBundle> {
    const startedAt = ignoreCacheErrors(() => {
      mkdirSync(this.#dir, { recursive: true });
      return fileSystemTime(this.#dir);
    });
    const packages = await build();
    if (startedAt !== undefined) ignoreCacheErrors(() => this.#write(packages, startedAt));
    return packages;
  }

  #write(packages: PackageBundle, startedAt: number): void {
    if (packages.inputs.length > 0) return;
    const others = packages.packageFiles.map((file) => path.resolve(this.#root, file));
    const files = listInstalledFiles({ own: [path.join(this.#root, "package.json")], others });
    if (files === undefined) return;
    const fileSystem = new FileSystem();
    const installed = fileSystem.stampFiles(files);
    // Do not store packages if a file changed after the start of the build, because esbuild may have read the file
    // before the change.
    if (fileSystem.isAnyChangedSince(files, startedAt)) return;
    const entry: CacheEntry = { key: this.#key(), installed, packages };
    writeEntry(this.#cacheFile(), entry);
    removeOldEntries(this.#dir);
  }

  #key(): string {
    return JSON.stringify([packageVersion(), esbuildVersion, buildOptions([], this.#target, this.#root)]);
  }

  #cacheFile(): string {
    // Another version of V8 may be unable to read the file.
    const identity = [process.versions.v8, this.#root, "packages", buildKey(this.#target)];
    const name = createHash("sha256").update(JSON.stringify(identity));
    return path.join(this.#dir, name.digest("hex"));
  }
}
