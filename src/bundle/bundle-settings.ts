/** Loader of esbuild that puts the content of a file into the bundle. @see https://esbuild.github.io/content-types/ */
export type BundleLoader = (typeof BUNDLE_LOADERS)[number];

export const BUNDLE_LOADERS = [
  "base64",
  "binary",
  "dataurl",
  "empty",
  "js",
  "json",
  "jsx",
  "text",
  "ts",
  "tsx",
] as const;

/** Place of license comments in a bundle. @see https://esbuild.github.io/api/#legal-comments */
export type LegalComments = (typeof LEGAL_COMMENTS)[number];

export const LEGAL_COMMENTS = ["none", "inline", "eof", "linked", "external"] as const;

/** File or folder that is added to the zip of a function. */
export interface BundleCopy {
  /** Path of the file or folder, relative to the project: `"templates"`. */
  readonly from: string;
  /** Path in the zip: `"templates"`. With `"."`, the content of a folder is added next to the code. */
  readonly to: string;
}

/** Options of the bundle of a function. Every option is optional. */
export interface BundlingOptions {
  /**
   * Packages that are not in the zip, because a Lambda layer or the runtime contains them, or because the code never
   * uses them: `["mysql"]`, `["@aws-sdk/*"]`. Default: none.
   */
  readonly external?: readonly string[];
  /**
   * Packages that are shipped as files in `node_modules` of the zip, with all their dependencies, instead of being
   * bundled. Native addons need this option. The installed files must be for Linux with glibc and for the architecture
   * of the function. Default: none.
   */
  readonly nodeModules?: readonly string[];
  /** Loaders by extension of the imported file: `{ ".html": "text", ".wasm": "binary" }`. Default: esbuild's loaders. */
  readonly loader?: Readonly<Record<string, BundleLoader>>;
  /**
   * Format of the code. `"esm"` permits top-level `await`; the file is then `index.mjs`. Default: `"cjs"`, because it
   * loads faster and every package supports it.
   */
  readonly format?: "cjs" | "esm";
  /**
   * Adds the source map to the zip and `--enable-source-maps` to the environment variable `NODE_OPTIONS`, so that stack
   * traces name the source files. Default: false, because Node reads the map at the first error.
   */
  readonly sourceMap?: boolean;
  /** Code at the start of the file. Default: none. */
  readonly banner?: string;
  /** Constants that replace global names, as JSON or as a name: `{ "process.env.STAGE": '"dev"' }`. Default: none. */
  readonly define?: Readonly<Record<string, string>>;
  /**
   * Keeps the names of functions and classes, which minification replaces. Default: true, because logs and the names of
   * errors contain them.
   */
  readonly keepNames?: boolean;
  /**
   * Place of license comments. With `"linked"` and `"external"`, the comments are in a separate file of the zip.
   * Default: `"none"`.
   */
  readonly legalComments?: LegalComments;
  /** Files and folders that are added to the zip. Default: none. */
  readonly copy?: readonly BundleCopy[];
}

/** Options of a bundle with all defaults. Equal options result in equal JSON. */
export interface BundleSettings extends Required<BundlingOptions> {
  /** Architecture that the files in `nodeModules` are for. Undefined if there are none. */
  readonly architecture?: Architecture;
}

/** Processor architecture of a function, as Lambda names it. */
export type Architecture = "arm64" | "x86_64";

/** Returns the settings of a bundle. @param architecture architecture of the function; default: `"arm64"` */
export function resolveBundleSettings(
  options: BundlingOptions = {},
  architecture: Architecture = "arm64",
): BundleSettings {
  const nodeModules = sortUnique(options.nodeModules);
  return {
    external: sortUnique(options.external),
    nodeModules,
    loader: sortKeys(options.loader),
    format: options.format ?? "cjs",
    sourceMap: options.sourceMap ?? false,
    banner: options.banner ?? "",
    define: sortKeys(options.define),
    keepNames: options.keepNames ?? true,
    legalComments: options.legalComments ?? "none",
    copy: (options.copy ?? []).map(({ from, to }) => ({ from, to })),
    ...(nodeModules.length > 0 && { architecture }),
  };
}

/** Settings of a bundle without options. */
export const DEFAULT_SETTINGS = resolveBundleSettings();

function sortUnique(names: readonly string[] = []): string[] {
  return [...new Set(names)].sort();
}

function sortKeys<Value>(values: Readonly<Record<string, Value>> = {}): Record<string, Value> {
  return Object.fromEntries(Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Returns true if a package is not in the bundle, because of `external` or `nodeModules`. */
export function isLeftOut(specifier: string, { external, nodeModules }: BundleSettings): boolean {
  return [...external, ...nodeModules].some((pattern) => {
    const [start = "", end] = pattern.split("*");
    if (end === undefined) return specifier === pattern || specifier.startsWith(`${pattern}/`);
    return specifier.startsWith(start) && specifier.endsWith(end);
  });
}
