import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fakeOutput } from "#aws";
import { drawDashboards } from "#dashboard";
import { synthesize } from "#synth";
import { resolveStack } from "#terraform";
import { chooseStack, firstDashboard } from "./choose-stack";
import { type Command, defineCommand, print, UsageError } from "./command";

/** Command `gatewright dashboard`: draws the dashboards of a stack as an HTML page. */
export const dashboardCommand: Command = defineCommand({
  help: {
    usage: ["[stack] --html FILE [options]"],
    summary: "Draws the CloudWatch dashboards of one stack as an HTML page, with made-up data.",
    options: [
      ["stack", "Name of the stack. Default: the first stack with a dashboard."],
      ["--html FILE", "File to write, such as dashboard.html. An existing file is replaced."],
      ["--dir PATH", "Folder of Terraform JSON to read. Default: the project is synthesized."],
    ],
  },
  options: {
    html: { type: "string" },
    dir: { type: "string" },
  },
  maxPositionals: 1,
  async run({ values, positionals, ...context }) {
    const { html: file, dir } = values;
    const { project, commandLine } = context;
    if (file === undefined) throw new UsageError("--html is not set; expected --html FILE", commandLine);
    const choice = { name: positionals[0], dir };
    const stack = await chooseStack(choice, firstDashboard, context, () => synthesize(project));
    if (!stack) return false;
    writePage(file, drawDashboards(resolveStack(stack, { outputOf: fakeOutput })));
    print(`${stack.name}: wrote ${path.normalize(file)}`);
    return true;
  },
});

function writePage(file: string, page: string): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, page);
}
