import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The environment that terraform runs in: this process's, without what would change how it runs, and with a provider
 * that it is to use instead of one of its own. Variables' values and logs are its user's to set.
 *
 * @param temporary where terraform's own settings are written to
 * @param socket what the provider listens on
 * @see https://developer.hashicorp.com/terraform/cli/config/environment-variables
 */
export function terraformEnvironment(temporary: string, socket: string): Environment {
  const kept = Object.entries(process.env).filter(
    ([name]) => !name.startsWith("TF_") || /^TF_(VAR_|LOG)/.test(name),
  );
  return {
    ...Object.fromEntries(kept),
    CHECKPOINT_DISABLE: "1",
    TF_IN_AUTOMATION: "1",
    TF_CLI_CONFIG_FILE: writeSettings(temporary),
    TF_REATTACH_PROVIDERS: reattached(socket),
  };
}

/**
 * Terraform's own settings: nobody else's, and with an empty folder to take providers from, so that it fails rather than
 * asks the registry.
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
 * How terraform knows a provider that is running already.
 * @see https://developer.hashicorp.com/terraform/plugin/debugging#running-terraform-with-a-provider-in-debug-mode
 */
function reattached(socket: string): string {
  const provider = {
    Protocol: "grpc",
    ProtocolVersion: 5,
    Pid: process.pid,
    // It is not terraform's to end.
    Test: true,
    Addr: { Network: "unix", String: socket },
  };
  return JSON.stringify({ "registry.terraform.io/hashicorp/aws": provider });
}
