import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { findFreePort } from "../find-free-port";
import { OFFLINE, OFFLINE_REST, type Server } from "./servers";
import { HANDLER, PATH } from "./stack";

const MODULES = path.join(__dirname, "../node_modules");
const SERVERLESS = path.join(MODULES, "serverless/bin/serverless.js");

/** Kinds of API, by the name of the event in `serverless.yml`. `http` is a REST API, whose stage is in the path. */
const KINDS = {
  httpApi: { name: OFFLINE, path: PATH },
  http: { name: OFFLINE_REST, path: `/dev${PATH}` },
} as const;

type EventName = keyof typeof KINDS;

/**
 * Returns the `serverless.yml` of a service with one function. It follows the documentation of serverless-offline.
 * @see https://github.com/dherault/serverless-offline#installation
 */
function createService(event: EventName): string {
  return `service: bench
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
      - ${event}: "GET ${PATH}"
`;
}

/**
 * Starts serverless-offline with the same handler as the local gateway. All settings except the ports have
 * their defaults.
 */
export async function startOffline(parent: string, event: EventName): Promise<Server> {
  const [httpPort, lambdaPort] = [await findFreePort(), await findFreePort()];
  const ports = ["--httpPort", String(httpPort), "--lambdaPort", String(lambdaPort)];
  const child = spawn(process.execPath, [SERVERLESS, "offline", "start", ...ports], {
    cwd: writeService(parent, event),
    env: { ...process.env, HOME: parent, SLS_TELEMETRY_DISABLED: "1", SLS_NOTIFICATIONS_MODE: "off" },
    stdio: "ignore",
  });
  // After any other signal than SIGKILL, serverless-offline would wait until all connections are closed.
  const kill = () => child.kill("SIGKILL");
  process.on("exit", kill);
  child.on("exit", (code) => {
    if (code !== null) throw new Error(`serverless-offline exited with code ${code}`);
  });
  const { name, path: route } = KINDS[event];
  const url = `http://localhost:${httpPort}${route}`;
  await waitUntilReady(url);
  const end = async () => {
    kill();
    await once(child, "exit");
  };
  return { name, url, end };
}

function writeService(parent: string, event: EventName): string {
  const folder = path.join(parent, `service-${event}`);
  mkdirSync(folder);
  writeFileSync(path.join(folder, "serverless.yml"), createService(event));
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
