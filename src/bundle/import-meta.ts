/** Variable with the URL of the bundled file, which replaces `import.meta.url`. esbuild does not rename it. */
const URL_VARIABLE = "gatewrightImportMetaUrl";

/**
 * Values that replace members of `import.meta`, which is empty in CommonJS. esbuild reports every other member.
 * @see https://nodejs.org/api/esm.html#importmeta
 */
export const IMPORT_META = {
  "import.meta.url": URL_VARIABLE,
  "import.meta.dirname": "__dirname",
  "import.meta.filename": "__filename",
};

/** ID of esbuild's warning that a member of `import.meta` is undefined in the bundle. */
export const EMPTY_IMPORT_META = "empty-import-meta";

const DECLARATION = `var ${URL_VARIABLE}=require("node:url").pathToFileURL(__filename).href;\n`;

/** Code of a bundle. The source map is absent for packages. */
export interface CodeWithMap {
  readonly code: Uint8Array;
  readonly sourceMap?: string;
}

/**
 * Adds the variable for `import.meta.url` to a bundle that uses it. The variable is on a separate line, so that the
 * mappings of the source map move by one line.
 */
export function declareImportMetaUrl<Bundled extends CodeWithMap>(bundled: Bundled): Bundled {
  const code = Buffer.from(bundled.code);
  if (!code.includes(URL_VARIABLE)) return bundled;
  const directive = code.toString("utf8", 0, STRICT.length) === STRICT ? STRICT : "";
  const sourceMap = bundled.sourceMap?.replace(/"mappings": "/, '"mappings": ";');
  return { ...bundled, code: Buffer.concat([Buffer.from(`${directive}${DECLARATION}`), code]), sourceMap };
}

/** Directive that must be the first statement of a file. */
const STRICT = '"use strict";';
