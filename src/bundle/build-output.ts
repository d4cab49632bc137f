import { isBuiltin } from "node:module";
import path from "node:path";
import type { Message, Metafile, OutputFile } from "esbuild";
import { outputName } from "./build-options";
import {
  type BundleErrorDetail,
  constructsImportError,
  missingHandlerError,
  toErrorDetails,
} from "./bundle-error";
import type { Bundle, BundleRequest } from "./bundle-types";

/** Output of esbuild for an entry: one file with the code of the entry and of all files that it imports. */
export interface BuildOutput extends Omit<Bundle, "zip" | "hash" | "unpackedSize"> {
  /** Content of `index.js`. */
  readonly code: Uint8Array;
  /** Import paths of the packages that the code requires, because they are not in the bundle: `zod/mini`. */
  readonly requires: readonly string[];
  /**
   * Import paths in the project's own files that resolve neither to a file nor to a module of Node. esbuild
   * accepts such an import if the code handles the error, or if the path is a pattern:
   * `import("./locales/" + name)`.
   */
  readonly unresolved: readonly string[];
}

/** Returns esbuild's output for each request, and the errors in the project's own files. */
export function readBuildOutput(requests: readonly BundleRequest[], root: string, result: BuildFiles) {
  const entries = listOutputs(requests, root, result);
  // Warnings about the project's own files are reported as errors, so that they are not overlooked. Warnings
  // about a package are ignored, because only the author of the package can fix them.
  const errors: BundleErrorDetail[] = toErrorDetails(
    result.warnings.filter(({ location }) => !location?.file.includes("node_modules/")),
  );
  for (const { request, code, entryPoint } of entries) {
    const names = exportedNames(code, entryPoint, result.metafile);
    if (!names.includes("handler")) errors.push(missingHandlerError(request.entry, names));
  }
  const own = new Set(entries.flatMap(({ inputs }) => inputs).filter((file) => !isInPackage(file)));
  errors.push(
    ...[...own].filter((file) => importsConstructs(file, result.metafile)).map(constructsImportError),
  );
  const outputs: readonly BuildOutput[] = entries.map(({ request, entryPoint: _, ...output }) => ({
    ...request,
    ...output,
  }));
  return { outputs, errors };
}

/** Returns esbuild's output for each request. Does not check that an entry exports `handler`. */
export function listOutputs(
  requests: readonly BundleRequest[],
  root: string,
  { outputFiles, metafile }: BuildFiles,
): readonly Output[] {
  const files = new Map(outputFiles.map((file) => [path.relative(root, file.path), file]));
  return requests.map((request, index) => {
    const name = outputName(index);
    const code = files.get(name);
    const map = files.get(`${name}.map`);
    const {
      entryPoint,
      inputs: bundled = {},
      imports = [],
    } = metafile.outputs[name.replaceAll(path.sep, "/")] ?? {};
    if (!code || !map || entryPoint === undefined)
      throw new Error(`esbuild wrote no ${name}, only ${[...files.keys()].join(", ")}`);
    const inputs = listInputs(entryPoint, metafile, Object.keys(bundled));
    const unresolved = findUnresolved(inputs, metafile);
    const requires = [...new Set(imports.map(({ path: imported }) => imported))]
      .filter((imported) => !isBuiltin(imported))
      .sort();
    return { request, code: code.contents, sourceMap: map.text, inputs, requires, unresolved, entryPoint };
  });
}

interface Output extends Omit<BuildOutput, keyof BundleRequest> {
  readonly request: BundleRequest;
  /** Path of the entry file, as esbuild's metafile lists it. */
  readonly entryPoint: string;
}

/** Result of a build that {@link readBuildOutput} reads. */
export interface BuildFiles {
  readonly warnings: readonly Message[];
  readonly metafile: Metafile;
  readonly outputFiles: readonly Pick<OutputFile, "path" | "contents" | "text">[];
}

/**
 * Lists an entry and all files that it imports, directly or indirectly. The list includes files that add no
 * code to the bundle, such as files with only types, because a later change can make them add code.
 *
 * @param inBundle files that the metafile lists for the bundle. Only this list contains files that are
 * imported by a pattern, such as `import("./locales/" + name)`. The `imports` of the importing file do not
 * contain them
 */
function listInputs(entry: string, { inputs }: Metafile, inBundle: readonly string[]): string[] {
  const reached = new Set([entry, ...inBundle]);
  for (const file of reached) {
    for (const { path: imported, external } of inputs[file]?.imports ?? [])
      if (!external) reached.add(imported);
  }
  return [...reached].sort();
}

/** Returns true if a file imports the constructs, which cannot run in a Lambda function. */
function importsConstructs(file: string, { inputs }: Metafile): boolean {
  return inputs[file]?.imports.some(({ original }) => original === "gatewright") ?? false;
}

function isInPackage(file: string): boolean {
  return file.split("/").includes("node_modules");
}

function findUnresolved(files: readonly string[], { inputs }: Metafile): readonly string[] {
  return files
    .filter((file) => !isInPackage(file))
    .flatMap((file) => inputs[file]?.imports ?? [])
    .filter(({ path: imported, external }) => external && !isBuiltin(imported))
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
