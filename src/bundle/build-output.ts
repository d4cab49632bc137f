import { isBuiltin } from "node:module";
import path from "node:path";
import type { BuildResult, Metafile } from "esbuild";
import { outputName } from "./build-options";
import { type BundleErrorDetail, missingHandlerError, toErrorDetails } from "./bundle-error";
import type { Bundle, BundleRequest } from "./bundle-request";

/** An entry with all that it imports, in one file. */
export interface BuildOutput extends Omit<Bundle, "zip" | "hash" | "unpackedSize"> {
  /** `index.js`. */
  readonly code: Uint8Array;
  /** What the project's own files import and is neither there nor Node's own: they do without, or import by a pattern. */
  readonly unresolved: readonly string[];
}

/** What esbuild's result is to those who asked for it. */
export function readBuildOutput(requests: readonly BundleRequest[], root: string, result: Result) {
  const outputs = listOutputs(requests, root, result);
  // A package's author has seen the warnings about it; those about the project's own files nobody else will.
  const faults: BundleErrorDetail[] = toErrorDetails(
    result.warnings.filter(({ location }) => !location?.file.includes("node_modules/")),
  );
  for (const { request, code, entryPoint } of outputs) {
    const exported = exportedNames(code, entryPoint, result.metafile);
    if (!exported.includes("handler")) faults.push(missingHandlerError(request.entry, exported));
  }
  const linked: readonly BuildOutput[] = outputs.map(({ request, entryPoint: _, ...output }) => ({
    ...request,
    ...output,
  }));
  return { linked, faults };
}

/** What esbuild made of each entry. */
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
    const { entryPoint, inputs = {} } = metafile.outputs[name.replaceAll(path.sep, "/")] ?? {};
    if (!code || !map || entryPoint === undefined)
      throw new Error(`esbuild gave no ${name}, but ${[...files.keys()].join(", ")}`);
    const all = listInputs(entryPoint, metafile, Object.keys(inputs));
    const unresolved = findUnresolved(all, metafile);
    return { request, code: code.contents, sourceMap: map.text, inputs: all, unresolved, entryPoint };
  });
}

interface Output extends Pick<BuildOutput, "code" | "sourceMap" | "inputs" | "unresolved"> {
  readonly request: BundleRequest;
  /** As the metafile has it. */
  readonly entryPoint: string;
}

type Result = BuildResult<{ write: false; metafile: true }>;

/**
 * An entry and all it imports, also what left no byte in the bundle: a change to that may leave one. What an import of many files
 * by a pattern brings, the metafile has with what is in the bundle alone.
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
 * The names a bundle exports, from the annotation that esbuild leaves for Node at the end of CommonJS made of an ES
 * module. It leaves none where names come of CommonJS, which is taken at its word if it speaks of a handler at all.
 */
function exportedNames(code: Uint8Array, entryPoint: string, { inputs }: Metafile): string[] {
  const text = Buffer.from(code).toString("utf8");
  const annotation = text.slice(text.lastIndexOf("0&&(module.exports={"));
  const [, names] = /^0&&\(module\.exports=\{([^}]*)\}\);?\s*$/.exec(annotation) ?? [];
  if (names !== undefined) return names.split(",").map((name) => name.split(":")[0]?.trim() ?? "");
  const nearest = [entryPoint, ...(inputs[entryPoint]?.imports ?? []).map((one) => one.path)];
  const isCommonJs = nearest.some((file) => inputs[file]?.format === "cjs");
  return isCommonJs && /\bhandler\b/.test(text) ? ["handler"] : [];
}
