import { parseArgs } from "node:util";

/**
 * Returns the custom conditions of this Node process, each once. Conditions select which file of a package the fields
 * `exports` and `imports` of its `package.json` resolve to. They are set by the flag `--conditions`, on the command line
 * or in the environment variable `NODE_OPTIONS`.
 *
 * @param nodeFlags flags of Node; default: the flags of this process and the flags in `NODE_OPTIONS`
 * @see https://nodejs.org/api/cli.html#-c-condition---conditionscondition
 */
export function nodeConditions(nodeFlags = currentNodeFlags()): string[] {
  const { values } = parseArgs({
    args: nodeFlags,
    options: { conditions: { type: "string", short: "C", multiple: true } },
    strict: false,
  });
  const conditions = (values.conditions ?? []).filter((condition) => typeof condition === "string");
  return [...new Set(conditions)];
}

function currentNodeFlags(): string[] {
  const { NODE_OPTIONS = "" } = process.env;
  return [...process.execArgv, ...NODE_OPTIONS.split(/\s+/).filter(Boolean)];
}
