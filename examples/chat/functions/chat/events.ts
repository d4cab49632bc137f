import { event } from "gatewright/contract";
import { MemberInChannel, Post } from "./schemas";

export const messagePosted = event("messagePosted", {
  summary: "A member has posted a text",
  body: Post,
});

export const memberJoined = event("memberJoined", {
  summary: "A user has joined the channel",
  body: MemberInChannel,
});

export const memberLeft = event("memberLeft", {
  summary: "A member has left the channel, or has lost the last connection to it",
  body: MemberInChannel,
});

export const memberTyping = event("memberTyping", {
  summary: "A member is typing",
  body: MemberInChannel,
});
