import { existsSync } from "node:fs";
import path from "node:path";
import { type CommandArguments, UsageError } from "./command";

/** Help of the option `--env-file`. */
export const ENV_FILE_HELP = [
  "--env-file FILE",
  "File with values of variables, secrets and parameters: NAME=value, FUNCTION.NAME=value, secret:NAME=value. Default: .env.local.",
] as const;

/**
 * Returns the absolute path of the env file. The default file may not exist.
 *
 * @throws UsageError if the option names a file that does not exist
 */
export function resolveEnvFile(
  file: string | undefined,
  { project, commandLine }: Pick<CommandArguments, "project" | "commandLine">,
): string {
  if (file === undefined) return path.join(project, ".env.local");
  if (existsSync(file)) return path.resolve(file);
  throw new UsageError(`--env-file is "${file}"; expected an existing file`, commandLine);
}
