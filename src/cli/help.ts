import { formatTable } from "./format-table";

/**
 * Content of the `--help` output of a command. docs/cli.md quotes the output, and a test checks each
 * quotation.
 */
export interface Help {
  /** Arguments of the command: `[stack] [options]`. {@link formatHelp} expects complete command lines. */
  readonly usage: readonly string[];
  /** Sentence that states what the command does. */
  readonly summary: string;
  /** Arguments and options, each with its meaning, unit and default. */
  readonly options: readonly (readonly [option: string, meaning: string])[];
}

/** Formats the output of `--help`: usage, summary, and a table with one line per option. */
export function formatHelp({ usage, summary, options }: Help): string {
  return [
    ...usage.map((line, index) => `${index === 0 ? "Usage:" : "      "} ${line}`),
    "",
    summary,
    "",
    ...formatTable(options).map((line) => `  ${line}`),
  ].join("\n");
}
