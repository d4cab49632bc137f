import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { OFFLINE, type Server } from "./servers";
import { HANDLER, PATH } from "./stack";

const MODULES = path.join(__dirname, "../node_modules");
const SERVERLESS = path.join(MODULES, "serverless/bin/serverless.js");

/** As its documentation has it: https://github.com/dherault/serverless-offline#installation */
const SERVICE = `service: bench
frameworkVersion: "3"
provider:
  name: aws
  runtime: nodejs20.x
plugins:
  - serverless-offline
functions:
  hello:
    handler: index.handler
    events:
      - httpApi: "GET ${PATH}"
`;

/** serverless-offline at work on the same handler, with the settings that it has by itself. */
export async function startOffline(parent: string): Promise<Server> {
  const [http, lambda] = [await freePort(), await freePort()];
  const ports = ["--httpPort", String(http), "--lambdaPort", String(lambda)];
  const running = spawn(process.execPath, [SERVERLESS, "offline", "start", ...ports], {
    cwd: writeService(parent),
    env: { ...process.env, HOME: parent, SLS_TELEMETRY_DISABLED: "1", SLS_NOTIFICATIONS_MODE: "off" },
    stdio: "ignore",
  });
  // It would wait for its connections.
  const kill = () => running.kill("SIGKILL");
  process.on("exit", kill);
  running.on("exit", (code) => {
    if (code !== null) throw new Error(`serverless-offline ended with ${code}`);
  });
  const url = `http://localhost:${http}${PATH}`;
  await answering(url);
  const end = async () => {
    kill();
    await once(running, "exit");
  };
  return { name: OFFLINE, url, end };
}

function writeService(parent: string): string {
  const folder = path.join(parent, "service");
  mkdirSync(folder);
  writeFileSync(path.join(folder, "serverless.yml"), SERVICE);
  writeFileSync(path.join(folder, "index.js"), HANDLER);
  symlinkSync(MODULES, path.join(folder, "node_modules"), "dir");
  return folder;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "localhost");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

async function answering(url: string): Promise<void> {
  const isReady = await fetch(url).then(
    ({ ok }) => ok,
    () => false,
  );
  if (isReady) return;
  await sleep(100);
  await answering(url);
}
