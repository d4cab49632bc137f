import { createHash } from "node:crypto";
import { readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import path from "node:path";
import { deserialize, serialize } from "node:v8";
import { version } from "esbuild";
import { buildOptions } from "../build-options";
import { type Bundle, type BundleRequest, bundleKey } from "../bundle-request";
import { type FileStamps, FileSystem } from "./file-stamps";
import { listInstalledFiles } from "./installed-packages";
import { hashSources, type SourceHash } from "./source-hash";

/** A bundle as it is kept. */
interface CacheEntry {
  /** What made it, of what code of the project. */
  readonly made: string;
  /** The packages in it, as they were installed. */
  readonly installed: FileStamps;
  readonly bundle: Bundle;
}

/**
 * Bundles of earlier builds, in a folder. The project's own code is built each time, so that esbuild says what it is, which takes
 * it little; a bundle is taken where that is the same, and its packages are as they were installed. What cannot be kept, or is
 * not whole, is built: a folder that cannot be written costs time.
 */
export class BundleCache {
  readonly #dir: string;
  readonly #root: string;
  /** When this build began, by the clock that files are dated by. */
  readonly #began: number | undefined;
  /** By `bundleKey`. */
  readonly #own: ReadonlyMap<string, SourceHash>;

  /**
   * @param folder that is there
   * @param root the project's folder, by its real path
   * @param requests all that is to be built
   */
  constructor(folder: string, root: string, requests: readonly BundleRequest[]) {
    this.#dir = folder;
    this.#root = root;
    this.#began = ignoreMissing(() => fileSystemTime(folder));
    this.#own = hashSources(requests, root);
  }

  /** Those that are kept of these. */
  get(requests: readonly BundleRequest[]): readonly Bundle[] {
    const now = new FileSystem();
    return requests.flatMap((request) => ignoreMissing(() => this.#restore(request, now)) ?? []);
  }

  /** Keeps bundles that were built since this was made, and removes what nobody took for long. */
  put(bundles: readonly Bundle[]): void {
    const now = new FileSystem();
    for (const bundle of bundles) ignoreMissing(() => this.#store(bundle, now));
    ignoreMissing(() => removeOld(this.#dir));
  }

  #restore(request: BundleRequest, now: FileSystem): Bundle | undefined {
    const own = this.#own.get(bundleKey(request));
    if (own === undefined) return undefined;
    const file = this.#cacheFile(request);
    const { made, installed, bundle } = read(file);
    if (made !== this.#keyOf(own, request) || !now.isUnchanged(installed)) return undefined;
    utimesSync(file, new Date(), new Date());
    return bundle;
  }

  #store(bundle: Bundle, now: FileSystem): void {
    const own = this.#own.get(bundleKey(bundle));
    if (own === undefined || this.#began === undefined) return;
    const files = this.#listFiles(bundle, own);
    const paths = listInstalledFiles(files);
    if (paths === undefined) return;
    const installed = now.stampFiles([...paths, ...toolVersion()]);
    // What was changed since then may have been read before that, or after it.
    if (now.isAnyChangedSince([...files.own, ...paths], this.#began)) return;
    write(this.#cacheFile(bundle), { made: this.#keyOf(own, bundle), installed, bundle });
  }

  #listFiles({ inputs }: Bundle, own: SourceHash) {
    const paths = (names: readonly string[]) => names.map((name) => path.resolve(this.#root, name));
    return { own: paths(own.inputs), others: paths(inputs.filter((name) => !own.inputs.includes(name))) };
  }

  #keyOf({ hash }: SourceHash, { target }: BundleRequest): string {
    return JSON.stringify([version, buildOptions([], target, this.#root), hash]);
  }

  #cacheFile(request: BundleRequest): string {
    const name = createHash("sha256").update(JSON.stringify([this.#root, bundleKey(request)]));
    return path.join(this.#dir, name.digest("hex"));
  }
}

/** This code, and what zips. */
function toolVersion(): readonly string[] {
  const folder = path.join(__dirname, "..");
  const sources = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) =>
    name.endsWith(".ts"),
  );
  return [...sources.map((name) => path.join(folder, name)), require.resolve("fflate")];
}

/** Bytes of a SHA-256. */
const HASH = 32;

function write(file: string, kept: CacheEntry): void {
  const bytes = serialize(kept);
  const unfinished = `${file}.${process.pid}`;
  writeFileSync(unfinished, Buffer.concat([hashOf(bytes), bytes]));
  renameSync(unfinished, file);
}

/** @throws where it is not there, or not whole */
function read(file: string): CacheEntry {
  const all = readFileSync(file);
  const bytes = all.subarray(HASH);
  if (!hashOf(bytes).equals(all.subarray(0, HASH))) throw new Error(`${file} is not whole`);
  return deserialize(bytes);
}

function hashOf(bytes: Uint8Array): Buffer {
  return createHash("sha256").update(bytes).digest();
}

const MONTH_MS = 30 * 24 * 60 * 60 * 1000;

function removeOld(folder: string): void {
  for (const name of readdirSync(folder)) {
    const file = path.join(folder, name);
    if (Date.now() - statSync(file).mtimeMs > MONTH_MS) rmSync(file);
  }
}

/** The time by the clock that files there are dated by, which need not be this process's. */
function fileSystemTime(folder: string): number {
  const file = path.join(folder, `${process.pid}`);
  writeFileSync(file, "");
  const { ctimeMs } = statSync(file);
  rmSync(file);
  return ctimeMs;
}

/** What cannot be read or written there is built. */
function ignoreMissing<Result>(attempt: () => Result): Result | undefined {
  try {
    return attempt();
  } catch {
    return undefined;
  }
}
