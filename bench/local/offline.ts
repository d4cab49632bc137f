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

/** Service of serverless-offline with one function. */
export interface OfflineService {
  /** Name of the folder. */
  readonly label: string;
  /** Content of `serverless.yml` below `events` of the function. */
  readonly events: string;
  /** Code of the function. */
  readonly handler: string;
  readonly isReady: (ports: OfflinePorts) => Promise<boolean>;
}

export interface OfflinePorts {
  readonly httpPort: number;
  readonly lambdaPort: number;
  readonly websocketPort: number;
}

/**
 * Starts serverless-offline with the same handler as the local gateway. All settings except the ports have
 * their defaults.
 */
export async function startOffline(parent: string, event: EventName): Promise<Server> {
  const { name, path: route } = KINDS[event];
  const urlOf = ({ httpPort }: OfflinePorts) => `http://localhost:${httpPort}${route}`;
  const { ports, end } = await startOfflineService(parent, {
    label: event,
    events: `      - ${event}: "GET ${PATH}"\n`,
    handler: HANDLER,
    isReady: async (current) => (await fetch(urlOf(current))).ok,
  });
  return { name, url: urlOf(ports), end };
}

/** Starts serverless-offline, and waits until it is ready. */
export async function startOfflineService(
  parent: string,
  service: OfflineService,
): Promise<Pick<Server, "end"> & { readonly ports: OfflinePorts }> {
  const ports = {
    httpPort: await findFreePort(),
    lambdaPort: await findFreePort(),
    websocketPort: await findFreePort(),
  };
  const flags = Object.entries(ports).flatMap(([name, port]) => [`--${name}`, String(port)]);
  const child = spawn(process.execPath, [SERVERLESS, "offline", "start", ...flags], {
    cwd: writeService(parent, service),
    env: { ...process.env, HOME: parent, SLS_TELEMETRY_DISABLED: "1", SLS_NOTIFICATIONS_MODE: "off" },
    stdio: "ignore",
  });
  // After any other signal than SIGKILL, serverless-offline would wait until all connections are closed.
  const kill = () => child.kill("SIGKILL");
  process.on("exit", kill);
  child.on("exit", (code) => {
    if (code !== null) throw new Error(`serverless-offline exited with code ${code}`);
  });
  await waitUntil(() => service.isReady(ports));
  const end = async () => {
    kill();
    await once(child, "exit");
  };
  return { ports, end };
}

function writeService(parent: string, { label, events, handler }: OfflineService): string {
  const folder = path.join(parent, `service-${label}`);
  mkdirSync(folder);
  writeFileSync(path.join(folder, "serverless.yml"), `${SERVICE}${events}`);
  writeFileSync(path.join(folder, "index.js"), handler);
  symlinkSync(MODULES, path.join(folder, "node_modules"), "dir");
  return folder;
}

/**
 * Start of the `serverless.yml` of a service with one function. It follows the documentation of serverless-offline.
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
`;

async function waitUntil(isReady: () => Promise<boolean>): Promise<void> {
  if (await isReady().catch(() => false)) return;
  await sleep(100);
  await waitUntil(isReady);
}
