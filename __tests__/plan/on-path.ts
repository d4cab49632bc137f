import { spawnSync } from "node:child_process";

const isOnPath = spawnSync("terraform", ["version"]).status === 0;

/** What terraform itself is needed for; told as skipped where there is none on the PATH. */
export const withTerraformOnPath = isOnPath ? describe : describe.skip;
