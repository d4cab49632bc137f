import { empty, event, message } from "gatewright/contract";
import * as z from "zod";

// Contracts of the API in documented-frames.test.ts.

const Text = z.strictObject({ text: z.string().max(5) });

export const send = message("send", { body: Text, reply: z.strictObject({ messageId: z.string() }) });
export const typing = message("typing", { body: Text });
export const leave = message("leave", { reply: empty });
export const posted = event("posted", { body: Text });
