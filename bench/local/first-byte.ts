import { once } from "node:events";
import { get, type IncomingMessage } from "node:http";
import { type Measurement, measureInTurns } from "../measure-in-turns";
import { type Server, startRestGateway } from "./servers";
import { writeStreamedStack } from "./stack";

const WARM_UP_ROUNDS = 5;
export const STREAMS = 51;

/** Time from the first write of a streaming handler to the first byte at the client, in milliseconds. */
export type FirstByteTime = Measurement<"firstByteMs">;

/** Streams responses one after the other. Returns the median of their times. */
export async function measureFirstByte(folder: string): Promise<FirstByteTime> {
  const server = await startRestGateway(writeStreamedStack(folder));
  try {
    await measureInTurns([server], WARM_UP_ROUNDS, measureStream);
    const [medians] = await measureInTurns([server], STREAMS, measureStream);
    if (!medians) throw new Error("no stream was measured");
    return medians;
  } finally {
    await server.end();
  }
}

/** Reads a response whose first chunk is the time at which the handler wrote it. */
async function measureStream({ url }: Server): Promise<FirstByteTime> {
  const [incoming] = (await once(get(url), "response")) as [IncomingMessage];
  const [chunk] = (await once(incoming, "data")) as [Buffer];
  const firstByteMs = Number(process.hrtime.bigint() - BigInt(chunk.toString())) / 1e6;
  await once(incoming.resume(), "end");
  return { firstByteMs };
}
