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
import { validateZip } from "./function-limits";

/** Set by a command that deploys nothing, `npm run plan`: the folder where bundles are kept for its next run. */
const BUNDLE_CACHE_VARIABLE = "GATEWRIGHT_BUNDLE_CACHE";

/**
 * The code of every function of an application. Functions register what they run when they are declared; the first
 * that is asked for its bundle has all of them built together, so that a synth pays for one build.
 */
export class CodeRegistry {
  static readonly #registries = new WeakMap<IConstruct, CodeRegistry>();

  /** The registry of the application that a construct belongs to. */
  static of(construct: IConstruct): CodeRegistry {
    const root = construct.node.root;
    const known = CodeRegistry.#registries.get(root) ?? new CodeRegistry();
    CodeRegistry.#registries.set(root, known);
    return known;
  }

  readonly #pending = new Map<string, BundleRequest>();
  readonly #bundles = new Map<string, Bundle>();
  #errors: readonly BundleErrorDetail[] = [];
  #changed = false;

  add(request: BundleRequest): void {
    if (this.#bundles.has(bundleKey(request))) return;
    this.#pending.set(bundleKey(request), request);
    this.#changed = true;
  }

  /** @throws BundleError where it could not be built, if only because another could not. */
  bundle(request: BundleRequest): Bundle {
    const built = this.built(request);
    if (!built) throw new BundleError(this.#errors);
    return built;
  }

  /** The bundle, where it could be built. */
  built(request: BundleRequest): Bundle | undefined {
    this.#build();
    return this.#bundles.get(bundleKey(request));
  }

  /** What keeps this function from being built: its own entry's faults, and those of files that are no entry. */
  errors(request: BundleRequest): readonly BundleErrorDetail[] {
    if (this.built(request)) return [];
    const entries = new Set([...this.#pending.values()].map(({ entry }) => entry));
    return this.#errors.filter(({ file }) => file === request.entry || !entries.has(file));
  }

  /** Builds what is not built yet; a build that failed is tried again once something was added. */
  #build(): void {
    if (!this.#changed) return;
    this.#changed = false;
    const kept = process.env[BUNDLE_CACHE_VARIABLE] || undefined;
    try {
      for (const [key, built] of bundle([...this.#pending.values()], process.cwd(), { kept }))
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
 * Gives every function declared below a construct a stub instead of its code: one small zip, the same for all, whose
 * handler throws. For tests that look at Terraform and not at code: they then cost no build, and entries need not
 * exist. Call it before the functions are declared.
 *
 * @example
 * const stack = new TerraformStack(Testing.app(), "test");
 * stubCode(stack);
 */
export function stubCode(scope: Construct): void {
  stubbedScopes.add(scope);
}

/** The code of one function. */
export interface FunctionCode {
  /** @throws BundleError where there is none. */
  bundle(): Bundle;
  /** What keeps it from being built, or Lambda from taking it. */
  errors(): readonly string[];
}

/** Registers a function's entry with its application, or gives the stub. */
export function functionCode(scope: Construct, entry: string, target: string): FunctionCode {
  if (scope.node.scopes.some((above) => stubbedScopes.has(above)))
    return { bundle: () => stubBundle(entry, target), errors: () => [] };
  const request = { entry: relativeEntry(entry), target };
  const registry = CodeRegistry.of(scope);
  registry.add(request);
  return {
    bundle: () => registry.bundle(request),
    errors: () => {
      const built = registry.built(request);
      return built ? validateZip(built) : registry.errors(request).map(({ message }) => message);
    },
  };
}

/** As a path from the project's folder, so that nothing that is written names a folder of this machine. */
function relativeEntry(entry: string): string {
  return path.relative(process.cwd(), path.resolve(entry)).replaceAll(path.sep, "/");
}
