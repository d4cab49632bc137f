import type { Stack } from "#terraform";
import { constructPath } from "../plan-json";
import { describeVersions } from "../provider";

/** Summaries of the errors about a name that is not in the schema of the provider. */
const UNKNOWN_NAME = [
  "Extraneous JSON object property",
  "Invalid data source",
  "Invalid resource type",
  "Unsupported argument",
  "Unsupported block type",
];

/**
 * Error or warning in Terraform's JSON output.
 * @see https://developer.hashicorp.com/terraform/cli/commands/validate#json-output-format
 */
interface Diagnostic {
  readonly severity: "error" | "warning";
  readonly summary: string;
  readonly detail?: string;
  readonly address?: string;
  readonly range?: { readonly filename: string; readonly start: { readonly line: number } };
  /**
   * Code that caused the error. `context` is the block that contains the code:
   * `resource.aws_iam_role.answer`.
   */
  readonly snippet?: { readonly context?: string | null; readonly code: string };
}

/**
 * Returns the errors in Terraform's JSON output, each prefixed with the paths of the affected constructs.
 * Returns an empty list for output that is not JSON.
 */
export function parseDiagnostics(output: string, stack: Stack): readonly string[] {
  return findDiagnostics(output)
    .filter(({ severity }) => severity === "error")
    .map((diagnostic) => formatDiagnostic(diagnostic, stack));
}

/**
 * Returns one error for each provider that `terraform init` did not find. Offline plans have a provider for every
 * source that the Terraform JSON of the stack itself names. Other sources come from modules, and from types that need
 * no source.
 */
export function parseMissingProviders(output: string): readonly string[] {
  const matches = output.matchAll(/\bprovider\s+(\S+)\s+was\s+not\s+found\s+in\s+any/g);
  const sources = new Set(
    [...matches].map(([, source = ""]) => source.replace("registry.terraform.io/", "")),
  );
  return [...sources].map(
    (source) =>
      `a module or a type requires the provider ${source}; expected hashicorp/aws, a utility provider, or a provider that the stack lists in required_providers. Correct the type, or run terraform plan with credentials.`,
  );
}

/**
 * Returns the diagnostics in the output of a command. `terraform validate` prints one object with all
 * diagnostics, and the other commands print one JSON object per line.
 */
function findDiagnostics(output: string): readonly Diagnostic[] {
  const report = parseOutput(output);
  if (report?.diagnostics) return report.diagnostics;
  return output.split("\n").flatMap((line) => parseOutput(line)?.diagnostic ?? []);
}

interface Output {
  readonly diagnostics?: readonly Diagnostic[];
  readonly diagnostic?: Diagnostic;
}

function parseOutput(text: string): Output | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function formatDiagnostic(diagnostic: Diagnostic, stack: Stack): string {
  const { summary, detail = "", range, snippet } = diagnostic;
  const variable = findMissingVariable(diagnostic);
  if (variable) return `${summary}: "${variable}" has no value and no default. Set TF_VAR_${variable}.`;
  const paths = constructPaths(diagnostic, stack).join(", ");
  const place = range && `(${range.filename}, line ${range.start.line}: ${snippet?.code.trim() ?? ""})`;
  const message = [summary, detail].filter(Boolean).join(": ").replaceAll(/\s+/g, " ");
  const versions = UNKNOWN_NAME.includes(summary) && describeVersions(stack);
  return [paths && `${paths}:`, message, place, versions].filter(Boolean).join(" ");
}

/** Returns the variable that has no value. Terraform names only command line options to set it, which a plan has not. */
function findMissingVariable({ summary, detail = "" }: Diagnostic): string | undefined {
  if (summary !== "No value for required variable") return undefined;
  return /input variable "([^"]+)" is not set/.exec(detail)?.[1];
}

/**
 * Returns the paths of the constructs that a diagnostic concerns. A construct is found by the address in the
 * diagnostic. If there is no address, it is found by the block that contains the code, or else by the
 * addresses in the message.
 */
function constructPaths({ address, snippet, summary, detail }: Diagnostic, stack: Stack): readonly string[] {
  const [, , type, name] = /^(resource|data)\.([^.]+)\.([^.]+)/.exec(snippet?.context ?? "") ?? [];
  const subject = address ?? (type && `${type}.${name}`);
  const addresses = subject === undefined ? splitWords(`${summary} ${detail}`) : [subject];
  const paths = addresses.map((candidate) => constructPath(stack, candidate));
  return [...new Set(paths.filter((path) => path !== undefined))];
}

function splitWords(text: string): readonly string[] {
  return text.split(/[\s,()]+/);
}
