import { GatewrightError } from "#error";
import { Construct } from "./cdktf";
import { describeWrongValue } from "./validation";

/** Error that is thrown if an application has invalid constructs. Synthesis has written no files. */
export class SynthError extends GatewrightError {
  override readonly name = "SynthError";

  /** @param errors distinct error messages, each with the paths of the constructs that have the error */
  constructor(errors: readonly string[]) {
    const count = errors.length === 1 ? "1 error" : `${errors.length} errors`;
    const shortened = errors.map(shortenTexts);
    super("GW_SYNTH", shortened, `${count}; no files written\n\n${shortened.join("\n")}`);
  }
}

/** Maximum length of a quoted text or a word in a message. A valid name or construct path is shorter. */
const MAX_TEXT_LENGTH = 256;

/** Shortens the quoted texts and the words of a message. They come from the application, and can have any length. */
export function shortenTexts(message: string): string {
  return message.replaceAll(/"([^"]*)"|[^\s"]+/g, (match, quoted?: string) => {
    const text = quoted ?? match;
    if (text.length <= MAX_TEXT_LENGTH) return match;
    const start = `${text.slice(0, MAX_TEXT_LENGTH)}…`;
    return quoted === undefined ? start : `"${start}"`;
  });
}

/**
 * Rejects an argument that is no construct. Without a construct, there is no app that could collect the error.
 *
 * @param call function that got the argument, for the error message: `waive()`
 * @throws SynthError if the argument is no construct
 */
export function requireConstruct(call: string, argument: unknown): void {
  if (Construct.isConstruct(argument)) return;
  const fix = "Pass a construct, such as `this` in the constructor of a stack.";
  throw new SynthError([describeWrongValue(`the first argument of ${call}`, argument, "a construct", fix)]);
}
