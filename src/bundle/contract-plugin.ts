import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import type { Loader, Plugin } from "esbuild";
import { findUpwards } from "#project-root";
import { findPackage, packageName, readManifest } from "./package-manifest";
import { listImports, type PureConstant, type SplitSource, splitSource } from "./pure-constants";
import { parseSource } from "./source-parser";

const CONTRACT = "gatewright/contract";
/** Separates the path of a file from the name of a constant, in the path of a module with one constant. */
const SEPARATOR = "?constant=";
/** Name of the module that exports all exported constants of a file. */
const ALL = "*";

/** Returns the path of the file that contains a module of {@link splitContracts}. */
export function sourceFile(file: string): string {
  const end = file.indexOf(SEPARATOR);
  return end === -1 ? file : file.slice(0, end);
}

/**
 * Returns an esbuild plugin that puts each constant of a contract into a separate module, so that a function contains
 * only the routes and schemas that it uses. The plugin changes only files of the project that import
 * `gatewright/contract`, and only constants whose declaration has no side effect.
 *
 * esbuild reads no module with an unused constant. It could remove an unused constant from a file, but the letters of
 * the removed code would still change the minified names of the function.
 *
 * @param root path of the project's folder, without symbolic links
 */
export function splitContracts(root: string): Plugin {
  return {
    name: "contracts",
    setup: ({ onResolve, onLoad, resolve }) => {
      const sources = new Map<string, Source>();
      onResolve({ filter: /\?constant=/ }, ({ path: name, importer }) => {
        const [file = "", constant = ""] = name.split(SEPARATOR);
        const resolved = path.join(path.dirname(importer), file);
        return { path: resolved, suffix: `${SEPARATOR}${constant}`, sideEffects: false };
      });
      /** Returns true if importing a file of a package has no side effect, according to its `package.json`. */
      const isPurePackage = async (specifier: string, resolveDir: string) => {
        if (specifier === CONTRACT) return true;
        if (/^[./#]/.test(specifier) || !findPackage(resolveDir, packageName(specifier))) return false;
        const { sideEffects } = await resolve(specifier, { kind: "import-statement", resolveDir });
        return !sideEffects;
      };
      onLoad({ filter: ownFiles(root) }, async ({ path: file, suffix }) => {
        const text = readFileSync(file, "utf8");
        if (!text.includes(CONTRACT) || !/\.[cm]?[jt]sx?$/.test(file)) return undefined;
        const known = sources.get(file);
        const source = known?.text === text ? known : { text, split: splitFile(file, text, isPurePackage) };
        sources.set(file, source);
        const split = await source.split;
        if (!split) return undefined;
        const contents = moduleCode(split, text, path.basename(file), suffix.slice(SEPARATOR.length));
        return { contents, loader: loaderOf(file), resolveDir: path.dirname(file) };
      });
    },
  };
}

interface Source {
  readonly text: string;
  /** Undefined if the file has no constant that can be separated. */
  readonly split: Promise<SplitSource | undefined>;
}

async function splitFile(
  file: string,
  text: string,
  isPurePackage: (specifier: string, folder: string) => Promise<boolean>,
): Promise<SplitSource | undefined> {
  const parsed = parseSource(file, text);
  if (!parsed) return undefined;
  const specifiers = listImports(parsed).map(({ specifier }) => specifier);
  if (!specifiers.includes(CONTRACT)) return undefined;
  const folder = path.dirname(file);
  const isPure = await Promise.all(specifiers.map((specifier) => isPurePackage(specifier, folder)));
  const split = splitSource(parsed, new Set(specifiers.filter((_, index) => isPure[index])));
  return split.constants.length + split.ordered.length > 0 ? split : undefined;
}

/**
 * Returns the code of a module. The text of all other modules is replaced with spaces, so that positions stay the same.
 *
 * @param text content of the file
 * @param file name of the file
 * @param name constant of the module, {@link ALL}, or `""` for the module with all other statements
 */
function moduleCode(split: SplitSource, text: string, file: string, name: string): string {
  const specifier = (constant: string) => JSON.stringify(`./${file}${SEPARATOR}${constant}`);
  const { constants, imports, types, ordered } = split;
  if (name === ALL) {
    const exported = constants.filter(({ isExported }) => isExported);
    return exported.map((constant) => `export * from ${specifier(constant.name)};`).join("\n");
  }
  const own = constants.find((constant) => constant.name === name);
  const importUsed = (references: readonly string[]) =>
    constants
      .filter((constant) => constant !== own && references.includes(constant.name))
      .map((constant) => `import { ${constant.name} } from ${specifier(constant.name)};`);
  if (own) {
    const used = new Set(own.references);
    const ranges = [own, ...imports.filter(({ names }) => names.some((imported) => used.has(imported)))];
    const declaration = own.isExported ? [] : [`export { ${name} };`];
    return [keepOnly(text, ranges), ...importUsed(own.references), ...declaration].join("\n");
  }
  const usedByConstants = new Set(constants.flatMap(({ references }) => references));
  // Keep the side effects of imported files whose values only the constants use. TypeScript removes such an import.
  const effects = imports
    .filter(
      ({ specifier: imported, names }) =>
        /^[.#/]/.test(imported) && names.some((used) => usedByConstants.has(used)),
    )
    .map(({ specifier: imported }) => `export {} from ${JSON.stringify(imported)};`);
  const rest = markPure(blank(text, [...constants, ...types]), ordered);
  const used = importUsed(ordered.flatMap(({ references }) => references));
  return [rest, ...used, ...effects, `export * from ${specifier(ALL)};`].join("\n");
}

/** Marks initializers as free of side effects, so that esbuild removes an unused constant. */
function markPure(text: string, constants: readonly PureConstant[]): string {
  const last = [...constants].sort((a, b) => b.start - a.start);
  return last.reduce((result, { initializer: { start, end } }) => {
    const pure = `/* @__PURE__ */ (() => (${result.slice(start, end)}))()`;
    return result.slice(0, start) + pure + result.slice(end);
  }, text);
}

interface Range {
  readonly start: number;
  readonly end: number;
}

/** Replaces ranges of a text with spaces. Line breaks stay. */
function blank(text: string, ranges: readonly Range[]): string {
  return ranges.reduce(
    (result, { start, end }) =>
      result.slice(0, start) + result.slice(start, end).replace(/[^\r\n]/g, " ") + result.slice(end),
    text,
  );
}

/** Replaces everything outside the ranges of a text with spaces. */
function keepOnly(text: string, ranges: readonly Range[]): string {
  const sorted = [...ranges].sort((a, b) => a.start - b.start);
  const starts = [0, ...sorted.map(({ end }) => end)];
  return blank(
    text,
    starts.map((start, index) => ({ start, end: sorted[index]?.start ?? text.length })),
  );
}

function loaderOf(file: string): Loader {
  return path.extname(file).replace(/^\.[cm]?/, "") as Loader;
}

/**
 * Returns a filter for the files of the project, and of the workspace that contains it. Without the filter, esbuild would
 * call the plugin for each file of each package.
 */
function ownFiles(root: string): RegExp {
  const workspace = findUpwards(path.dirname(root), "node_modules");
  const isWorkspace = workspace !== undefined && readManifest(workspace).name !== undefined;
  const folders = [root, ...(isWorkspace ? [workspace] : [])].flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => name !== "node_modules" && !name.startsWith("."))
      .map((name) => escapePattern(path.join(folder, name))),
  );
  return new RegExp(`^(?:${folders.join("|")})(?:[\\\\/]|$)`);
}

function escapePattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
}
