import { Writable } from "node:stream";
import { StringDecoder } from "node:string_decoder";
import { LOG_EVENT_BYTES } from "#aws";

/**
 * Replaces `process.stdout` or `process.stderr` with a stream that passes each line to `onLine`. In a worker,
 * Node's own streams use a separate channel to the main thread. A line that was written before a message was
 * sent could then arrive after the message.
 *
 * @returns a function that passes the last line to `onLine` even if it does not end in a line break yet
 */
export function captureOutput(name: "stdout" | "stderr", onLine: (line: string) => void): () => void {
  const decoder = new StringDecoder();
  let unfinishedLine = "";
  const write = (chunk: Buffer, _encoding: unknown, done: () => void) => {
    const lines = (unfinishedLine + decoder.write(chunk)).split("\n").flatMap(splitLine);
    unfinishedLine = lines.pop() ?? "";
    for (const line of lines) onLine(line);
    done();
  };
  Object.defineProperty(process, name, { value: new Writable({ write }), configurable: true });
  return () => {
    if (unfinishedLine !== "") onLine(unfinishedLine);
    unfinishedLine = "";
  };
}

/**
 * Splits a line into parts of at most {@link LOG_EVENT_BYTES} characters. An empty line has one empty part.
 */
export function splitLine(line: string): string[] {
  const count = Math.max(1, Math.ceil(line.length / LOG_EVENT_BYTES));
  return Array.from({ length: count }, (_, index) =>
    line.slice(index * LOG_EVENT_BYTES, (index + 1) * LOG_EVENT_BYTES),
  );
}
