import { readFileSync } from "node:fs";
import type { ParseArgsConfig } from "node:util";
import { escapeLine } from "#printable";

/**
 * Returns the command line of a command up to its options, for messages: `npx gatewright start`. If a script of the
 * project started this process, and the project has a script for the command, returns the script: `npm start --` with
 * npm, `pnpm start` with pnpm and `yarn start` with Yarn.
 */
export function displayedCommandLine(name: string): string {
  const script = currentScript();
  return script && runsGatewright(script.scripts[name])
    ? scriptCommandLine(script.manager, name)
    : `npx gatewright ${name}`;
}

/**
 * Returns the error for options that npm consumed, or `undefined` if there are none. npm consumes all options before
 * `--`: from `npm start --port 4000`, the command receives only the argument `4000`. npm treats such an option as one of
 * its settings, and passes its settings to scripts in environment variables.
 *
 * @param options options of the command
 * @param positionals arguments that the command received
 * @see https://docs.npmjs.com/cli/v11/commands/npm-run#description
 * @see https://docs.npmjs.com/cli/v11/using-npm/config#environment-variables
 */
export function findConsumedOptions(
  options: NonNullable<ParseArgsConfig["options"]>,
  positionals: readonly string[],
): string | undefined {
  const script = currentScript();
  if (script?.manager !== "npm") return undefined;
  const consumed = Object.entries(options).flatMap(([name, { type }]) => {
    const value = process.env[`npm_config_${name.replaceAll("-", "_")}`];
    return value === undefined || isNpmSetting(name, value) ? [] : [{ name: `--${name}`, type, value }];
  });
  if (consumed.length === 0) return undefined;
  // npm does not know that the option has a value. It sets the variable to "true", and passes the value as an argument.
  const withoutValue = consumed.filter(({ type, value }) => type === "string" && value === "true");
  const isPaired = withoutValue.length === 1 && positionals.length === 1;
  const lostValue = isPaired ? quote(positionals[0] ?? "") : "VALUE";
  const written = consumed.map((option) => {
    if (option.type === "boolean") return option.name;
    return `${option.name} ${withoutValue.includes(option) ? lostValue : quote(option.value)}`;
  });
  const rest = withoutValue.length > 0 ? [] : positionals.map(quote);
  const names = consumed.map(({ name }) => name).join(", ");
  const fix = [scriptCommandLine("npm", script.name), ...rest, ...written].join(" ");
  return `npm consumed ${names}. Write options after \`--\`: \`${fix}\`.`;
}

/** Returns true for a setting of npm with the name of an option. A scope of npm has no `/`, unlike a scope of a token. */
function isNpmSetting(name: string, value: string): boolean {
  return name === "scope" && !value.includes("/");
}

/** Script in the `package.json` of a project that started this process. */
interface Script {
  readonly name: string;
  /** Package manager that runs the script, such as `npm` or `pnpm`. */
  readonly manager: string;
  /** All scripts of the project, by name. */
  readonly scripts: Readonly<Record<string, string>>;
}

/**
 * Returns the script that started this process, if it runs Gatewright.
 * @see https://docs.npmjs.com/cli/v11/using-npm/scripts#environment
 */
function currentScript(): Script | undefined {
  const { npm_lifecycle_event: name = "", npm_package_json: manifest, npm_config_user_agent } = process.env;
  const scripts = manifest === undefined ? {} : readScripts(manifest);
  if (!runsGatewright(scripts[name])) return undefined;
  const [manager = ""] = (npm_config_user_agent ?? "").split("/");
  return { name, manager, scripts };
}

/** Reads the npm scripts. `npx` sets the path of a `package.json` that does not exist if it runs in a subfolder. */
function readScripts(manifest: string): Readonly<Record<string, string>> {
  try {
    return JSON.parse(readFileSync(manifest, "utf8")).scripts ?? {};
  } catch {
    return {};
  }
}

function runsGatewright(script = ""): boolean {
  return script.includes("gatewright");
}

function scriptCommandLine(manager: string, name: string): string {
  if (manager === "pnpm" || manager === "yarn") return `${manager} ${name}`;
  if (name === "start") return "npm start --";
  // `--silent` hides the lines that npm itself prints before the token or the key.
  return name === "token" || name === "key" ? `npm run --silent ${name} --` : `npm run ${name} --`;
}

/** Quotes an argument for a shell, if it contains a character that a shell could interpret. */
export function quote(argument: string): string {
  const escaped = escapeLine(argument);
  return /^[\w./:@%+=,-]+$/.test(escaped) ? escaped : `'${escaped.replaceAll("'", "'\\''")}'`;
}
