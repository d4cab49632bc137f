import { isBuiltin } from "node:module";
import path from "node:path";
import type { Message, Metafile, OutputFile } from "esbuild";
import { codeFile, outputName } from "./build-options";
import {
  type BundleErrorDetail,
  constructsImportError,
  missingHandlerError,
  toErrorDetails,
} from "./bundle-error";
import { DEFAULT_SETTINGS, isLeftOut } from "./bundle-settings";
import type { Bundle, BundleRequest } from "./bundle-types";
import { sourceFile } from "./contract-plugin";
import { decoratorErrors } from "./decorator-metadata";
import { declareImportMetaUrl, EMPTY_IMPORT_META } from "./import-meta";
import { findDualPackages } from "./module-field-plugin";
import { addonErrors } from "./native-addon";
import { isInPackage } from "./package-manifest";

/** Output of esbuild for an entry: one file with the code of the entry and of all files that it imports. */
export interface BuildOutput extends Omit<Bundle, "zip" | "hash" | "unpackedSize"> {
  /** Content of the file with the handler. */
  readonly code: Uint8Array;
  /** License comments of the code, if the settings put them into a separate file. */
  readonly legalText?: string;
  /** Import paths of the packages that the code requires, because they are not in the bundle: `zod/mini`. */
  readonly requires: readonly string[];
  /**
   * Import paths in the project's own files that resolve neither to a file nor to a module of Node. esbuild
   * accepts such an import if the code handles the error, or if the path is a pattern:
   * `import("./locales/" + name)`.
   */
  readonly unresolved: readonly string[];
  /** Folders of the packages that have two instances in the bundle, relative to the project. */
  readonly dualPackages: readonly string[];
}

/** Returns esbuild's output for each request, and the errors in the project's own files. */
export function readBuildOutput(requests: readonly BundleRequest[], root: string, result: BuildFiles) {
  const entries = listOutputs(requests, root, result);
  const bundled = new Set(entries.flatMap(({ bundledFiles }) => bundledFiles));
  const errors: BundleErrorDetail[] = toErrorDetails(
    result.warnings.filter((warning) => isErrorWarning(warning, bundled)),
  );
  for (const { request, code, entryPoint, exported, bundledFiles } of entries) {
    const { entry } = request;
    errors.push(
      ...addonErrors(bundledFiles, root).map((error) => ({
        file: entry,
        message: `entry "${entry}": ${error}`,
      })),
    );
    const isModule = codeFile(request).endsWith(".mjs");
    const names = isModule ? exported : exportedNames(code, entryPoint, result.metafile);
    if (!names.includes("handler")) errors.push(missingHandlerError(entry, names));
  }
  const own = new Set(entries.flatMap(({ inputs }) => inputs).filter((file) => !isInPackage(file)));
  errors.push(...decoratorErrors([...own], root));
  errors.push(
    ...[...own].filter((file) => importsConstructs(file, result.metafile)).map(constructsImportError),
  );
  const outputs: readonly BuildOutput[] = entries.map(
    ({ request, entryPoint: _, bundledFiles: __, exported: ___, ...output }) => ({ ...request, ...output }),
  );
  return { outputs, errors };
}

/**
 * Returns true for a warning that is reported as an error. Warnings about the project's own files are errors, so that
 * they are not overlooked. Warnings about a package are ignored, because only the author of the package can fix them.
 * An undefined member of `import.meta` is the exception, because the package would fail when it is loaded.
 *
 * @param bundled files with code in a bundle
 */
function isErrorWarning({ id, location }: Message, bundled: ReadonlySet<string>): boolean {
  if (location === null || !isInPackage(location.file)) return true;
  return id === EMPTY_IMPORT_META && bundled.has(location.file);
}

/** Returns esbuild's output for each request. Does not check that an entry exports `handler`. */
export function listOutputs(
  requests: readonly BundleRequest[],
  root: string,
  { outputFiles, metafile }: BuildFiles,
): readonly Output[] {
  const outputFilesByName = new Map(outputFiles.map((file) => [path.relative(root, file.path), file]));
  return requests.map((request, index) => {
    const name = outputName(index, request);
    const code = outputFilesByName.get(name);
    const map = outputFilesByName.get(`${name}.map`);
    const legal = outputFilesByName.get(`${name}.LEGAL.txt`);
    const {
      entryPoint,
      inputs: bundled = {},
      imports = [],
      exports: exported = [],
    } = metafile.outputs[name.replaceAll(path.sep, "/")] ?? {};
    if (!code || !map || entryPoint === undefined)
      throw new Error(`esbuild wrote no ${name}, only ${[...outputFilesByName.keys()].join(", ")}`);
    const bundledFiles = Object.keys(bundled).filter((file) => bundled[file]?.bytesInOutput);
    const inputs = listInputs(entryPoint, metafile.inputs, Object.keys(bundled));
    const { settings = DEFAULT_SETTINGS } = request;
    const isRequired = (name: string) => !isBuiltin(name) && !isLeftOut(name, settings);
    const unresolved = findUnresolved(inputs, metafile).filter(isRequired);
    const requires = [...new Set(imports.map(({ path: imported }) => imported))].filter(isRequired).sort();
    const output = declareImportMetaUrl({ code: code.contents, sourceMap: renameSources(textOf(map)) });
    return {
      request,
      ...output,
      legalText: legal && textOf(legal),
      inputs,
      requires,
      unresolved,
      dualPackages: findDualPackages(bundledFiles, metafile, root),
      entryPoint,
      bundledFiles,
      exported,
    };
  });
}

function textOf({ contents }: BuildFiles["outputFiles"][number]): string {
  return Buffer.from(contents.buffer, contents.byteOffset, contents.byteLength).toString("utf8");
}

/** Replaces the module paths of {@link splitContracts} in the sources of a source map with the paths of the files. */
function renameSources(map: string): string {
  return map.replace(/"sources": (\[.*\])/, (_, list: string) => {
    const sources: readonly string[] = JSON.parse(list);
    return `"sources": ${JSON.stringify(sources.map(sourceFile))}`;
  });
}

interface Output extends Omit<BuildOutput, keyof BundleRequest> {
  readonly request: BundleRequest;
  /** Path of the entry file, as esbuild's metafile lists it. */
  readonly entryPoint: string;
  /** Paths of the files with code in the bundle. */
  readonly bundledFiles: readonly string[];
  /** Names that an ES module exports. Empty for CommonJS. */
  readonly exported: readonly string[];
}

/** Result of a build that {@link readBuildOutput} reads. */
export interface BuildFiles {
  readonly warnings: readonly Message[];
  readonly metafile: Metafile;
  readonly outputFiles: readonly Pick<OutputFile, "path" | "contents">[];
}

/**
 * Lists an entry and all files that it imports, directly or indirectly. The list includes files that add no
 * code to the bundle, such as files with only types, because a later change can make them add code.
 *
 * @param inBundle files that the metafile lists for the bundle. Only this list contains files that are
 * imported by a pattern, such as `import("./locales/" + name)`. The `imports` of the importing file do not
 * contain them
 */
export function listInputs(
  entry: string,
  inputs: Metafile["inputs"],
  inBundle: readonly string[] = [],
): string[] {
  const reached = new Set([entry, ...inBundle]);
  for (const file of reached) {
    for (const { path: imported, external } of inputs[file]?.imports ?? [])
      if (!external) reached.add(imported);
  }
  return [...new Set([...reached].map(sourceFile))].sort();
}

/** Returns true if a file imports the constructs, which cannot run in a Lambda function. */
function importsConstructs(file: string, { inputs }: Metafile): boolean {
  const modules = Object.keys(inputs).filter((name) => sourceFile(name) === file);
  return modules.some((name) => inputs[name]?.imports.some(({ original }) => original === "gatewright"));
}

/** Path by which esbuild's metafile lists its own helper functions, such as the one that keeps names. */
const ESBUILD_RUNTIME = "<runtime>";

/**
 * Returns the imports of the project's own files that are not in the bundle. {@link splitContracts} repeats an import in
 * the modules of a file, and esbuild does not resolve it in a module that does not use it.
 */
function findUnresolved(files: readonly string[], { inputs }: Metafile): readonly string[] {
  const own = new Set(files.filter((file) => !isInPackage(file)));
  const imports = Object.entries(inputs).flatMap(([name, input]) => {
    const file = sourceFile(name);
    return own.has(file) ? input.imports.map((imported) => ({ ...imported, file })) : [];
  });
  const resolved = new Set(
    imports.filter(({ external }) => !external).map(({ file, original }) => `${file} ${original}`),
  );
  return imports
    .filter(({ path: imported, external }) => external && imported !== ESBUILD_RUNTIME)
    .filter(({ path: imported, file }) => !resolved.has(`${file} ${imported}`))
    .map(({ path: imported }) => imported);
}

/**
 * Returns the names that a bundle exports. If the entry is an ES module, esbuild lists the names at the end
 * of the file, in an annotation for Node: `0&&(module.exports={handler})`. For a CommonJS entry there is no
 * annotation. The bundle is then assumed to export `handler` if its code contains that word.
 */
function exportedNames(code: Uint8Array, entryPoint: string, { inputs }: Metafile): string[] {
  const text = Buffer.from(code).toString("utf8");
  const annotation = text.slice(text.lastIndexOf("0&&(module.exports={"));
  const [, names] = /^0&&\(module\.exports=\{([^}]*)\}\);?\s*$/.exec(annotation) ?? [];
  if (names !== undefined) return names.split(",").map((name) => name.split(":")[0]?.trim() ?? "");
  const imports = inputs[entryPoint]?.imports ?? [];
  const isCommonJs = [entryPoint, ...imports.map(({ path: imported }) => imported)].some(
    (file) => inputs[file]?.format === "cjs",
  );
  return isCommonJs && /\bhandler\b/.test(text) ? ["handler"] : [];
}
