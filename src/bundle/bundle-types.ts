import { groupBy } from "./bundle-error";
import { type BundleSettings, DEFAULT_SETTINGS } from "./bundle-settings";

/** Settings of a build, which are the same for all of its entries. */
export interface BuildTarget {
  /** Node version that runs the function, as esbuild names it: `node22`. */
  readonly target: string;
  /** Options of the bundle. Default: {@link DEFAULT_SETTINGS}. */
  readonly settings?: BundleSettings;
}

/** Entry file of a function, the Node version for which esbuild bundles it, and the options of the bundle. */
export interface BundleRequest extends BuildTarget {
  /** Path of the file that exports `handler`, relative to the project: `functions/products/create.ts`. */
  readonly entry: string;
}

/** Bundled code of a function. */
export interface Bundle extends BundleRequest {
  /** Paths of the entry and of all files that it imports, relative to the project, sorted. */
  readonly inputs: readonly string[];
  /** Zip that contains `index.js`, or `index.mjs`, and the files that the options of the bundle add. */
  readonly zip: Uint8Array;
  /** Base64 of the SHA-256 of the zip's bytes: Terraform's `source_code_hash`. */
  readonly hash: string;
  /** Size of all files of the zip in bytes, before compression. */
  readonly unpackedSize: number;
  /** Source map of the code as JSON, without the content of the source files. */
  readonly sourceMap: string;
}

/**
 * Packages of a project, bundled into one file. The code of a package runs when the package is first
 * required.
 */
export interface PackageBundle {
  /** Import paths of the packages: `@aws-sdk/client-dynamodb`, `zod/mini`. */
  readonly names: readonly string[];
  /** CommonJS module that exports each package under its import path. */
  readonly code: Uint8Array;
  /**
   * Paths of the source files outside `node_modules`, relative to the project. A package has such files if it
   * is a workspace of the same monorepo.
   */
  readonly inputs: readonly string[];
  /** Paths of the files of installed packages, relative to the project. */
  readonly packageFiles: readonly string[];
  /** Errors of native addons, which cannot be bundled, by the import path of the package that loads them. */
  readonly addonErrors: Readonly<Record<string, readonly string[]>>;
  /** String that changes when packages are installed or when one of `inputs` changes. */
  readonly stamp: string;
}

/** Requests that can be built together. */
export interface RequestGroup extends BuildTarget {
  readonly requests: readonly BundleRequest[];
}

/** Entries that are built together. */
export interface BuildRequest extends RequestGroup {
  /** Path of the project's folder, without symbolic links. */
  readonly root: string;
  /** Folders of packages whose imports resolve to the field `main`, relative to `root`. Default: none. */
  readonly mainPackages?: readonly string[];
}

/** Groups requests by their target and settings. */
export function groupByTarget(requests: readonly BundleRequest[]): RequestGroup[] {
  return [...groupBy(requests, buildKey).values()].flatMap((group) => {
    const [first] = group;
    return first ? [{ target: first.target, settings: first.settings, requests: group }] : [];
  });
}

const DEFAULT_OPTIONS = JSON.stringify(DEFAULT_SETTINGS);

/** Returns a key of the settings of a build. Entries with the same key can be built together. */
export function buildKey({ target, settings }: BuildTarget): string {
  const options = settings === undefined ? DEFAULT_OPTIONS : JSON.stringify(settings);
  return options === DEFAULT_OPTIONS ? target : `${target} ${options}`;
}

/**
 * Returns a key that identifies a bundle: its target, its options and its entry. Requests with the same key share one
 * bundle.
 */
export function bundleKey(request: BundleRequest): string {
  return `${buildKey(request)} ${request.entry}`;
}
