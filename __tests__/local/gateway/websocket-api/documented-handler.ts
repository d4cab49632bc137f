import { handleMessage, handleSocket } from "gatewright/runtime/websocket";
import { leave, posted, send, typing } from "./documented-messages";

/** Handler of every route. `typing` sends an event to its own connection. */
export const handler = handleSocket(
  handleMessage(send, ({ body }) => ({ body: { messageId: `m-${body.text}` } })),
  handleMessage(typing, async ({ body, connectionId, connections }) => {
    await connections.send(connectionId, posted, body);
  }),
  handleMessage(leave, () => {}),
);
