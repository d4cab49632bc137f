import path from "node:path";
import { BUNDLE_LOADERS, type BundleCopy, type BundlingOptions, LEGAL_COMMENTS } from "#bundle";
import { BOOLEAN, LIST, listRule, mapRule, objectRule, oneOf, TEXT } from "../prop-rules";
import { type PropRule, type PropRules, required } from "../props";
import { validateChoice } from "../validation";

const COPY: PropRules<BundleCopy> = { from: required(TEXT), to: required(TEXT) };

const OPTIONS: PropRules<BundlingOptions> = {
  external: LIST,
  nodeModules: LIST,
  // The values have a check with the extension.
  loader: mapRule(undefined, '{ ".html": "text" }'),
  format: oneOf(["cjs", "esm"]),
  sourceMap: BOOLEAN,
  banner: TEXT,
  define: mapRule(TEXT, '{ "process.env.STAGE": JSON.stringify("dev") }'),
  keepNames: BOOLEAN,
  legalComments: oneOf(LEGAL_COMMENTS),
  copy: listRule(
    objectRule(COPY, '{ from: "templates", to: "templates" }'),
    "a list of objects",
    "[{ from, to }]",
  ),
};

/** Rule of the prop `bundling` of a function. */
export const BUNDLING: PropRule = objectRule(OPTIONS, '{ format: "esm" }');

/** Returns the errors of the options of a bundle. Errors of files and packages are found when the code is built. */
export function validateBundling(options: BundlingOptions = {}): string[] {
  const { loader = {}, define = {}, copy = [] } = options;
  return [
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
