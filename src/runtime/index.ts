export { handle, handleAll, type RouteHandler } from "./handle";
export { HttpError } from "./http-error";
export type { Fields, Log } from "./log";
export type { Request } from "./read-request";
export type { InputFault } from "./validate";
