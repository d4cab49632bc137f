import { WebSocket } from "ws";
import { Child } from "../local/child";
import { startOfflineService } from "../local/offline";
import { GATEWRIGHT, OFFLINE, type Server } from "../local/servers";
import { ECHO_HANDLER, ROUTE, writeWebSocketStack } from "./stack";

export const ECHO = "ws";

/** Starts the local gateway for a stack with a WebSocket API. */
export function startWebSocketGateway(parent: string): Promise<Server> {
  return connectChild(GATEWRIGHT, new Child("gateway.ts", [writeWebSocketStack(parent)]));
}

/** Server that measures how busy it is. */
export interface MeasuredServer extends Server {
  /** Returns the part of the time in which the server was busy since the previous call, from 0 to 1. */
  readonly readBusy?: () => Promise<number>;
}

/** Starts a server of the package `ws` that sends each message back, without a function. */
export async function startEcho(): Promise<MeasuredServer> {
  const child = new Child("../websocket/echo.ts", []);
  const server = await connectChild(ECHO, child);
  return { ...server, readBusy: () => child.request<number>({}) };
}

/** Starts serverless-offline with the same handler as the local gateway. */
export async function startWebSocketOffline(parent: string): Promise<Server> {
  const { ports, end } = await startOfflineService(parent, {
    label: "websocket",
    events: EVENTS,
    handler: ECHO_HANDLER,
    isReady: ({ websocketPort }) => canConnect(`ws://localhost:${websocketPort}`),
  });
  return { name: OFFLINE, url: `ws://localhost:${ports.websocketPort}`, end };
}

const EVENTS = `      - websocket: $connect
      - websocket:
          route: ${ROUTE}
          routeResponseSelectionExpression: $default
`;

function canConnect(url: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = new WebSocket(url);
    socket.on("error", () => resolve(false));
    socket.on("open", () => {
      socket.terminate();
      resolve(true);
    });
  });
}

async function connectChild(name: string, child: Child): Promise<Server> {
  const { url } = await child.receive<{ url: string }>();
  return { name, url, end: () => child.end() };
}
