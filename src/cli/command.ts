import { existsSync } from "node:fs";
import path from "node:path";
import { type ParseArgsConfig, parseArgs } from "node:util";
import { GatewrightError } from "#error";
import { escapeLines } from "#printable";
import { findProjectRoot, PROJECT_FILE } from "#project-root";
import { findConsumedOptions } from "./command-line";
import { formatHelp, type Help } from "./help";

type OptionsConfig = NonNullable<ParseArgsConfig["options"]>;

/** Subcommand of `gatewright`, such as `start`. */
export interface Command<Options extends OptionsConfig = OptionsConfig> {
  readonly help: Help;
  readonly options: Options;
  /** Maximum number of arguments that are not options. */
  readonly maxPositionals: number;
  /** Runs the command. Returns false if the command failed and has printed the reason. */
  run(commandArguments: CommandArguments<Options>): Promise<boolean>;
}

type Parsed<Options extends OptionsConfig> = ReturnType<
  typeof parseArgs<{ readonly options: Options; readonly allowPositionals: true }>
>;

/** Arguments of a command. */
export interface CommandArguments<Options extends OptionsConfig = OptionsConfig> {
  readonly values: Parsed<Options>["values"];
  readonly positionals: readonly string[];
  /**
   * Absolute path of the project: the folder in `--project`, or else the nearest folder with a `cdktf.json`, or else
   * the current folder.
   */
  readonly project: string;
  /** Command line up to its options, for messages: `npx gatewright start`. */
  readonly commandLine: string;
}

/** Options of every command. */
const COMMON_OPTIONS = { project: { type: "string" } } as const;

const COMMON_HELP: Help["options"] = [
  ["--project DIR", "Folder of the project. Default: the nearest folder with a cdktf.json."],
  ["--help", "Print this help."],
];

/** Identity function that infers the type of the options of a command. */
export function defineCommand<const Options extends OptionsConfig>(command: Command<Options>): Command {
  return command as unknown as Command;
}

/**
 * Runs a command, or prints its help if the arguments contain `--help`.
 *
 * @param commandLine command line up to its options, for messages: `npx gatewright start`
 * @param args arguments after the name of the command
 * @returns false if the command failed and has printed the reason
 * @throws UsageError if an argument is invalid
 */
export async function runCommand(
  { help, options, maxPositionals, run }: Command,
  commandLine: string,
  args: readonly string[],
): Promise<boolean> {
  if (args.includes("--help")) {
    const usage = help.usage.map((line) => `${commandLine} ${line}`.trimEnd());
    print(formatHelp({ ...help, usage, options: [...help.options, ...COMMON_HELP] }));
    return true;
  }
  const allOptions = { ...options, ...COMMON_OPTIONS };
  // The arguments are the first rows of the help.
  const [[argument = ""] = []] = help.options;
  const positionalRule = { max: maxPositionals, argument };
  const { values, positionals } = parseArguments(args, allOptions, commandLine, positionalRule);
  const project = selectProject(values.project, commandLine);
  return run({ values, positionals, project, commandLine });
}

/**
 * Returns the folder of the project.
 * @param folder value of `--project`. Default: the nearest folder with a `cdktf.json`, or else the current folder
 * @throws UsageError if the folder has no `cdktf.json`
 */
function selectProject(folder: unknown, commandLine: string): string {
  if (typeof folder !== "string") return findProjectRoot(".") ?? process.cwd();
  if (existsSync(path.join(folder, PROJECT_FILE))) return path.resolve(folder);
  throw new UsageError(`--project is "${folder}"; expected a folder with a ${PROJECT_FILE}`, commandLine);
}

/** Thrown for invalid command-line arguments. */
export class UsageError extends GatewrightError {
  override readonly name = "UsageError";

  /** @param commandLine command line up to its options: `npx gatewright start` */
  constructor(error: string, commandLine: string) {
    super("GW_USAGE", [error], `${error}\nRun \`${commandLine} --help\` to list the options.`);
  }
}

function parseArguments(
  args: readonly string[],
  options: OptionsConfig,
  commandLine: string,
  positionalRule: PositionalRule,
) {
  const config = { args: [...args], options, allowPositionals: true, strict: false, tokens: true } as const;
  const { values, positionals, tokens } = parseArgs(config);
  const error =
    tokens
      .map((token) => (token.kind === "option" ? checkOption(token, options) : undefined))
      .find(Boolean) ??
    findConsumedOptions(options, positionals) ??
    checkPositionals(positionals, positionalRule);
  if (error !== undefined) throw new UsageError(error, commandLine);
  return { values, positionals };
}

interface OptionToken {
  readonly name: string;
  readonly rawName: string;
  readonly value?: string;
  readonly inlineValue?: boolean;
}

/** Returns the error message for an invalid option, or `undefined` for a valid option. */
function checkOption(
  { name, rawName, value, inlineValue }: OptionToken,
  options: OptionsConfig,
): string | undefined {
  const option = Object.hasOwn(options, name) ? options[name] : undefined;
  if (!option) {
    const names = Object.keys(options).map((known) => `--${known}`);
    return `${rawName} is not an option; expected ${names.join(", ")}`;
  }
  if (option.type === "boolean")
    return value === undefined ? undefined : `${rawName} takes no value, got "${value}"`;
  if (value === undefined || (!inlineValue && value.startsWith("--")))
    return `${rawName} has no value; expected ${rawName} VALUE`;
  return value === "" ? `${rawName} is empty; expected ${rawName} VALUE` : undefined;
}

/** Allowed values of a number on the command line. */
interface NumberRange {
  readonly min: number;
  /** Default: no maximum. */
  readonly max?: number;
  /** True if fractions are errors. Default: false. */
  readonly isWhole?: boolean;
}

/**
 * Parses a number in decimal notation.
 *
 * @param name option or environment variable with the number, for the message: `--port`
 * @throws UsageError if the text is not a number in the range
 */
export function parseNumber(
  name: string,
  text: string,
  { min, max = Number.MAX_SAFE_INTEGER, isWhole = false }: NumberRange,
  commandLine: string,
): number {
  const pattern = isWhole ? /^\d+$/ : /^\d+(\.\d+)?$/;
  const number = pattern.test(text) ? Number(text) : Number.NaN;
  if (number >= min && number <= max) return number;
  const kind = isWhole ? "a whole number" : "a number";
  const range = max === Number.MAX_SAFE_INTEGER ? `of at least ${min}` : `from ${min} to ${max}`;
  throw new UsageError(`${name} is "${text}"; expected ${kind} ${range}.`, commandLine);
}

/** Number of arguments that are not options, and the name of the first one: `stack`. */
interface PositionalRule {
  readonly max: number;
  readonly argument: string;
}

function checkPositionals(
  positionals: readonly string[],
  { max, argument }: PositionalRule,
): string | undefined {
  if (positionals.length <= max) return undefined;
  const expected = ["no arguments", `at most one ${argument}`][max] ?? `at most ${max} arguments`;
  return `expected ${expected}, got ${positionals.join(", ")}`;
}

/**
 * Prints text to the standard output. Characters that a terminal would interpret are escaped, because the text may
 * contain parts of a request, of a function's output or of a Terraform value. All commands print with this function and
 * with {@link printError}.
 */
export function print(text: string): void {
  console.log(escapeLines(text));
}

/** Prints text to the standard error output, escaped as by {@link print}. */
export function printError(text: string): void {
  console.error(escapeLines(text));
}
