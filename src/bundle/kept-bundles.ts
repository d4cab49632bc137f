import { createHash } from "node:crypto";
import { readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { deserialize, serialize } from "node:v8";
import { buildOptions } from "./build-options";
import { FileSystem, isAnyChangedSince, type Marks } from "./marks";
import { readFor } from "./read-for";
import { type Bundle, type BundleRequest, bundleKey } from "./request";

/** A bundle as it is kept. */
interface Kept {
  /** What made it. */
  readonly made: string;
  /** All that it hangs on. */
  readonly marks: Marks;
  readonly bundle: Bundle;
}

/**
 * Bundles of earlier builds, in a folder: one is taken where a build would give the very same, since nothing that esbuild
 * read for it is another. What cannot be kept, or is not whole, is built: a folder that cannot be written costs time.
 */
export class KeptBundles {
  readonly #folder: string;
  readonly #root: string;
  /** When this build began. */
  readonly #began: number | undefined;

  /**
   * @param folder that is there
   * @param root the project's folder, by its real path
   */
  constructor(folder: string, root: string) {
    this.#folder = folder;
    this.#root = root;
    this.#began = orNothing(() => clockOf(folder));
  }

  /** Those that are kept of these. */
  find(requests: readonly BundleRequest[]): readonly Bundle[] {
    const now = new FileSystem();
    return requests.flatMap((request) => orNothing(() => this.#taken(request, now)) ?? []);
  }

  /** Keeps bundles that were built since this was made. */
  keep(bundles: readonly Bundle[]): void {
    const now = new FileSystem();
    for (const bundle of bundles) orNothing(() => this.#keep(bundle, now));
  }

  #taken(request: BundleRequest, now: FileSystem): Bundle | undefined {
    const kept: Kept = deserialize(readFileSync(this.#fileOf(request)));
    const isWhole = createHash("sha256").update(kept.bundle.zip).digest("base64") === kept.bundle.hash;
    return isWhole && kept.made === this.#madeFor(request) && now.hasStill(kept.marks)
      ? kept.bundle
      : undefined;
  }

  #keep(bundle: Bundle, now: FileSystem): void {
    const files = this.#hangsOn(bundle);
    if (files === undefined || this.#began === undefined) return;
    const marks = now.marksOf(files);
    // What was changed since then may have been read before that.
    if (isAnyChangedSince(files, this.#began)) return;
    const file = this.#fileOf(bundle);
    const unfinished = `${file}.${process.pid}`;
    const kept: Kept = { made: this.#madeFor(bundle), marks, bundle };
    writeFileSync(unfinished, serialize(kept));
    renameSync(unfinished, file);
  }

  /** What it was built of, and what built it. */
  #hangsOn(bundle: Bundle): readonly string[] | undefined {
    const read = readFor(bundle, this.#root);
    const ours = readdirSync(__dirname).map((name) => path.join(__dirname, name));
    return read && [...read, ...ours];
  }

  #madeFor({ entry, target }: BundleRequest): string {
    return JSON.stringify({ entry, options: buildOptions([], target, this.#root) });
  }

  #fileOf(request: BundleRequest): string {
    const name = createHash("sha256").update(bundleKey(request)).digest("hex");
    return path.join(this.#folder, name);
  }
}

/** The time by the clock that files there are dated by, which need not be this process's. */
function clockOf(folder: string): number {
  const file = path.join(folder, `${process.pid}`);
  writeFileSync(file, "");
  const { ctimeMs } = statSync(file);
  rmSync(file);
  return ctimeMs;
}

/** What cannot be read or written there is built. */
function orNothing<Result>(attempt: () => Result): Result | undefined {
  try {
    return attempt();
  } catch {
    return undefined;
  }
}
