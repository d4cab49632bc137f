export {
  type BroadcastOptions,
  type BroadcastResult,
  connections,
  type SocketConnections,
} from "./connections";
export { type AcceptedConnection, type ConnectRequest, handleConnect } from "./handle-connect";
export { type DisconnectRequest, handleDisconnect } from "./handle-disconnect";
export { type HandleMessageOptions, handleMessage, type MessageRequest } from "./handle-message";
export { handleSocket } from "./handle-socket";
export type { ConnectionContext, SocketHandler, SocketLambdaEvent, SocketResult } from "./lambda-event";
export type { ConnectionState } from "./management-client";
