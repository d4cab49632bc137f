import { Writable } from "node:stream";
import { StringDecoder } from "node:string_decoder";

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
 * Maximum length of a line; longer lines are split. The maximum size of an event in CloudWatch Logs is 1 MB.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html
 */
const MAX_LINE_LENGTH = 1024 * 1024;

/**
 * Splits a line into parts of at most {@link MAX_LINE_LENGTH} characters. An empty line has one empty part.
 */
export function splitLine(line: string): string[] {
  const count = Math.max(1, Math.ceil(line.length / MAX_LINE_LENGTH));
  return Array.from({ length: count }, (_, index) =>
    line.slice(index * MAX_LINE_LENGTH, (index + 1) * MAX_LINE_LENGTH),
  );
}
