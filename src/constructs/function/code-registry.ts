import path from "node:path";
import {
  type Bundle,
  BundleError,
  type BundleErrorDetail,
  type BundleRequest,
  bundle,
  bundleKey,
  stubBundle,
} from "#bundle";
import type { Construct, IConstruct } from "../cdktf";
import { validateZip } from "./validate-function";

/** Folder of the bundle cache. Only `npm run plan` sets it, because that command deploys nothing. */
const BUNDLE_CACHE_VARIABLE = "GATEWRIGHT_BUNDLE_CACHE";

/**
 * Code of every function of an application. A function registers its entry when it is declared. The first request for
 * a bundle builds all registered entries together, so a synth needs one build.
 */
export class CodeRegistry {
  static readonly #registries = new WeakMap<IConstruct, CodeRegistry>();

  /** Returns the registry of the application that a construct belongs to. */
  static of(construct: IConstruct): CodeRegistry {
    const root = construct.node.root;
    const registry = CodeRegistry.#registries.get(root) ?? new CodeRegistry();
    CodeRegistry.#registries.set(root, registry);
    return registry;
  }

  readonly #pending = new Map<string, BundleRequest>();
  readonly #bundles = new Map<string, Bundle>();
  #errors: readonly BundleErrorDetail[] = [];
  #isStale = false;

  add(request: BundleRequest): void {
    if (this.#bundles.has(bundleKey(request))) return;
    this.#pending.set(bundleKey(request), request);
    this.#isStale = true;
  }

  /** @throws BundleError if the build failed, even if only another entry has errors */
  bundle(request: BundleRequest): Bundle {
    const built = this.find(request);
    if (!built) throw new BundleError(this.#errors);
    return built;
  }

  /** Returns the bundle, or `undefined` if the build failed. */
  find(request: BundleRequest): Bundle | undefined {
    this.#build();
    return this.#bundles.get(bundleKey(request));
  }

  /** Returns the build errors of a function: those of its entry, and those of files that are not an entry. */
  errors(request: BundleRequest): readonly BundleErrorDetail[] {
    if (this.find(request)) return [];
    const entries = new Set([...this.#pending.values()].map(({ entry }) => entry));
    return this.#errors.filter(({ file }) => file === request.entry || !entries.has(file));
  }

  /** Builds the pending entries. A failed build is repeated only after another entry was added. */
  #build(): void {
    if (!this.#isStale) return;
    this.#isStale = false;
    const cacheDir = process.env[BUNDLE_CACHE_VARIABLE] || undefined;
    try {
      for (const [key, built] of bundle([...this.#pending.values()], process.cwd(), { cacheDir }))
        this.#bundles.set(key, built);
      this.#pending.clear();
      this.#errors = [];
    } catch (error) {
      if (!(error instanceof BundleError)) throw error;
      this.#errors = error.details;
    }
  }
}

const stubbedScopes = new WeakSet<IConstruct>();

/**
 * Replaces the code of every function below a construct with a stub: one small zip, the same for all, whose handler
 * throws. Tests that only check the Terraform then need no build, and the entry files do not have to exist. Call it
 * before the functions are declared.
 *
 * @example
 * const stack = new TerraformStack(Testing.app(), "test");
 * stubCode(stack);
 */
export function stubCode(scope: Construct): void {
  stubbedScopes.add(scope);
}

/** Code of one function. */
export interface FunctionCode {
  /** @throws BundleError if the build failed */
  bundle(): Bundle;
  /** Returns the build errors, or the error of a zip that Lambda would reject. */
  errors(): readonly string[];
}

/** Registers a function's entry with its application, or returns the stub. */
export function registerFunctionCode(scope: Construct, entry: string, target: string): FunctionCode {
  if (scope.node.scopes.some((ancestor) => stubbedScopes.has(ancestor)))
    return { bundle: () => stubBundle(entry, target), errors: () => [] };
  const request = { entry: relativeEntry(entry), target };
  const registry = CodeRegistry.of(scope);
  registry.add(request);
  return {
    bundle: () => registry.bundle(request),
    errors: () => {
      const built = registry.find(request);
      return built ? validateZip(built) : registry.errors(request).map(({ message }) => message);
    },
  };
}

/** Returns the path relative to the project, so that the output contains no absolute path of this computer. */
function relativeEntry(entry: string): string {
  return path.relative(process.cwd(), path.resolve(entry)).replaceAll(path.sep, "/");
}
