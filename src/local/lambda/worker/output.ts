import { Writable } from "node:stream";
import { StringDecoder } from "node:string_decoder";

/**
 * Takes what is written to `process.stdout` or `process.stderr` as lines. Node's own stream of a worker comes to the
 * other thread by a way of its own, before or after what else is told there.
 *
 * @returns what writes the line that has no end yet
 */
export function catchOutput(name: "stdout" | "stderr", onLine: (line: string) => void): () => void {
  const decoder = new StringDecoder();
  let begun = "";
  const write = (chunk: Buffer, _encoding: unknown, done: () => void) => {
    const lines = (begun + decoder.write(chunk)).split("\n").flatMap(chunks);
    begun = lines.pop() ?? "";
    for (const line of lines) onLine(line);
    done();
  };
  Object.defineProperty(process, name, { value: new Writable({ write }), configurable: true });
  return () => {
    if (begun !== "") onLine(begun);
    begun = "";
  };
}

/**
 * A line that goes on for longer is several: an event of CloudWatch Logs holds a megabyte.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html
 */
const MAX_LINE_LENGTH = 1024 * 1024;

/** A line as one that is short enough, or as several. */
export function chunks(line: string): string[] {
  const count = Math.max(1, Math.ceil(line.length / MAX_LINE_LENGTH));
  return Array.from({ length: count }, (_, index) =>
    line.slice(index * MAX_LINE_LENGTH, (index + 1) * MAX_LINE_LENGTH),
  );
}
