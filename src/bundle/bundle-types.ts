/** Entry file of a function, and the Node version for which esbuild bundles it. */
export interface BundleRequest {
  /** Path of the file that exports `handler`, relative to the project: `functions/products/create.ts`. */
  readonly entry: string;
  /** Node version that runs the function, as esbuild names it: `node22`. */
  readonly target: string;
}

/** Bundled code of a function. */
export interface Bundle extends BundleRequest {
  /** Paths of the entry and of all files that it imports, relative to the project, sorted. */
  readonly inputs: readonly string[];
  /** Zip that contains only `index.js`. */
  readonly zip: Uint8Array;
  /** Base64 of the SHA-256 of the zip's bytes: Terraform's `source_code_hash`. */
  readonly hash: string;
  /** Size of `index.js` in bytes. */
  readonly unpackedSize: number;
  /** Source map of `index.js` as JSON, without the content of the source files. */
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
  /** String that changes when packages are installed or when one of `inputs` changes. */
  readonly stamp: string;
}

/**
 * Returns a key that identifies a bundle: its target and its entry. Requests with the same key share one
 * bundle.
 */
export function bundleKey({ entry, target }: BundleRequest): string {
  return `${target} ${entry}`;
}
