import {
  findApiKeys,
  type LocalApiKey,
  LocalError,
  readLocalApiKeys,
  selectApiKey,
  unknownApiKey,
} from "#local";
import { findOutput, synthesize } from "#synth";
import { chooseStack, type StackDefault } from "./choose-stack";
import { type Command, defineCommand, print, UsageError } from "./command";
import type { Help } from "./help";

const HELP: Help = {
  usage: ["name [options]"],
  summary: "Prints the value of an API key, for requests to the local gateway.",
  options: [
    [
      "name",
      "Name of the key on AWS, such as products-dev-gold-acme, its end, such as acme, or name in Terraform.",
    ],
    ["--stack NAME", "Name of the stack. Default: the first stack that has the key."],
    [
      "--dir PATH",
      "Folder of Terraform JSON to read. Default: the newest output of `start` or `synth`; synthesized if there is none.",
    ],
  ],
};

const OPTIONS = {
  stack: { type: "string" },
  dir: { type: "string" },
} as const;

/** Command `gatewright key`: prints the value of an API key that the local gateway accepts. */
export const keyCommand: Command = defineCommand({
  help: HELP,
  options: OPTIONS,
  maxPositionals: 1,
  async run({ values, positionals: [name], project, commandLine }) {
    if (name === undefined) throw new UsageError("the name of the key is missing", commandLine);
    const stack = await chooseStack(
      { name: values.stack, dir: values.dir },
      firstWithKey(name),
      { commandLine },
      async () => findOutput(project) ?? synthesize(project),
    );
    if (!stack) return false;
    const described = `stack "${stack.name}"`;
    print(knownValue(selectApiKey(readLocalApiKeys(stack), name, described), described));
    return true;
  },
});

/** Returns the value of an API key. @throws LocalError if the value is unknown without AWS */
function knownValue({ name, value }: LocalApiKey, stack: string): string {
  if (typeof value === "string") return value;
  throw new LocalError([`${stack}: the value of the API key "${name}" is unknown: ${value.reason}`]);
}

/** Returns the default stack of this command: the first one that has the key. */
function firstWithKey(name: string): StackDefault {
  return (stacks) => {
    const match = stacks.find((stack) => findApiKeys(readLocalApiKeys(stack), name).length > 0);
    if (match) return match;
    throw unknownApiKey(stacks.flatMap(readLocalApiKeys), name, "the app");
  };
}
