import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";

/** Environment variables by name; the value `undefined` unsets a variable. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Returns the environment variables for Terraform: those of this process, and the address of the offline
 * provider. Most `TF_` variables are removed, because they can change how Terraform runs, as `TF_CLI_ARGS`
 * does. Only `TF_VAR_` and `TF_LOG` variables are kept.
 *
 * @param temporary folder in which the CLI configuration file is created
 * @param socket path of the Unix socket on which the offline provider listens
 * @see https://developer.hashicorp.com/terraform/cli/config/environment-variables
 */
export function terraformEnvironment(temporary: string, socket: string): Environment {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !name.startsWith("TF_") || /^TF_(VAR_|LOG)/.test(name),
  );
  return {
    ...Object.fromEntries(inherited),
    CHECKPOINT_DISABLE: "1",
    TF_IN_AUTOMATION: "1",
    TF_CLI_CONFIG_FILE: writeSettings(temporary),
    TF_REATTACH_PROVIDERS: describeProvider(socket),
  };
}

/**
 * Writes a CLI configuration file that allows Terraform to install providers only from an empty folder. If a
 * provider is missing, Terraform then fails instead of contacting the registry. This file replaces the user's
 * own CLI configuration file.
 *
 * @returns the path of the file
 * @see https://developer.hashicorp.com/terraform/cli/config/config-file#provider-installation
 */
function writeSettings(temporary: string): string {
  const mirror = path.join(temporary, "providers");
  mkdirSync(mirror);
  const file = path.join(temporary, "terraform.tfrc");
  const source = `provider_installation {\n  filesystem_mirror {\n    path = ${JSON.stringify(mirror)}\n  }\n}\n`;
  writeFileSync(file, source);
  return file;
}

/**
 * Returns the value of `TF_REATTACH_PROVIDERS`, which makes Terraform connect to a running provider.
 * @see https://developer.hashicorp.com/terraform/plugin/debugging#running-terraform-with-a-provider-in-debug-mode
 */
function describeProvider(socket: string): string {
  const provider = {
    Protocol: "grpc",
    ProtocolVersion: 5,
    Pid: process.pid,
    // Prevents Terraform from killing the provider's process at the end, because the provider runs in this
    // process.
    Test: true,
    Addr: { Network: "unix", String: socket },
  };
  return JSON.stringify({ "registry.terraform.io/hashicorp/aws": provider });
}
