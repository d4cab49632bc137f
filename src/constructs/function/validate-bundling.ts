import path from "node:path";
import { BUNDLE_LOADERS, type BundleCopy, type BundlingOptions, LEGAL_COMMENTS } from "#bundle";
import { validateChoice } from "../validation";

/** Returns the errors of the options of a bundle. Errors of files and packages are found when the code is built. */
export function validateBundling(options: BundlingOptions | undefined): string[] {
  const typeErrors = validateTypes(options ?? {});
  return typeErrors.length > 0 ? typeErrors : validateValues(options ?? {});
}

const TYPES = {
  external: "list",
  nodeModules: "list",
  copy: "list",
  sourceMap: "boolean",
  keepNames: "boolean",
  banner: "string",
} as const;

/** Returns the errors of options with another type. JavaScript, and TypeScript that is not checked, can pass them. */
function validateTypes(options: BundlingOptions): string[] {
  const { copy = [] } = options;
  const errors = Object.entries(TYPES).flatMap(([name, type]) => {
    const value = options[name as keyof typeof TYPES];
    const isValid = type === "list" ? Array.isArray(value) : typeof value === type;
    return value === undefined || isValid
      ? []
      : [`bundling.${name} is ${JSON.stringify(value)}; expected a ${type}`];
  });
  const isPair = ({ from, to }: BundleCopy) => typeof from === "string" && typeof to === "string";
  if (errors.length > 0 || copy.every(isPair)) return errors;
  return [`bundling.copy is ${JSON.stringify(copy)}; expected objects with the properties from and to`];
}

function validateValues(options: BundlingOptions): string[] {
  const { format, legalComments, loader = {}, define = {}, copy = [] } = options;
  return [
    ...validateChoice("bundling.format", format, ["cjs", "esm"]),
    ...validateChoice("bundling.legalComments", legalComments, LEGAL_COMMENTS),
    ...Object.entries(loader).flatMap(([extension, name]) => [
      ...(/^\.[^/]+$/.test(extension)
        ? []
        : [`bundling.loader has the key "${extension}"; expected an extension. Write ".html".`]),
      ...validateChoice(`bundling.loader["${extension}"]`, name, BUNDLE_LOADERS),
    ]),
    ...Object.entries(define).flatMap(([name, value]) => validateDefine(name, value)),
    ...validatePackages(options),
    ...copy.flatMap(({ to }) => validateTarget(to)),
  ];
}

/** Name that esbuild can replace, or replace by: `process.env.STAGE`. */
const DOTTED_NAME = /^[\p{ID_Start}$_][\p{ID_Continue}$]*(\.[\p{ID_Start}$_][\p{ID_Continue}$]*)*$/u;

/** @see https://esbuild.github.io/api/#define */
function validateDefine(name: string, value: string): string[] {
  const field = `bundling.define["${name}"]`;
  if (!DOTTED_NAME.test(name))
    return [`${field} has an invalid name; expected a name such as process.env.STAGE`];
  if (DOTTED_NAME.test(value) || isJson(value)) return [];
  return [`${field} is ${value}; expected JSON or a name. Write JSON.stringify(${JSON.stringify(value)}).`];
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function validatePackages({ external = [], nodeModules = [] }: BundlingOptions): string[] {
  const paths = nodeModules.filter((name) => !/^(@[^/@*\s]+\/)?[^./@*\s][^/@*\s]*$/.test(name));
  const both = nodeModules.filter((name) => external.includes(name));
  return [
    ...paths.map((name) => `bundling.nodeModules contains "${name}"; expected the name of a package`),
    ...external
      .filter((name) => /^[./]/.test(name))
      .map((name) => `bundling.external contains "${name}"; expected the name of a package`),
    ...both.map((name) => `bundling.external and bundling.nodeModules both contain "${name}". Remove one.`),
  ];
}

/** Checks that a copied file stays inside the zip and does not replace the code. */
function validateTarget(to: string): string[] {
  const target = path.posix.normalize(to);
  const isOutside = target === ".." || target.startsWith("../") || path.isAbsolute(to) || to.includes("\\");
  if (isOutside || to === "")
    return [
      `bundling.copy has the target "${to}"; expected a path inside the zip, with "/" as the separator`,
    ];
  if (!/^index\.m?js$/.test(target)) return [];
  return [`bundling.copy has the target "${to}", which is the code of the function. Write another path.`];
}
