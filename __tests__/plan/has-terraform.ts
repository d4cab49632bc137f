import { spawnSync } from "node:child_process";

/** Environment that prevents Terraform from checking for a newer version. */
const env = { ...process.env, CHECKPOINT_DISABLE: "1" };
const isOnPath = spawnSync("terraform", ["version"], { env }).status === 0;

/** Declares a group of tests that need Terraform. The group is skipped if Terraform is not on the PATH. */
export const withTerraformOnPath = isOnPath ? describe : describe.skip;
