import { message } from "gatewright/contract";
import * as z from "zod/mini";

/** Asks for the claims of the client's token. */
export const whoAmI = message("whoAmI", {
  reply: z.object({ sub: z.string(), scope: z.string(), expiresAt: z.number() }),
});
