import { GatewrightError } from "#error";

/** Mistake in a template, at an offset of its text. */
export interface TemplateProblem {
  readonly offset: number;
  readonly message: string;
}

/**
 * Error in a mapping template. Each message starts with the line and the column of the error, such as `3:12: `. Lines
 * and columns start at 1.
 */
export class TemplateError extends GatewrightError {
  override readonly name = "TemplateError";
  /** True if the body that the template reads is not valid JSON. */
  readonly isInvalidBody: boolean;

  /** @param problems at least one problem @param isInvalidBody true if the body is not valid JSON */
  constructor(text: string, problems: readonly TemplateProblem[], isInvalidBody = false) {
    const starts = findLineStarts(text);
    const sorted = [...problems].sort((left, right) => left.offset - right.offset);
    super("GW_TEMPLATE", [
      ...new Set(sorted.map(({ offset, message }) => `${formatPosition(starts, offset)}: ${message}`)),
    ]);
    this.isInvalidBody = isInvalidBody;
  }
}

/** Stops the rendering of a template. `Template.render` changes it to a {@link TemplateError}. */
export class RenderProblem extends Error {
  readonly offset: number | undefined;

  /** @param offset offset of the error; `undefined` if a caller adds it */
  constructor(message: string, offset?: number) {
    super(message);
    this.offset = offset;
  }
}

/** Stops the rendering of a template that reads a body which is not valid JSON. */
export class InvalidBodyProblem extends RenderProblem {}

function findLineStarts(text: string): readonly number[] {
  return [
    0,
    ...Array.from(text.matchAll(/\r\n|\n|\r/g), ({ 0: lineBreak, index }) => index + lineBreak.length),
  ];
}

/** Returns the line and the column of an offset, such as `3:12`. */
function formatPosition(starts: readonly number[], offset: number): string {
  let [line, end] = [0, starts.length];
  while (end - line > 1) {
    const middle = Math.floor((line + end) / 2);
    if ((starts[middle] ?? 0) <= offset) line = middle;
    else end = middle;
  }
  return `${line + 1}:${offset - (starts[line] ?? 0) + 1}`;
}
