import { type ParseArgsConfig, parseArgs } from "node:util";
import { GatewrightError } from "#error";
import { formatHelp, type Help } from "./help";

/**
 * Runs a command, or prints its help if the arguments contain `--help`. If the command throws a
 * {@link GatewrightError}, only the message is printed and the exit code is 1.
 *
 * @param run returns false if the command failed and has printed the reason
 */
export function runCommand(help: Help, run: () => Promise<boolean>): void {
  if (process.argv.includes("--help")) {
    console.log(formatHelp(help));
    return;
  }
  // EPIPE means that the program that reads the output has exited, such as `head` in `npm start | head`.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit();
    throw error;
  });
  run().then(
    (isSuccess) => {
      if (!isSuccess) process.exitCode = 1;
    },
    (error) => {
      if (!(error instanceof GatewrightError)) throw error;
      console.error(error.message);
      process.exitCode = 1;
    },
  );
}

/** Thrown for invalid command-line arguments. */
export class UsageError extends GatewrightError {
  override readonly name = "UsageError";

  /** @param command the command line up to its options: `npm start --` */
  constructor(error: string, command: string) {
    super("GW_USAGE", [error], `${error}\nRun \`${command} --help\` to list the options.`);
  }
}

interface Positionals {
  /** Maximum number of arguments that are not options. */
  readonly maxPositionals: number;
}

/**
 * Parses the arguments of a command.
 * @throws UsageError if an option is unknown or has an invalid value, or if there are too many arguments
 */
export function parseArguments<const Options extends NonNullable<ParseArgsConfig["options"]>>(
  options: Options,
  command: string,
  { maxPositionals }: Positionals,
) {
  const config = { options, allowPositionals: true } as const;
  const { values, positionals, tokens } = parseArgs({ ...config, strict: false, tokens: true });
  const error =
    tokens
      .map((token) => (token.kind === "option" ? checkOption(token, options) : undefined))
      .find(Boolean) ?? checkPositionals(positionals, maxPositionals);
  if (error !== undefined) throw new UsageError(error, command);
  return { values, positionals } as ReturnType<typeof parseArgs<typeof config>>;
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
  options: NonNullable<ParseArgsConfig["options"]>,
): string | undefined {
  const option = Object.hasOwn(options, name) ? options[name] : undefined;
  if (!option) {
    const names = Object.keys(options).map((known) => `--${known}`);
    return `${rawName} is not an option; expected ${names.length > 0 ? names.join(", ") : "no options"}`;
  }
  if (option.type === "boolean")
    return value === undefined ? undefined : `${rawName} takes no value, got "${value}"`;
  if (value === undefined || (!inlineValue && value.startsWith("--")))
    return `${rawName} has no value; expected ${rawName} VALUE`;
  return value === "" ? `${rawName} is empty; expected ${rawName} VALUE` : undefined;
}

function checkPositionals(positionals: readonly string[], max: number): string | undefined {
  if (positionals.length <= max) return undefined;
  const expected = max === 0 ? "no arguments" : "at most one stack";
  return `expected ${expected}, got ${positionals.join(", ")}`;
}
