import { spawnSync } from "node:child_process";

/** It would ask HashiCorp for news. */
const env = { ...process.env, CHECKPOINT_DISABLE: "1" };
const isOnPath = spawnSync("terraform", ["version"], { env }).status === 0;

/** What terraform itself is needed for; told as skipped where there is none on the PATH. */
export const withTerraformOnPath = isOnPath ? describe : describe.skip;
