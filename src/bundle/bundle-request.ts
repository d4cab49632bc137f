/** One file to bundle, and for what. */
export interface BundleRequest {
  /** The file that exports `handler`, relative to the project: `functions/products/create.ts`. */
  readonly entry: string;
  /** The Node version that runs it, as esbuild names it: `node22`. */
  readonly target: string;
}

/** A bundled function. */
export interface Bundle extends BundleRequest {
  /** Every file that went in, relative to the project, sorted. */
  readonly inputs: readonly string[];
  /** A zip with `index.js` in it. */
  readonly zip: Uint8Array;
  /** Base64 of the SHA-256 of the zip's bytes: Terraform's `source_code_hash`. */
  readonly hash: string;
  /** Bytes. */
  readonly unpackedSize: number;
  /** The source map of `index.js`, without the sources' text. */
  readonly sourceMap: string;
}

/** Requests of one key are one bundle. */
export function bundleKey({ entry, target }: BundleRequest): string {
  return `${target} ${entry}`;
}
