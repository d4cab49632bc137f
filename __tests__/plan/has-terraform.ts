import { spawnSync } from "node:child_process";

/** Terraform would check for a new version otherwise. */
const env = { ...process.env, CHECKPOINT_DISABLE: "1" };
const isOnPath = spawnSync("terraform", ["version"], { env }).status === 0;

/** Group of tests that need Terraform; skipped if it is not on the PATH. */
export const withTerraformOnPath = isOnPath ? describe : describe.skip;
