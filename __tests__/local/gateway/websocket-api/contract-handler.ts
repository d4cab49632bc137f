import { HttpError } from "gatewright/runtime";
import { handleConnect, handleMessage, handleSocket } from "gatewright/runtime/websocket";
import { crash, leave, messagePosted, sendMessage, typing } from "./contract-messages";

/** Handler of every route of the API in socket-client.test.ts. */
export const handler = handleSocket(
  handleConnect(async () => undefined),
  handleMessage(sendMessage, async ({ body, id, claims, connectionId, connections }) => {
    if (body.text === "") throw new HttpError(409, "empty-text", "The text is empty.");
    await connections.send(connectionId, messagePosted, { text: body.text, token: String(claims.token) });
    return { body: { messageId: `m-${id}` } };
  }),
  handleMessage(leave, async () => {}),
  handleMessage(typing, async ({ body }) => {
    throw new HttpError(403, "not-a-member", body.channel);
  }),
  handleMessage(crash, async () => process.exit(1)),
);
