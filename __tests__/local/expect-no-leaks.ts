import { once } from "node:events";
import { readdirSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { type StartLocalOptions, startLocal } from "gatewright/local";

// A test runs this file in a separate process. It starts valid and invalid stacks. If anything were left
// running, the process would not exit.

const [valid = "", ...invalid] = process.argv.slice(2);

async function startAndStop(): Promise<void> {
  const local = await startLocal({ dir: valid });
  const [slow, quick] = await Promise.all([
    fetch(`${local.url}/hang`, { signal: AbortSignal.timeout(50) }).catch(() => undefined),
    fetch(`${local.url}/echo`),
  ]);
  if (slow !== undefined || quick.status !== 200) throw new Error("a response differs from the expected one");
  await local.stop();
}

async function expectRejected(options: StartLocalOptions): Promise<void> {
  const local = await startLocal(options).catch(() => undefined);
  if (local) throw new Error(`the gateway started with ${options.dir}`);
}

async function main(): Promise<void> {
  await Promise.all([startAndStop(), startAndStop()]);
  for (const dir of invalid) await expectRejected({ dir });
  const server = createServer();
  await once(server.listen(0, "127.0.0.1"), "listening");
  await expectRejected({ dir: valid, port: (server.address() as AddressInfo).port });
  server.close();
  const leftovers = readdirSync(tmpdir()).filter((name) => name.startsWith("gatewright"));
  console.log(JSON.stringify(leftovers));
}

void main();
