import { type ChildProcess, spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { PlanError } from "../plan-error";
import type { Environment } from "./environment";

/** Result of a Terraform command. */
export interface CommandResult {
  readonly succeeded: boolean;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a Terraform command in a folder and waits until it exits.
 *
 * @param started called with the child process, so that the caller can kill it
 * @throws PlanError if Terraform is not on the PATH
 */
export async function runTerraform(
  args: readonly string[],
  folder: string,
  environment: Environment,
  started: (child: ChildProcess) => void,
): Promise<CommandResult> {
  const child = spawn("terraform", args, {
    cwd: folder,
    env: environment,
    stdio: ["ignore", "pipe", "pipe"],
  });
  started(child);
  const status = new Promise<number | null>((resolve, reject) => {
    child.once("error", (error: NodeJS.ErrnoException) => reject(toStartError(error)));
    child.once("close", resolve);
  });
  const [code, stdout, stderr] = await Promise.all([status, text(child.stdout), text(child.stderr)]);
  return { succeeded: code === 0, stdout, stderr };
}

function toStartError(error: NodeJS.ErrnoException): Error {
  if (error.code !== "ENOENT") return error;
  return new PlanError("terraform not found on the PATH", [
    "Install Terraform 1.5 or newer: https://developer.hashicorp.com/terraform/install",
  ]);
}
