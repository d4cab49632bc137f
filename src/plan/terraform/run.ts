import { type ChildProcess, spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { PlanError } from "../plan-error";
import type { Environment } from "./environment";

export interface CommandResult {
  readonly succeeded: boolean;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs terraform in a folder to its end.
 *
 * @param started told of the process, so that it can be ended
 * @throws PlanError where there is no terraform
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
    child.once("error", (error: NodeJS.ErrnoException) => reject(notStarted(error)));
    child.once("close", resolve);
  });
  const [code, stdout, stderr] = await Promise.all([status, text(child.stdout), text(child.stderr)]);
  return { succeeded: code === 0, stdout, stderr };
}

function notStarted(error: NodeJS.ErrnoException): Error {
  if (error.code !== "ENOENT") return error;
  return new PlanError("there is no terraform on the PATH", [
    "a plan is made by terraform itself; install 1.5 or newer, https://developer.hashicorp.com/terraform/install",
  ]);
}
