import type { Choices } from "../choices";
import type { PackageManager } from "../package-manager";
import { functionFiles } from "./function-files";
import { mainFiles } from "./main-file";
import { readme } from "./readme";
import { settingsFiles } from "./settings-files";
import type { Template } from "./template";
import { testFiles } from "./test-files";
import { workflowFiles } from "./workflow-files";

/** Returns the texts of all files of a new project, by their path in the project, with `/` as separator. */
export function projectFiles(
  template: Template,
  choices: Choices,
  manager: PackageManager,
): ReadonlyMap<string, string> {
  return new Map([
    ...mainFiles(template.read("main.ts"), choices),
    ...functionFiles(template, choices),
    ...testFiles(choices),
    ...settingsFiles(template, choices),
    ...workflowFiles(template, choices, manager),
    ["README.md", readme(template.versions, choices, manager)],
  ]);
}
