import { parseArgs } from "node:util";

/**
 * Returns the names of the conditions by which esbuild selects a file of a package: `module`, and the conditions
 * of this Node process. A function is then built with the same files of a package that the app itself loads.
 *
 * esbuild adds `module` itself only if the option `conditions` is not set. With this condition it can tree-shake
 * a package that has an ES module besides its CommonJS module.
 *
 * @param nodeFlags flags of Node; default: those of this process and of `NODE_OPTIONS`
 * @see https://esbuild.github.io/api/#conditions
 * @see https://nodejs.org/api/cli.html#-c-condition---conditionscondition
 */
export function resolveConditions(nodeFlags = currentNodeFlags()): string[] {
  const { values } = parseArgs({
    args: nodeFlags,
    options: { conditions: { type: "string", short: "C", multiple: true } },
    strict: false,
  });
  const conditions = (values.conditions ?? []).filter((condition) => typeof condition === "string");
  return [...new Set(["module", ...conditions])];
}

function currentNodeFlags(): string[] {
  const { NODE_OPTIONS = "" } = process.env;
  return [...process.execArgv, ...NODE_OPTIONS.split(/\s+/).filter(Boolean)];
}
