import { realpathSync } from "node:fs";
import { type BuildContext, context } from "esbuild";
import { type Bundle, type BundleRequest, buildOptions, built, bundleKey, isBuildFailure } from "./bundle";
import { BundleError, buildFaults } from "./bundle-error";

type Context = BuildContext<{ write: false; metafile: true }>;

/**
 * Bundles a function again and again while someone works on it: esbuild keeps what it has read, and reads anew what has
 * changed. The bytes are those that `bundle` gives.
 * @see https://esbuild.github.io/api/#rebuild
 */
export class Rebuilder {
  readonly #project: string;
  readonly #contexts = new Map<string, Promise<Context>>();

  /** @param project the project's folder, absolute */
  constructor(project: string) {
    this.#project = realpathSync(project);
  }

  /** @throws BundleError with what is wrong */
  async rebuild(request: BundleRequest): Promise<Bundle> {
    const { bundles, faults } = built([request], this.#project, await this.#result(request));
    const [only] = bundles;
    if (only && faults.length === 0) return only;
    throw new BundleError(faults);
  }

  async stop(): Promise<void> {
    const open = [...this.#contexts.values()];
    this.#contexts.clear();
    await Promise.all(open.map(async (one) => (await one).dispose()));
  }

  async #result(request: BundleRequest) {
    try {
      return await (await this.#context(request)).rebuild();
    } catch (error) {
      if (isBuildFailure(error)) throw new BundleError(buildFaults(error.errors));
      throw error;
    }
  }

  #context(request: BundleRequest): Promise<Context> {
    const key = bundleKey(request);
    const known = this.#contexts.get(key);
    if (known) return known;
    const made = context(buildOptions([request], request.target, this.#project));
    this.#contexts.set(key, made);
    return made;
  }
}
