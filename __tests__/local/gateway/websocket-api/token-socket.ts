import { handleConnect, handleMessage, handleSocket } from "gatewright/runtime/websocket";
import { whoAmI } from "./token-contract";

/** Accepts each client whose token the authorizer has verified, and replies with claims of the token. */
export const handler = handleSocket(
  handleConnect(({ claims, log }) => log.info("connected", { user: claims.sub })),
  handleMessage(whoAmI, ({ claims: { sub = "", scope = "", exp } }) => ({
    body: { sub, scope, expiresAt: Number(exp) },
  })),
);
