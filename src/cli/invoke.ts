import { readFileSync } from "node:fs";
import path from "node:path";
import { errorMessage } from "#error";
import {
  type Failed,
  findFunction,
  type LocalServer,
  type LogEntry,
  type NamedFunction,
  type SampleEventKind,
  type StartLocalOptions,
  startLocal,
  unknownFunction,
} from "#local";
import { bundleCacheDir } from "#project-root";
import { DevOutput } from "#synth";
import { resolveStack, type SynthesizedStack } from "#terraform";
import { chooseStack, type StackDefault } from "./choose-stack";
import { type Command, defineCommand, print, printError, UsageError } from "./command";
import { ENV_FILE_HELP, resolveEnvFile } from "./env-file";
import { formatLog } from "./format-log";
import type { Help } from "./help";

const EVENT_KINDS: readonly SampleEventKind[] = [
  "http",
  "connect",
  "message",
  "disconnect",
  "sqs",
  "schedule",
];

/** Sources of the events without a body. */
const WITHOUT_BODY: Readonly<Partial<Record<SampleEventKind, string>>> = {
  connect: "a handshake",
  disconnect: "a closed connection",
  schedule: "a schedule",
};

const HELP: Help = {
  usage: ["function [event.json] [options]"],
  summary: "Invokes one function on this computer, and prints its result, its logs and its duration.",
  options: [
    ["function", "Name in Terraform, such as create-product, or name on AWS."],
    ["event.json", "File with the event, or - for the standard input. Default: {}."],
    [
      "--event KIND",
      "Generate the event: http, connect, message, disconnect, sqs or schedule. The file is then the body of the request or message.",
    ],
    ["--init", "Load the code of the function without an invocation. Default: off."],
    ["--stack NAME", "Name of the stack. Default: the first stack that has the function."],
    ["--dir PATH", "Use an existing folder of Terraform JSON and zips. Default: the project is synthesized."],
    ENV_FILE_HELP,
    ["--data DIR", "Folder in which tables keep their items. Default: in memory; items are lost at exit."],
  ],
};

const OPTIONS = {
  event: { type: "string" },
  init: { type: "boolean", default: false },
  stack: { type: "string" },
  dir: { type: "string" },
  "env-file": { type: "string" },
  data: { type: "string" },
} as const;

/** Command `gatewright invoke`: starts the services of a stack, invokes one function, and stops. */
export const invokeCommand: Command = defineCommand({
  help: HELP,
  options: OPTIONS,
  maxPositionals: 2,
  async run({ values, positionals: [name, file], commandLine, project }) {
    if (name === undefined) throw new UsageError("the name of the function is missing", commandLine);
    const kind = parseKind(values.event, commandLine);
    if (values.init && (kind ?? file) !== undefined)
      throw new UsageError("--init sends no event. Remove the event, or remove --init.", commandLine);
    const source = kind && WITHOUT_BODY[kind];
    if (source !== undefined && file !== undefined)
      throw new UsageError(`the event of ${source} has no body. Remove "${file}".`, commandLine);
    const text = file === undefined ? undefined : readText(file, commandLine);
    const event = kind === undefined ? parseEvent(text, file, commandLine) : undefined;
    const envFile = resolveEnvFile(values["env-file"], { project, commandLine });
    const dataDir = values.data === undefined ? undefined : path.resolve(values.data);
    const output =
      values.dir === undefined
        ? new DevOutput(project, { bundleCacheDir: bundleCacheDir(project) })
        : undefined;
    const choice = { name: values.stack, dir: values.dir };
    const synthesizeProject = async () => ((await output?.synthesize()) ? output?.path : undefined);
    try {
      const stack = await chooseStack(choice, firstWithFunction(name), { commandLine }, synthesizeProject);
      if (!stack) return false;
      const address = findFunction(listFunctions(stack), name)?.address;
      return await withLocalServer({ dir: stack.dir, dataDir, envFile, onLog: printLog }, (local) => {
        printNotes(local, address);
        if (values.init) return initialize(local, name);
        return invoke(local, name, kind === undefined ? event : local.sampleEvent(name, kind, text));
      });
    } finally {
      output?.remove();
    }
  },
});

/** Parses the value of `--event`. @throws UsageError for an unknown kind */
function parseKind(text: string | undefined, commandLine: string): SampleEventKind | undefined {
  const kind = EVENT_KINDS.find((known) => known === text);
  if (text === undefined || kind !== undefined) return kind;
  throw new UsageError(`--event is "${text}"; expected one of ${EVENT_KINDS.join(", ")}`, commandLine);
}

/** Reads the file of the event. The name `-` means the standard input. @throws UsageError if it is not readable */
function readText(file: string, commandLine: string): string {
  try {
    return readFileSync(file === "-" ? 0 : file, "utf8");
  } catch (error) {
    throw new UsageError(`cannot read ${file} (${errorMessage(error)})`, commandLine);
  }
}

/** @throws UsageError if the text is not JSON */
function parseEvent(text = "{}", file = "", commandLine: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${file} is not valid JSON: ${errorMessage(error)}`, commandLine);
  }
}

/** Returns the default stack of this command: the first one that has the function. */
function firstWithFunction(name: string): StackDefault {
  return (stacks) => {
    const match = stacks.find((stack) => findFunction(listFunctions(stack), name));
    if (match) return match;
    throw unknownFunction(stacks.flatMap(listFunctions), name);
  };
}

function listFunctions(stack: SynthesizedStack): readonly NamedFunction[] {
  return resolveStack(stack)
    .ofType("aws_lambda_function")
    .map(({ address, values }) => ({ address, name: String(values.function_name) }));
}

async function withLocalServer<Result>(
  options: StartLocalOptions,
  run: (local: LocalServer) => Promise<Result>,
): Promise<Result> {
  const local = await startLocal(options);
  try {
    return await run(local);
  } finally {
    await local.stop();
  }
}

/** Prints the notes about the function, such as variables with a placeholder, and those about the env file. */
function printNotes({ notes }: LocalServer, address: string | undefined): void {
  const isOther = (note: string) => note.startsWith("aws_") && !note.startsWith(`${address}: `);
  for (const note of notes.filter((text) => !isOther(text))) printError(`warning: ${note}`);
}

async function invoke(local: LocalServer, name: string, event: unknown): Promise<boolean> {
  const startedAt = performance.now();
  const result = await local.invoke(name, event);
  const duration = `${Math.round(performance.now() - startedAt)} ms`;
  if (result.isSuccess) {
    print(JSON.stringify(result.value, null, 2));
    printError(`${name} ${describeResult(result.value)} in ${duration}`);
  } else printError(`${formatFailure(result)}\n${name} failed in ${duration}`);
  return result.isSuccess;
}

/** Describes the result of an invocation. A response with the status 500 is a result too, but no success. */
function describeResult(value: unknown): string {
  const { statusCode } = Object(value) as { readonly statusCode?: unknown };
  return typeof statusCode === "number" ? `returned the status ${statusCode}` : "succeeded";
}

async function initialize(local: LocalServer, name: string): Promise<boolean> {
  const startedAt = performance.now();
  const failure = await local.initialize(name);
  const duration = `${Math.round(performance.now() - startedAt)} ms`;
  printError(
    failure
      ? `${formatFailure(failure)}\n${name} failed to load in ${duration}`
      : `${name} loaded in ${duration}`,
  );
  return failure === undefined;
}

function formatFailure({ errorType, errorMessage: message }: Failed): string {
  return `${errorType}: ${message}`;
}

/** Prints the output of the function to stderr, so that stdout contains only the result. */
function printLog(entry: LogEntry): void {
  const text = formatLog(entry);
  if (text !== undefined) printError(text);
}
