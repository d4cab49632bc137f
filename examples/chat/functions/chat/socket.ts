import { randomUUID } from "node:crypto";
import { HttpError } from "gatewright/runtime";
import { handleConnect, handleDisconnect, handleMessage, handleSocket } from "gatewright/runtime/websocket";
import { en } from "zod/locales";
import * as z from "zod/mini";
import { memberTyping, messagePosted } from "./events";
import { memberOf } from "./member";
import { joinChannel, leaveChannel, ping, postMessage, typing } from "./messages";
import { connectionsIn, isInChannel, join, leave, leaveAll } from "./presence";

// zod/mini loads no error messages by default.
z.config(en());

/** Rejects a message to a channel that the connection has not joined. */
async function requireChannel(connectionId: string, channel: string): Promise<void> {
  if (await isInChannel(connectionId, channel)) return;
  throw new HttpError(403, "not-in-channel", `Join the channel "${channel}" first.`);
}

/** All routes of the chat. They share one function, so that a user rarely waits for a cold start. */
export const handler = handleSocket(
  handleConnect(({ claims, log }) => {
    log.info("connected", { memberId: memberOf(claims).memberId });
  }),

  handleDisconnect(async ({ connectionId, closeCode, connections, log }) => {
    log.info("disconnected", { closeCode });
    await leaveAll(connections, [connectionId]);
  }),

  handleMessage(joinChannel, async ({ body: { channel }, connectionId, connections, claims }) => {
    const members = await join(connections, { connectionId, channel, member: memberOf(claims) });
    return { body: { members } };
  }),

  handleMessage(leaveChannel, async ({ body: { channel }, connectionId, connections }) => {
    await leave(connections, connectionId, channel);
  }),

  handleMessage(postMessage, async ({ body: { channel, text }, connectionId, connections, claims }) => {
    await requireChannel(connectionId, channel);
    const postedAt = new Date().toISOString();
    const post = { postId: randomUUID(), channel, member: memberOf(claims), text, postedAt };
    const { gone: closed } = await connections.broadcast(await connectionsIn(channel), messagePosted, post);
    await leaveAll(connections, closed);
    return { body: post };
  }),

  handleMessage(typing, async ({ body: { channel }, connectionId, connections, claims }) => {
    await requireChannel(connectionId, channel);
    const others = (await connectionsIn(channel)).filter((id) => id !== connectionId);
    const { gone: closed } = await connections.broadcast(others, memberTyping, {
      channel,
      member: memberOf(claims),
    });
    await leaveAll(connections, closed);
  }),

  handleMessage(ping, () => {}),
);
