import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";

/** Environment variables; `undefined` unsets one. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Returns the environment of Terraform: the environment of this process without `TF_` variables that change a plan, and
 * with the address of the offline provider. `TF_VAR_` and `TF_LOG` variables of the user are kept.
 *
 * @param temporary folder for Terraform's settings
 * @param socket Unix socket of the provider
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
 * Writes a CLI configuration that installs providers from an empty folder only. Terraform then fails without a request to
 * the registry, and settings of the user have no effect.
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
 * Returns the value of `TF_REATTACH_PROVIDERS` for a running provider.
 * @see https://developer.hashicorp.com/terraform/plugin/debugging#running-terraform-with-a-provider-in-debug-mode
 */
function describeProvider(socket: string): string {
  const provider = {
    Protocol: "grpc",
    ProtocolVersion: 5,
    Pid: process.pid,
    // Terraform does not end the process.
    Test: true,
    Addr: { Network: "unix", String: socket },
  };
  return JSON.stringify({ "registry.terraform.io/hashicorp/aws": provider });
}
