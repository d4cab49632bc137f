import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { findFreePort } from "../find-free-port";
import { OFFLINE, type Server } from "./servers";
import { HANDLER, PATH } from "./stack";

const MODULES = path.join(__dirname, "../node_modules");
const SERVERLESS = path.join(MODULES, "serverless/bin/serverless.js");

/**
 * `serverless.yml` of a service with one function. It follows the documentation of serverless-offline.
 * @see https://github.com/dherault/serverless-offline#installation
 */
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

/**
 * Starts serverless-offline with the same handler as the local gateway. All settings except the ports have
 * their defaults.
 */
export async function startOffline(parent: string): Promise<Server> {
  const [httpPort, lambdaPort] = [await findFreePort(), await findFreePort()];
  const ports = ["--httpPort", String(httpPort), "--lambdaPort", String(lambdaPort)];
  const child = spawn(process.execPath, [SERVERLESS, "offline", "start", ...ports], {
    cwd: writeService(parent),
    env: { ...process.env, HOME: parent, SLS_TELEMETRY_DISABLED: "1", SLS_NOTIFICATIONS_MODE: "off" },
    stdio: "ignore",
  });
  // After any other signal than SIGKILL, serverless-offline would wait until all connections are closed.
  const kill = () => child.kill("SIGKILL");
  process.on("exit", kill);
  child.on("exit", (code) => {
    if (code !== null) throw new Error(`serverless-offline exited with code ${code}`);
  });
  const url = `http://localhost:${httpPort}${PATH}`;
  await waitUntilReady(url);
  const end = async () => {
    kill();
    await once(child, "exit");
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

async function waitUntilReady(url: string): Promise<void> {
  const isReady = await fetch(url).then(
    ({ ok }) => ok,
    () => false,
  );
  if (isReady) return;
  await sleep(100);
  await waitUntilReady(url);
}
