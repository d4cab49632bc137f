#!/usr/bin/env node
import { readFileSync } from "node:fs";
import path from "node:path";
import { HELP, parseArguments } from "./arguments";
import { askChoices } from "./ask-choices";
import { type Choices, checkName, checkStages, DEFAULTS } from "./choices";
import { CreateError, messageOf, throwIfInvalid } from "./create-error";
import { detectPackageManager, type PackageManager, scriptCommand } from "./package-manager";
import { packageNames } from "./project/package-json";
import { projectFiles } from "./project/project-files";
import { Template } from "./project/template";
import { checkFolder, writeProject } from "./write-project";

async function main(args: readonly string[]): Promise<void> {
  const { help, version, yes, ...given } = parseArguments(args);
  if (help) return console.log(HELP);
  if (version) return console.log(packageVersion());
  if (given.dir !== undefined) throwIfInvalid(checkDir(given.dir));
  const isInteractive = !yes && process.stdin.isTTY;
  const { dir, choices } = isInteractive ? await askChoices(given, checkDir) : withDefaults(given);
  createProject(path.resolve(dir), { name: path.basename(path.resolve(dir)), ...choices });
}

function withDefaults({ dir, choices }: { readonly dir?: string; readonly choices: Partial<Choices> }) {
  if (dir === undefined) {
    throw new CreateError("DIR is missing. Write the folder of the project: `npm create gatewright my-api`.");
  }
  return { dir, choices: { ...DEFAULTS, ...choices } };
}

/** Checks the folder of the project and its name. */
function checkDir(dir: string): string | undefined {
  const folder = path.resolve(dir);
  return checkName(path.basename(folder), packageNames()) ?? checkFolder(folder);
}

function createProject(folder: string, choices: Choices): void {
  throwIfInvalid(checkStages(choices.stages, choices.name));
  const manager = detectPackageManager(process.env.npm_config_user_agent);
  const template = new Template(path.join(__dirname, "../template"));
  const files = projectFiles(template, choices, manager);
  writeProject(folder, files);
  console.log(`Created ${choices.name} with ${files.size} files. Next commands:\n`);
  console.log(formatCommands(nextCommands(path.relative(process.cwd(), folder), manager)));
  console.log("\nREADME.md in the project describes the other commands and the deployment.");
}

type Command = readonly [command: string, description: string];

function nextCommands(dir: string, manager: PackageManager): Command[] {
  const commands: Command[] = [
    [manager.install, "installs the packages"],
    [scriptCommand(manager, "start"), "serves the API on http://localhost:3000"],
    [scriptCommand(manager, "test"), "runs the tests"],
  ];
  return dir === "" ? commands : [[`cd ${quoteArgument(dir)}`, "changes to the project folder"], ...commands];
}

function formatCommands(commands: readonly Command[]): string {
  const width = Math.max(...commands.map(([command]) => command.length));
  return commands.map(([command, text]) => `  ${command.padEnd(width)}  # ${text}`).join("\n");
}

function quoteArgument(text: string): string {
  return /^[\w./\\:-]+$/.test(text) ? text : `"${text}"`;
}

function packageVersion(): string {
  return JSON.parse(readFileSync(path.join(__dirname, "../package.json"), "utf8")).version;
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(messageOf(error));
  process.exitCode = 1;
});
