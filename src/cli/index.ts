#!/usr/bin/env node

import { readFileSync } from "node:fs";
import path from "node:path";
import { toGatewrightError } from "#error";
import { type Command, print, printError, runCommand, UsageError } from "./command";
import { displayedCommandLine } from "./command-line";
import { formatHelp } from "./help";

/** Commands by name. A command is loaded when it is needed, because loading all of them is slow. */
const COMMANDS: Readonly<Record<string, () => Command>> = {
  start: () => require("./start").startCommand,
  synth: () => require("./synth").synthCommand,
  plan: () => require("./plan").planCommand,
  token: () => require("./token").tokenCommand,
  key: () => require("./key").keyCommand,
  invoke: () => require("./invoke").invokeCommand,
  dashboard: () => require("./dashboard").dashboardCommand,
};

/** Runs the command that the first argument names. Returns false if it failed and has printed the reason. */
async function main([name, ...args]: readonly string[]): Promise<boolean> {
  if (name === "--version" || name === "-v") {
    print(packageVersion());
    return true;
  }
  if (name === undefined || name === "--help" || name === "-h") {
    print(generalHelp());
    return true;
  }
  const load = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (load) return runCommand(load(), displayedCommandLine(name), args);
  const expected = Object.keys(COMMANDS).join(", ");
  const problem = name.startsWith("-")
    ? `option ${name} is before the command`
    : `"${name}" is not a command`;
  throw new UsageError(`${problem}; expected ${expected}`, "npx gatewright");
}

function generalHelp(): string {
  const commands = Object.entries(COMMANDS).map(([name, load]) => [name, load().help.summary] as const);
  return formatHelp({
    usage: ["npx gatewright COMMAND [options]"],
    summary: "Synthesizes, serves and plans APIs that are declared with Gatewright.",
    options: [
      ...commands,
      ["COMMAND --help", "Print the help of a command."],
      ["--version", "Print the version of Gatewright."],
      ["--help", "Print this help."],
    ],
  });
}

function packageVersion(): string {
  return JSON.parse(readFileSync(path.join(__dirname, "../../package.json"), "utf8")).version;
}

// EPIPE means that the program that reads the output has exited, such as `head` in `npm start | head`.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit();
  throw error;
});

const REPORT =
  "This is an error of Gatewright. Report it with these lines: https://github.com/gatewright/gatewright/issues";

/** Prints an error: one that the user can fix with its message, any other one with its stack trace. */
function printFailure(error: unknown): void {
  const expected = toGatewrightError(error);
  printError(expected?.message ?? `${REPORT}\n${(error as Error | undefined)?.stack ?? error}`);
  process.exitCode = 1;
  // After an unexpected error, something may still be running.
  if (!expected) process.exit();
}

// An error that the command does not await, such as that of a file watcher, ends the process too.
process.on("uncaughtException", (error) => {
  printFailure(error);
  process.exit();
});

main(process.argv.slice(2)).then((isSuccess) => {
  if (!isSuccess) process.exitCode = 1;
}, printFailure);
