import path from "node:path";
import { fileURLToPath } from "node:url";
import type { ToJsonSchema } from "#contract";
import { findProjectRoot } from "#project-root";
import type { IConstruct } from "./cdktf";

/** Property of the root construct of an app that holds the {@link ProjectContext}. */
const CONTEXT = Symbol("Gatewright project");

/** Key in CDKTF's context with which `gatewright plan` passes the folder of the bundle cache to the app. */
const CACHE_DIR_KEY = "gatewrightBundleCacheDir";

/** Key in CDKTF's context that `gatewright start` sets to true, so that the app writes stubs. */
const STUB_CODE_KEY = "gatewrightStubCode";

/**
 * Data that the constructs of one app share. It belongs to the app, so two apps in one process do not affect each
 * other.
 */
export class ProjectContext {
  /**
   * Absolute path of the project: the folder of the `cdktf.json` that CDKTF has read, or else the nearest folder with a
   * `cdktf.json`, or else the current folder.
   */
  readonly root: string;
  /**
   * Absolute path of the bundle cache. Only `gatewright plan` sets it, because a deployment must not depend on a
   * cache. Default: no cache.
   */
  readonly bundleCacheDir?: string;
  /** True if the code of all functions is a stub, because `gatewright start` builds the code itself. */
  readonly hasStubCode: boolean;
  /** Function that converts the schemas of the app to JSON Schema. Default: each schema converts itself. */
  jsonSchema?: ToJsonSchema;
  readonly #registries = new Map<unknown, unknown>();

  /** Returns the context of the app that a construct belongs to. */
  static of(construct: IConstruct): ProjectContext {
    const root = construct.node.root as { [CONTEXT]?: ProjectContext };
    root[CONTEXT] ??= new ProjectContext(construct.node.root);
    return root[CONTEXT];
  }

  private constructor({ node }: IConstruct) {
    const cdktfJson: unknown = node.tryGetContext("cdktfJsonPath");
    this.root = typeof cdktfJson === "string" ? path.dirname(cdktfJson) : projectRoot();
    this.bundleCacheDir = node.tryGetContext(CACHE_DIR_KEY) || undefined;
    this.hasStubCode = node.tryGetContext(STUB_CODE_KEY) === true;
  }

  /** Returns the only registry of this class in the app. The first call creates it. */
  registry<Registry>(type: new (context: ProjectContext) => Registry): Registry {
    const registry = this.#registries.get(type) ?? new type(this);
    this.#registries.set(type, registry);
    return registry as Registry;
  }
}

/**
 * Returns the root folder of the project: the nearest folder with a `cdktf.json`, from the current folder upwards. In a
 * monorepo, a test runner may run in a folder above the project. The search then starts at the file that creates the
 * app. If there is no `cdktf.json`, the current folder is the root folder.
 */
export function projectRoot(): string {
  return findProjectRoot(".") ?? callerDirs().map(findProjectRoot).find(Boolean) ?? path.resolve();
}

/** Returns the folders of the files on the call stack, nearest caller first. Files in `node_modules` are left out. */
function callerDirs(): readonly string[] {
  // The property `stack` of an error is a string by default. With this function, it is the list of files.
  const { prepareStackTrace } = Error;
  Error.prepareStackTrace = (_, sites) => sites.map((site) => site.getFileName() ?? "");
  const files = new Error().stack as unknown as readonly string[];
  Error.prepareStackTrace = prepareStackTrace;
  return files
    .map((file) => (file.startsWith("file:") ? fileURLToPath(file) : file))
    .filter((file) => path.isAbsolute(file) && !file.includes(`${path.sep}node_modules${path.sep}`))
    .map((file) => path.dirname(file));
}
