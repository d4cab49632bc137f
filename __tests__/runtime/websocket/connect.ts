import { handleConnect } from "gatewright/runtime/websocket";

export const handler = handleConnect(() => {});
