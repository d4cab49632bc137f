/** A file to bundle, and the Node version to bundle it for. */
export interface BundleRequest {
  /** The file that exports `handler`, relative to the project: `functions/products/create.ts`. */
  readonly entry: string;
  /** The Node version that runs it, as esbuild names it: `node22`. */
  readonly target: string;
}

/** A bundled function. */
export interface Bundle extends BundleRequest {
  /** Every file of the bundle, relative to the project, sorted. */
  readonly inputs: readonly string[];
  /** A zip that contains `index.js`. */
  readonly zip: Uint8Array;
  /** Base64 of the SHA-256 of the zip's bytes: Terraform's `source_code_hash`. */
  readonly hash: string;
  /** Size of `index.js` in bytes. */
  readonly unpackedSize: number;
  /** The source map of `index.js`, without the text of the sources. */
  readonly sourceMap: string;
}

/** Returns the key of a request. Requests with the same key share one bundle. */
export function bundleKey({ entry, target }: BundleRequest): string {
  return `${target} ${entry}`;
}
