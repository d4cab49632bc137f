import { type ParseArgsConfig, parseArgs } from "node:util";
import { GatewrightError } from "#error";

/**
 * Runs a command: what is known to be wrong is told in a line, and ends it with 1.
 *
 * @param usage told to whoever asks for `--help`
 * @param run whether all was good; what was not it has said
 */
export function runCommand(usage: string, run: () => Promise<boolean>): void {
  if (process.argv.includes("--help")) {
    console.log(usage);
    return;
  }
  // Whoever read what this says has gone: `npm start | head`.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit();
    throw error;
  });
  run().then(
    (isGood) => {
      if (!isGood) process.exitCode = 1;
    },
    (error) => {
      if (!(error instanceof GatewrightError)) throw error;
      console.error(error.message);
      process.exitCode = 1;
    },
  );
}

/** Thrown for arguments that a command does not take. */
export class UsageError extends GatewrightError {
  override readonly name = "UsageError";

  constructor(error: string) {
    super("GW_USAGE", [error]);
  }
}

/** The arguments of a command. @throws UsageError for others, with how it is used */
export function parseArguments<const Config extends ParseArgsConfig>(config: Config, usage: string) {
  try {
    return parseArgs({ ...config, allowPositionals: true });
  } catch (error) {
    throw new UsageError(`${(error as Error).message}\n${usage}`);
  }
}
