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
 * Returns a key that identifies a bundle: its target and its entry. Requests with the same key share one
 * bundle.
 */
export function bundleKey({ entry, target }: BundleRequest): string {
  return `${target} ${entry}`;
}
