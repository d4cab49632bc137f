import { once } from "node:events";
import { readdirSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { type StartLocalOptions, startLocal } from "#local";

// Starts what can be served and what cannot, in a process of its own: that it comes to its end says that nothing runs on.

const [good = "", ...bad] = process.argv.slice(2);

async function startAndStop(): Promise<void> {
  const local = await startLocal({ dir: good });
  const [slow, quick] = await Promise.all([
    fetch(`${local.url}/hang`, { signal: AbortSignal.timeout(50) }).catch(() => undefined),
    fetch(`${local.url}/echo`),
  ]);
  if (slow !== undefined || quick.status !== 200) throw new Error("it was not answered as it should");
  await local.stop();
}

async function refused(options: StartLocalOptions): Promise<void> {
  const local = await startLocal(options).catch(() => undefined);
  if (local) throw new Error(`${options.dir} was served`);
}

async function main(): Promise<void> {
  await Promise.all([startAndStop(), startAndStop()]);
  for (const dir of bad) await refused({ dir });
  const server = createServer();
  await once(server.listen(0, "127.0.0.1"), "listening");
  await refused({ dir: good, port: (server.address() as AddressInfo).port });
  server.close();
  const left = readdirSync(tmpdir()).filter((name) => name.startsWith("gatewright"));
  console.log(JSON.stringify(left));
}

void main();
