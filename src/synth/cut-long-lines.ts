import { Transform } from "node:stream";
import { StringDecoder } from "node:string_decoder";

/**
 * Maximum length of a line. Node prints the source line of an uncaught error. In a minified file, such as the TypeScript
 * loader of the app, that line has thousands of characters.
 */
const MAX_LINE_LENGTH = 1000;

/** Returns a stream that cuts each line after {@link MAX_LINE_LENGTH} characters. It passes all text on without delay. */
export function cutLongLines(): Transform {
  const decoder = new StringDecoder("utf8");
  let length = 0;
  const cut = (text: string) =>
    text
      .split(/(?<=\n)/)
      .map((part) => {
        const isEnd = part.endsWith("\n");
        const content = isEnd ? part.slice(0, -1) : part;
        const rest = Math.max(0, MAX_LINE_LENGTH - length);
        const isCut = length <= MAX_LINE_LENGTH && content.length > rest;
        length = isEnd ? 0 : length + content.length;
        return `${content.slice(0, rest)}${isCut ? "…" : ""}${isEnd ? "\n" : ""}`;
      })
      .join("");
  return new Transform({
    transform: (chunk, _encoding, done) => done(null, cut(decoder.write(chunk))),
    flush: (done) => done(null, cut(decoder.end())),
  });
}
