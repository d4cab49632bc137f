import { once } from "node:events";
import { get, type IncomingMessage } from "node:http";
import { startLocal } from "gatewright/local";

// A test runs this file in a separate process. It streams large responses through the gateway, and prints the largest
// growth of the memory of this process, in bytes, and the number of received bytes.

const [dir = "", ...paths] = process.argv.slice(2);

/** Reads a response. Returns the number of its bytes, and the largest size of the memory while it arrived. */
async function read(url: string): Promise<{ readonly bytes: number; readonly maxRss: number }> {
  const [incoming] = (await once(get(url), "response")) as [IncomingMessage];
  let bytes = 0;
  let maxRss = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    maxRss = Math.max(maxRss, process.memoryUsage.rss());
  }
  return { bytes, maxRss };
}

async function main(): Promise<void> {
  const local = await startLocal({ dir });
  const results: { readonly bytes: number; readonly growth: number }[] = [];
  for (const path of paths) {
    await read(`${local.url}${path}?bytes=${50 * 1024 * 1024}`);
    const before = process.memoryUsage.rss();
    const { bytes, maxRss } = await read(`${local.url}${path}?bytes=${200 * 1024 * 1024}`);
    results.push({ bytes, growth: maxRss - before });
  }
  await local.stop();
  console.log(JSON.stringify(results));
}

void main();
