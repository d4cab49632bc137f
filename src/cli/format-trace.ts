import type { RequestTrace, TraceSpan } from "#local";
import { escapeLine } from "#printable";
import { formatTable } from "./format-table";

/**
 * Formats the parts of a request for the terminal. Each line contains the name, the duration and the start of a part, and
 * the status or the error if there is one. The lines are indented, because they follow the line of the request.
 */
export function formatTrace({ spans }: Pick<RequestTrace, "spans">): string {
  const rows = spans.flatMap((span) => formatSpan(span, 0));
  return formatTable(rows, 1)
    .map((line) => `    ${line}`)
    .join("\n");
}

function formatSpan(span: TraceSpan, depth: number): string[][] {
  const { durationMs, startMs, status, errorType, isUnfinished, spans } = span;
  const notes = [status, errorType, isUnfinished && "not finished"].filter(Boolean).join(", ");
  const label = "  ".repeat(depth) + escapeLine(labelOf(span));
  const row = [label, `${durationMs.toFixed(1)} ms`, `at ${startMs.toFixed(1)} ms`, escapeLine(notes)];
  return [row, ...spans.flatMap((child) => formatSpan(child, depth + 1))];
}

function labelOf({ kind, name }: TraceSpan): string {
  switch (kind) {
    case "authorizer":
    case "integration":
      return `${kind} ${name.replace(/^aws_\w+\./, "")}`;
    case "init":
      return "cold start";
    case "handler":
      return kind;
    default:
      return name;
  }
}
