import type { Stack } from "#terraform";
import { constructPath } from "../plan-json";

/**
 * What terraform has to say of a configuration, as its JSON has it.
 * @see https://developer.hashicorp.com/terraform/cli/commands/validate#json-output-format
 */
interface Diagnostic {
  readonly severity: "error" | "warning";
  readonly summary: string;
  readonly detail?: string;
  readonly address?: string;
  readonly range?: { readonly filename: string; readonly start: { readonly line: number } };
  /** `context` is where in the JSON it is: `resource.aws_iam_role.answer`. */
  readonly snippet?: { readonly context?: string | null; readonly code: string };
}

/**
 * The errors in what terraform printed as JSON, a line each, with the constructs that they are about. What is not JSON
 * has none.
 */
export function parseDiagnostics(output: string, stack: Stack): readonly string[] {
  return diagnosticsIn(output)
    .filter(({ severity }) => severity === "error")
    .map((one) => formatDiagnostic(one, stack));
}

/** `validate` prints one object with all of them, the others print one on a line. */
function diagnosticsIn(output: string): readonly Diagnostic[] {
  const whole = parsed(output);
  if (whole?.diagnostics) return whole.diagnostics;
  return output.split("\n").flatMap((line) => parsed(line)?.diagnostic ?? []);
}

interface Printed {
  readonly diagnostics?: readonly Diagnostic[];
  readonly diagnostic?: Diagnostic;
}

function parsed(text: string): Printed | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function formatDiagnostic(diagnostic: Diagnostic, stack: Stack): string {
  const { summary, detail = "", range, snippet } = diagnostic;
  const paths = constructPaths(diagnostic, stack).join(", ");
  const place = range && `(${range.filename}, line ${range.start.line}: ${snippet?.code.trim() ?? ""})`;
  const said = [summary, detail].filter(Boolean).join(": ").replaceAll(/\s+/g, " ");
  return [paths && `${paths}:`, said, place].filter(Boolean).join(" ");
}

/** Of the resource that terraform names, of the one that the place is in, or of those that the message is about. */
function constructPaths({ address, snippet, summary, detail }: Diagnostic, stack: Stack): readonly string[] {
  const [, , type, name] = /^(resource|data)\.([^.]+)\.([^.]+)/.exec(snippet?.context ?? "") ?? [];
  const own = address ?? (type && `${type}.${name}`);
  const about = own === undefined ? words(`${summary} ${detail}`) : [own];
  const found = about.map((word) => constructPath(stack, word)).filter((path) => path !== undefined);
  return [...new Set(found)];
}

function words(text: string): readonly string[] {
  return text.split(/[\s,()]+/);
}
