import { existsSync, readdirSync, statSync } from "node:fs";
import path from "node:path";
import { manifestPath } from "#terraform";
import { devOutputParent, isRunning } from "./dev-output";
import { outputDir } from "./synthesize";

/**
 * Returns the folder with the newest output of a project: of a running `gatewright start`, or of the last synthesis.
 * Returns `undefined` if there is no output.
 */
export function findOutput(project: string): string | undefined {
  const folders = [outputDir(project), ...listDevOutputs(project)].filter((folder) =>
    existsSync(manifestPath(folder)),
  );
  const writtenAt = (folder: string) => statSync(manifestPath(folder)).mtimeMs;
  return folders.sort((a, b) => writtenAt(b) - writtenAt(a))[0];
}

/** Returns the output folders of the running `gatewright start` processes of a project. */
function listDevOutputs(project: string): readonly string[] {
  const parent = devOutputParent(project);
  if (!existsSync(parent)) return [];
  return readdirSync(parent)
    .filter((name) => /^\d+$/.test(name) && isRunning(Number(name)))
    .map((name) => path.join(parent, name));
}
