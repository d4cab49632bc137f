import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { findUpwards } from "#project-root";
import type { BundleErrorDetail } from "./bundle-error";
import { parseSource, readJsonWithComments } from "./source-parser";

/**
 * Returns the errors of files that use decorators under the setting `emitDecoratorMetadata` of their `tsconfig.json`.
 * esbuild ignores the setting, because it does not know the types. The types would then be missing at run time.
 *
 * @param files paths of the project's own files, relative to `root`
 * @see https://esbuild.github.io/content-types/#typescript-caveats
 */
export function decoratorErrors(files: readonly string[], root: string): BundleErrorDetail[] {
  const settings = new Map<string, string | undefined>();
  const findSetting = (folder: string) => {
    if (!settings.has(folder)) settings.set(folder, findMetadataSetting(folder));
    return settings.get(folder);
  };
  return files
    .filter((file) => /\.[cm]?tsx?$/.test(file))
    .flatMap((file) => {
      const tsconfig = findSetting(path.dirname(path.resolve(root, file)));
      if (tsconfig === undefined || !usesDecorators(path.resolve(root, file))) return [];
      const setting = path.relative(root, tsconfig).replaceAll(path.sep, "/");
      const message = `${file} uses decorators, and ${setting} sets emitDecoratorMetadata; expected no metadata, because esbuild cannot emit it. Remove the setting and pass the types to the decorators, or compile the file with tsc and set \`entry\` to the JavaScript.`;
      return [{ file, message }];
    });
}

function usesDecorators(file: string): boolean {
  const text = readFileSync(file, "utf8");
  if (!text.includes("@")) return false;
  const tokens = parseSource(file, text)?.tokens ?? [];
  return tokens.some(({ type }: { readonly type: { readonly label?: string } }) => type.label === "@");
}

/** Returns the file that sets `emitDecoratorMetadata` for the files in a folder, or `undefined` if it is not set. */
function findMetadataSetting(folder: string): string | undefined {
  const parent = findUpwards(folder, "tsconfig.json");
  return parent === undefined ? undefined : readSetting(path.join(parent, "tsconfig.json")).file;
}

interface Setting {
  readonly isSet: boolean;
  /** File that enables the setting. */
  readonly file?: string;
}

/**
 * Reads the setting of a file and of the files that it extends. The last file of `extends` has priority.
 * @see https://www.typescriptlang.org/tsconfig/#extends
 */
function readSetting(file: string, seen: readonly string[] = []): Setting {
  if (seen.includes(file)) return { isSet: false };
  const { compilerOptions = {}, extends: bases = [] } = readJsonWithComments(file);
  const { emitDecoratorMetadata: value } = compilerOptions as Record<string, unknown>;
  if (typeof value === "boolean") return { isSet: true, file: value ? file : undefined };
  const settings = [bases].flat().map((base) => {
    const resolved = resolveBase(file, String(base));
    return resolved === undefined ? { isSet: false } : readSetting(resolved, [...seen, file]);
  });
  return settings.findLast(({ isSet }) => isSet) ?? { isSet: false };
}

/** Returns the path of a file that a `tsconfig.json` extends: a relative path or a file of a package. */
function resolveBase(file: string, base: string): string | undefined {
  const folder = path.dirname(file);
  if (/^\.|^\//.test(base)) {
    const absolute = path.resolve(folder, base);
    return [absolute, `${absolute}.json`].find(
      (candidate) => candidate.endsWith(".json") && existsSync(candidate),
    );
  }
  const { resolve } = createRequire(file);
  for (const name of [base, `${base}.json`, `${base}/tsconfig.json`]) {
    try {
      const resolved = resolve(name);
      if (resolved.endsWith(".json")) return resolved;
    } catch {
      // Try the next name. esbuild reports a base that does not exist.
    }
  }
  return undefined;
}
