import { handle } from "gatewright/runtime";
import { connections } from "gatewright/runtime/websocket";
import { announce, noted } from "./cases";

// Function of an HTTP route. Locally, the gateway sets the environment variable with the endpoint.

const sockets = connections();

export const handler = handle(announce, async ({ body: { connectionIds, text } }) => {
  const { sent, gone, failed } = await sockets.broadcast(connectionIds, noted, { text });
  return { status: 200, body: { sent, gone, failed: failed.length } };
});
