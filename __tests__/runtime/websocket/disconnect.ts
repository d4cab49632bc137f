import { handleDisconnect } from "gatewright/runtime/websocket";

export const handler = handleDisconnect(() => {});
