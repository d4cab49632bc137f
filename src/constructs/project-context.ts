import path from "node:path";
import type { IConstruct } from "./cdktf";

/** Key of the context on the root construct of an app. */
const CONTEXT = Symbol("Gatewright project");

/** Key of the CDKTF context in which `npm run plan` passes the folder of the bundle cache. */
const CACHE_DIR_KEY = "gatewrightBundleCacheDir";

/**
 * Data that the constructs of one app share. It belongs to the app, so two apps in one process do not affect each
 * other.
 */
export class ProjectContext {
  /** Absolute path of the project: the folder of `cdktf.json`, or the current folder if it is unknown. */
  readonly root: string;
  /**
   * Absolute path of the bundle cache. Only `npm run plan` sets it, because a deployment must not depend on a cache.
   * Default: no cache.
   */
  readonly bundleCacheDir?: string;
  readonly #registries = new Map<unknown, unknown>();

  /** Returns the context of the app that a construct belongs to. */
  static of(construct: IConstruct): ProjectContext {
    const root = construct.node.root as { [CONTEXT]?: ProjectContext };
    root[CONTEXT] ??= new ProjectContext(construct.node.root);
    return root[CONTEXT];
  }

  private constructor({ node }: IConstruct) {
    const cdktfJson: unknown = node.tryGetContext("cdktfJsonPath");
    this.root = typeof cdktfJson === "string" ? path.dirname(cdktfJson) : path.resolve();
    this.bundleCacheDir = node.tryGetContext(CACHE_DIR_KEY) || undefined;
  }

  /** Returns the only registry of this class in the app. The first call creates it. */
  registry<Registry>(type: new (context: ProjectContext) => Registry): Registry {
    const registry = this.#registries.get(type) ?? new type(this);
    this.#registries.set(type, registry);
    return registry as Registry;
  }
}
