import { empty, message } from "gatewright/contract";
import * as z from "zod/mini";
import { Channel, InChannel, Member, Post } from "./schemas";

export const joinChannel = message("joinChannel", {
  summary: "Join a channel, and get its members",
  body: InChannel,
  reply: z.strictObject({ members: z.array(Member) }),
  examples: { body: { channel: "general" }, reply: { members: [{ memberId: "7d1f", name: "ada" }] } },
});

export const leaveChannel = message("leaveChannel", {
  summary: "Leave a channel",
  body: InChannel,
  reply: empty,
  examples: { body: { channel: "general" } },
});

export const postMessage = message("postMessage", {
  summary: "Post a text to all members of a channel",
  body: z.strictObject({ channel: Channel, text: z.string().check(z.minLength(1), z.maxLength(2000)) }),
  reply: Post,
  examples: { body: { channel: "general", text: "Hello" } },
});

export const typing = message("typing", {
  summary: "Show the other members of a channel that this member is typing",
  body: InChannel,
  examples: { body: { channel: "general" } },
});

export const ping = message("ping", { summary: "Keep the connection open" });
