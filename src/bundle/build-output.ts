import { isBuiltin } from "node:module";
import path from "node:path";
import type { BuildResult, Metafile } from "esbuild";
import { outputName } from "./build-options";
import { type BundleErrorDetail, missingHandlerError, toErrorDetails } from "./bundle-error";
import type { Bundle, BundleRequest } from "./bundle-types";

/** An entry and everything that it imports, in one file. */
export interface BuildOutput extends Omit<Bundle, "zip" | "hash" | "unpackedSize"> {
  /** Bytes of `index.js`. */
  readonly code: Uint8Array;
  /**
   * Imports of the project's own files that resolve neither to a file nor to a module of Node. The code runs without
   * them, or imports them by a pattern.
   */
  readonly unresolved: readonly string[];
}

/** Reads esbuild's result: the output of each request, and the errors in the project's own files. */
export function readBuildOutput(requests: readonly BundleRequest[], root: string, result: Result) {
  const entries = listOutputs(requests, root, result);
  // Warnings about a package are for its author. Those about the project's own files are errors, so that they are read.
  const errors: BundleErrorDetail[] = toErrorDetails(
    result.warnings.filter(({ location }) => !location?.file.includes("node_modules/")),
  );
  for (const { request, code, entryPoint } of entries) {
    const names = exportedNames(code, entryPoint, result.metafile);
    if (!names.includes("handler")) errors.push(missingHandlerError(request.entry, names));
  }
  const outputs: readonly BuildOutput[] = entries.map(({ request, entryPoint: _, ...output }) => ({
    ...request,
    ...output,
  }));
  return { outputs, errors };
}

/** Returns the output of each request. */
export function listOutputs(
  requests: readonly BundleRequest[],
  root: string,
  { outputFiles, metafile }: Result,
): readonly Output[] {
  const files = new Map(outputFiles.map((file) => [path.relative(root, file.path), file]));
  return requests.map((request, index) => {
    const name = outputName(index);
    const code = files.get(name);
    const map = files.get(`${name}.map`);
    const { entryPoint, inputs: bundled = {} } = metafile.outputs[name.replaceAll(path.sep, "/")] ?? {};
    if (!code || !map || entryPoint === undefined)
      throw new Error(`esbuild wrote no ${name}, only ${[...files.keys()].join(", ")}`);
    const inputs = listInputs(entryPoint, metafile, Object.keys(bundled));
    const unresolved = findUnresolved(inputs, metafile);
    return { request, code: code.contents, sourceMap: map.text, inputs, unresolved, entryPoint };
  });
}

interface Output extends Pick<BuildOutput, "code" | "sourceMap" | "inputs" | "unresolved"> {
  readonly request: BundleRequest;
  /** Path of the entry in the metafile. */
  readonly entryPoint: string;
}

type Result = BuildResult<{ write: false; metafile: true }>;

/**
 * Lists an entry and all files that it imports. A file that adds no byte to the bundle counts, because a change to it
 * may add one.
 *
 * @param inBundle files that the metafile lists in the bundle; only they include imports by a pattern
 */
function listInputs(entry: string, { inputs }: Metafile, inBundle: readonly string[]): string[] {
  const reached = new Set([entry, ...inBundle]);
  for (const file of reached) {
    for (const { path: imported, external } of inputs[file]?.imports ?? [])
      if (!external) reached.add(imported);
  }
  return [...reached].sort();
}

function findUnresolved(files: readonly string[], { inputs }: Metafile): readonly string[] {
  return files
    .filter((file) => !file.split("/").includes("node_modules"))
    .flatMap((file) => inputs[file]?.imports ?? [])
    .filter(({ path: imported, external }) => external && !isBuiltin(imported))
    .map(({ path: imported }) => imported);
}

/**
 * Returns the names that a bundle exports. esbuild lists them for Node in an annotation at the end of the file, if
 * the entry is an ES module. There is no annotation for names from CommonJS; such a bundle is assumed to export
 * `handler` if its text has the word.
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
