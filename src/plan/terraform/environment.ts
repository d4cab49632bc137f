import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";

/** Environment variables by name; the value `undefined` unsets a variable. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Returns the environment variables for Terraform: those of this process, and the addresses of the offline
 * providers. Most `TF_` variables are removed, because they can change how Terraform runs, as `TF_CLI_ARGS`
 * does. Only `TF_VAR_` and `TF_LOG` variables are kept.
 *
 * @param temporary folder in which the CLI configuration file is created
 * @param sockets path of the Unix socket of each offline provider, by its source address
 * @see https://developer.hashicorp.com/terraform/cli/config/environment-variables
 */
export function terraformEnvironment(
  temporary: string,
  sockets: Readonly<Record<string, string>>,
): Environment {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !name.startsWith("TF_") || /^TF_(VAR_|LOG)/.test(name),
  );
  return {
    ...Object.fromEntries(inherited),
    CHECKPOINT_DISABLE: "1",
    TF_IN_AUTOMATION: "1",
    TF_CLI_CONFIG_FILE: writeSettings(temporary),
    TF_REATTACH_PROVIDERS: describeProviders(sockets),
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
 * Returns the value of `TF_REATTACH_PROVIDERS`, which makes Terraform connect to running providers.
 * @see https://developer.hashicorp.com/terraform/plugin/debugging#running-terraform-with-a-provider-in-debug-mode
 */
function describeProviders(sockets: Readonly<Record<string, string>>): string {
  const providers = Object.entries(sockets).map(([address, socket]) => [
    address,
    {
      Protocol: "grpc",
      ProtocolVersion: 5,
      Pid: process.pid,
      // Prevents Terraform from killing the provider's process at the end, because the provider runs in this
      // process.
      Test: true,
      Addr: { Network: "unix", String: socket },
    },
  ]);
  return JSON.stringify(Object.fromEntries(providers));
}
