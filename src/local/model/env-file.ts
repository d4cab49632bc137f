import { existsSync, readFileSync } from "node:fs";
import { parseEnv } from "node:util";
import { errorMessage } from "#error";
import { isRegularFile, type ResolvedStack } from "#terraform";
import { LocalError } from "./local-error";

/** Default name of the file with values of environment variables. Git ignores it, because the values may be secret. */
export const ENV_FILE = ".env.local";

/** Values that the emulated Secrets Manager and the emulated Parameter Store return. */
export interface StoredSecrets {
  /** Name of the file with the values, for messages: `.env.local`. */
  readonly file: string;
  /** Region of the stack, for ARNs. */
  readonly region: string;
  readonly secrets: ReadonlyMap<string, string>;
  readonly parameters: ReadonlyMap<string, string>;
}

/** Values of environment variables, secrets and parameters that a file gives to functions. */
export interface EnvFile {
  /** Name of the file for messages: `.env.local`. */
  readonly name: string;
  /** Values of lines `NAME=value`, by variable. They apply to each function that has the variable. */
  readonly shared: ReadonlyMap<string, string>;
  /** Values of lines `FUNCTION.NAME=value`, by function and variable. */
  readonly byFunction: ReadonlyMap<string, ReadonlyMap<string, string>>;
  /** Values of lines `secret:NAME=value`, by the name of the secret. */
  readonly secrets: ReadonlyMap<string, string>;
  /** Values of lines `parameter:NAME=value`, by the name of the parameter. */
  readonly parameters: ReadonlyMap<string, string>;
  /** Names that are no name of a variable, a secret or a parameter. */
  readonly invalidNames: readonly string[];
  /** Numbers of the lines without a `=`. The first line has the number 1. */
  readonly invalidLines: readonly number[];
}

/** `NAME` or `FUNCTION.NAME`. A function is identified by its Terraform name or by its name on AWS. */
const VARIABLE = /^(?:([\w-]+)\.)?([A-Za-z_]\w*)$/;

/** `secret:NAME` or `parameter:NAME`. */
const STORED_VALUE = /^(secret|parameter):\s*(\S+)$/;

/**
 * Reads a file with lines `NAME=value`, `FUNCTION.NAME=value`, `secret:NAME=value` and `parameter:NAME=value`, in the
 * dotenv format that Node reads. A file that does not exist has no values.
 *
 * @param file path of the file. Default: no file
 * @param name name of the file for messages
 * @throws LocalError if the file exists and cannot be read
 * @see https://nodejs.org/docs/latest-v20.x/api/util.html#utilparseenvcontent
 */
export function readEnvFile(file: string | undefined, name: string): EnvFile {
  const shared = new Map<string, string>();
  const byFunction = new Map<string, Map<string, string>>();
  const stored = { secret: new Map<string, string>(), parameter: new Map<string, string>() };
  const invalidNames: string[] = [];
  const { values, invalidLines } = parseLines(file === undefined ? "" : readText(file));
  for (const [key, value = ""] of Object.entries(values)) {
    const [, kind, storedName] = STORED_VALUE.exec(key) ?? [];
    const [, fn, variable] = VARIABLE.exec(key) ?? [];
    if (storedName !== undefined) stored[kind as keyof typeof stored].set(storedName, value);
    else if (variable === undefined) invalidNames.push(key);
    else if (fn === undefined) shared.set(variable, value);
    else byFunction.set(fn, (byFunction.get(fn) ?? new Map()).set(variable, value));
  }
  const { secret: secrets, parameter: parameters } = stored;
  return { name, shared, byFunction, secrets, parameters, invalidNames, invalidLines };
}

/** Returns a message for each line of the file that has no effect. */
export function checkEnvFile(
  stack: ResolvedStack,
  { name, byFunction, invalidNames, invalidLines }: EnvFile,
): string[] {
  const functions = stack.ofType("aws_lambda_function");
  const names = functions.flatMap((fn) => [fn.name, String(fn.values.function_name)]);
  return [
    // The text of such a line may be a part of a secret, so it is not printed.
    ...invalidLines.map((line) => `${name}:${line}: the line has no "="; ${EXPECTED}`),
    ...invalidNames.map((line) => `${name}: ${JSON.stringify(line)} is not a variable; ${EXPECTED}`),
    ...[...byFunction.keys()]
      .filter((fn) => !names.includes(fn))
      .map(
        (fn) => `${name}: no function "${fn}"; available: ${functions.map((each) => each.name).join(", ")}.`,
      ),
  ];
}

const EXPECTED = "expected NAME=value, FUNCTION.NAME=value, secret:NAME=value or parameter:NAME=value.";

/** Matches the start of a value in quotes, up to the end of its line. */
const QUOTED = /^[^=]*=\s*(["'`])(.*)$/;

/**
 * Parses the text of a file. Node joins a line without a `=` with the next line, whose variable is then lost. Such lines
 * are therefore removed first.
 */
function parseLines(text: string): { values: NodeJS.Dict<string>; invalidLines: readonly number[] } {
  const lines = text.split(/\r?\n/);
  const invalidLines: number[] = [];
  let quote: string | undefined;
  for (const [index, line] of lines.entries()) {
    if (quote !== undefined) {
      if (line.includes(quote)) quote = undefined;
      continue;
    }
    const [, opening = "", rest = ""] = QUOTED.exec(line) ?? [];
    const isOpen = opening !== "" && !rest.includes(opening);
    if (isOpen && lines.slice(index + 1).some((next) => next.includes(opening))) quote = opening;
    if (/^\s*(?:#|$)/.test(line) || line.includes("=")) continue;
    invalidLines.push(index + 1);
    lines[index] = "";
  }
  return { values: parseEnv(lines.join("\n")), invalidLines };
}

function readText(file: string): string {
  if (!existsSync(file)) return "";
  try {
    if (!isRegularFile(file)) throw new Error("not a file");
    return readFileSync(file, "utf8").replace(/^\uFEFF/, "");
  } catch (error) {
    throw new LocalError([`cannot read ${file} (${errorMessage(error)}). Correct the file, or remove it.`]);
  }
}
