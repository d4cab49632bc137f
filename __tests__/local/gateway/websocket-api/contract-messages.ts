import { empty, event, message } from "gatewright/contract";
import * as z from "zod/mini";

// Contracts of the API in socket-client.test.ts.

export const sendMessage = message("sendMessage", {
  body: z.strictObject({ channel: z.string(), text: z.string() }),
  reply: z.strictObject({ messageId: z.string() }),
});
export const leave = message("leave", { reply: empty });
export const typing = message("typing", { body: z.strictObject({ channel: z.string() }) });
export const crash = message("crash", { reply: empty });
export const notDeployed = message("notDeployed", { reply: empty });
export const messagePosted = event("messagePosted", {
  body: z.strictObject({ text: z.string(), token: z.string() }),
});
