import { existsSync, readFileSync } from "node:fs";
import { parseEnv } from "node:util";
import { errorMessage } from "#error";
import { isRegularFile, type ResolvedStack } from "#terraform";
import { LocalError } from "./local-error";

/** Default name of the file with values of environment variables. Git ignores it, because the values may be secret. */
export const ENV_FILE = ".env.local";

/** Values of environment variables that a file gives to functions. */
export interface EnvFile {
  /** Name of the file for messages: `.env.local`. */
  readonly name: string;
  /** Values of lines `NAME=value`, by variable. They apply to each function that has the variable. */
  readonly shared: ReadonlyMap<string, string>;
  /** Values of lines `FUNCTION.NAME=value`, by function and variable. */
  readonly byFunction: ReadonlyMap<string, ReadonlyMap<string, string>>;
  /** Lines that define no variable. */
  readonly invalidNames: readonly string[];
}

/** `NAME` or `FUNCTION.NAME`. A function is identified by its Terraform name or by its name on AWS. */
const VARIABLE = /^(?:([\w-]+)\.)?([A-Za-z_]\w*)$/;

/**
 * Reads a file with lines `NAME=value` and `FUNCTION.NAME=value`, in the dotenv format that Node reads. A file that does
 * not exist has no values.
 *
 * @param file path of the file. Default: no file
 * @param name name of the file for messages
 * @throws LocalError if the file exists and cannot be read
 * @see https://nodejs.org/docs/latest-v20.x/api/util.html#utilparseenvcontent
 */
export function readEnvFile(file: string | undefined, name: string): EnvFile {
  const shared = new Map<string, string>();
  const byFunction = new Map<string, Map<string, string>>();
  const invalidNames: string[] = [];
  for (const [key, value = ""] of Object.entries(file === undefined ? {} : parseFile(file))) {
    const [, fn, variable] = VARIABLE.exec(key) ?? [];
    if (variable === undefined) invalidNames.push(key);
    else if (fn === undefined) shared.set(variable, value);
    else byFunction.set(fn, (byFunction.get(fn) ?? new Map()).set(variable, value));
  }
  return { name, shared, byFunction, invalidNames };
}

/** Returns a message for each line of the file that has no effect. */
export function checkEnvFile(stack: ResolvedStack, { name, byFunction, invalidNames }: EnvFile): string[] {
  const functions = stack.ofType("aws_lambda_function");
  const names = functions.flatMap((fn) => [fn.name, String(fn.values.function_name)]);
  return [
    ...invalidNames.map(
      (line) =>
        `${name}: ${JSON.stringify(line)} is not a variable; expected NAME=value or FUNCTION.NAME=value.`,
    ),
    ...[...byFunction.keys()]
      .filter((fn) => !names.includes(fn))
      .map(
        (fn) => `${name}: no function "${fn}"; available: ${functions.map((each) => each.name).join(", ")}.`,
      ),
  ];
}

function parseFile(file: string): NodeJS.Dict<string> {
  if (!existsSync(file)) return {};
  try {
    if (!isRegularFile(file)) throw new Error("not a file");
    return parseEnv(readFileSync(file, "utf8").replace(/^\uFEFF/, ""));
  } catch (error) {
    throw new LocalError([`cannot read ${file} (${errorMessage(error)}). Correct the file, or remove it.`]);
  }
}
