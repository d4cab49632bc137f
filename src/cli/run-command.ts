import { type ParseArgsConfig, parseArgs } from "node:util";
import { GatewrightError } from "#error";
import { formatHelp, type Help } from "./help";

/**
 * Runs a command. Prints the help text for `--help`. A {@link GatewrightError} prints its message and sets exit code 1.
 *
 * @param run returns false if the command failed and has printed the reason
 */
export function runCommand(help: Help, run: () => Promise<boolean>): void {
  if (process.argv.includes("--help")) {
    console.log(formatHelp(help));
    return;
  }
  // The reader of the output has exited: `npm start | head`.
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

  /** @param command the npm script, up to its options: `npm start --` */
  constructor(error: string, command: string) {
    super("GW_USAGE", [error], `${error}\nRun \`${command} --help\` to list the options.`);
  }
}

/** Parses the arguments of a command. @throws UsageError for an unknown option, or an option without its value */
export function parseArguments<const Config extends ParseArgsConfig>(config: Config, command: string) {
  try {
    return parseArgs({ ...config, allowPositionals: true });
  } catch (error) {
    throw new UsageError((error as Error).message, command);
  }
}
