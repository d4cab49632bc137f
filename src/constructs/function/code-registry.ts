import path from "node:path";
import {
  type Bundle,
  BundleError,
  type BundleErrorDetail,
  type BundleRequest,
  bundle,
  bundleConcurrently,
  bundleKey,
  stubBundle,
} from "#bundle";
import type { Construct, IConstruct } from "../cdktf";
import { ProjectContext } from "../project-context";
import { requireConstruct } from "../synth-error";
import { isWaived } from "../waivers";
import { validateZip } from "./validate-function";

/**
 * Bundles of all functions of an application. A function registers its entry when it is declared. The first
 * request for a bundle builds all registered entries together, because one build is much faster than a build
 * per function.
 */
export class CodeRegistry {
  readonly #context: ProjectContext;
  readonly #pending = new Map<string, BundleRequest>();
  readonly #bundles = new Map<string, Bundle>();
  #errors: readonly BundleErrorDetail[] = [];
  #isStale = false;

  constructor(context: ProjectContext) {
    this.#context = context;
  }

  add(request: BundleRequest): void {
    if (this.#bundles.has(bundleKey(request))) return;
    this.#pending.set(bundleKey(request), request);
    this.#isStale = true;
  }

  /**
   * Returns the bundle of an entry.
   * @throws BundleError if the build failed, even if the errors are in another entry
   */
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

  /**
   * Returns the build errors of a function. They include errors in files that are not the entry of any
   * function, because the function may import these files.
   */
  errors(request: BundleRequest): readonly BundleErrorDetail[] {
    if (this.find(request)) return [];
    const entries = new Set([...this.#pending.values()].map(({ entry }) => entry));
    return this.#errors.filter(({ file }) => file === request.entry || !entries.has(file));
  }

  /**
   * Builds the entries that have no bundle yet, in less time than the synchronous methods. Errors are not thrown, but
   * returned by {@link errors}.
   */
  async build(): Promise<void> {
    if (!this.#isStale) return;
    this.#isStale = false;
    const { root, bundleCacheDir: cacheDir } = this.#context;
    try {
      this.#store(await bundleConcurrently([...this.#pending.values()], root, { cacheDir }));
    } catch (error) {
      this.#storeError(error);
    }
  }

  /**
   * Builds the entries that have no bundle yet. After a failed build, nothing is built until another entry is
   * added.
   */
  #build(): void {
    if (!this.#isStale) return;
    this.#isStale = false;
    const { root, bundleCacheDir: cacheDir } = this.#context;
    try {
      this.#store(bundle([...this.#pending.values()], root, { cacheDir }));
    } catch (error) {
      this.#storeError(error);
    }
  }

  #store(bundles: ReadonlyMap<string, Bundle>): void {
    for (const [key, built] of bundles) {
      this.#bundles.set(key, built);
      this.#pending.delete(key);
    }
    this.#errors = [];
  }

  #storeError(error: unknown): void {
    if (!(error instanceof BundleError)) throw error;
    this.#errors = error.details;
  }
}

/** Builds the code of all functions of an app. Errors are reported by the synthesis that follows. */
export function buildCode(app: Construct): Promise<void> {
  return ProjectContext.of(app).registry(CodeRegistry).build();
}

/** Constructs for which {@link stubCode} was called. */
class StubRegistry {
  readonly scopes = new Set<IConstruct>();
}

/**
 * Replaces the code of all functions below a construct by a stub, a small zip whose handler throws an error.
 * Tests that check only the Terraform JSON then need no build, and the entry files do not have to exist. Call
 * this function before you declare the Lambda functions, because functions that already exist keep their
 * code.
 *
 * @throws SynthError if `scope` is no construct
 * @example
 * const stack = new TerraformStack(Testing.app(), "test");
 * stubCode(stack);
 */
export function stubCode(scope: Construct): void {
  requireConstruct("stubCode()", scope);
  ProjectContext.of(scope).registry(StubRegistry).scopes.add(scope);
}

/** Code of one function. */
export interface FunctionCode {
  /** Returns the bundle of the function. @throws BundleError if the build failed */
  bundle(): Bundle;
  /** Returns the build errors, or the error of a zip that Lambda would reject. */
  errors(): readonly string[];
}

/** Code of a function as the construct declares it. */
type DeclaredCode = Omit<BundleRequest, "entry"> & { readonly entry: string | undefined };

/**
 * Registers the entry of a function in the {@link CodeRegistry} of its application. Registers nothing and returns
 * a stub if {@link stubCode} was called for a parent construct, if the local gateway builds the code itself, or if the
 * entry is undefined because it is invalid.
 */
export function registerFunctionCode(scope: Construct, declared: DeclaredCode): FunctionCode {
  const context = ProjectContext.of(scope);
  const { scopes } = context.registry(StubRegistry);
  const { entry } = declared;
  const request = { ...declared, entry: relativeEntry(context, entry ?? "") };
  if (
    entry === undefined ||
    context.hasStubCode ||
    scope.node.scopes.some((ancestor) => scopes.has(ancestor))
  )
    return { bundle: () => stubBundle(request), errors: () => [] };
  const registry = context.registry(CodeRegistry);
  registry.add(request);
  return {
    bundle: () => registry.bundle(request),
    errors: () => {
      const built = registry.find(request);
      if (!built) return registry.errors(request).map(({ message }) => message);
      return isWaived(scope, "zip-size") ? [] : validateZip(built);
    },
  };
}

/** Returns the path of an entry relative to the project, so that the output is the same on every computer. */
function relativeEntry({ root }: ProjectContext, entry: string): string {
  return path.relative(root, path.resolve(root, entry)).replaceAll(path.sep, "/");
}
