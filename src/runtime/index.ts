export { handle, handleAll, type RouteHandler } from "./handle";
export { HttpError } from "./http-error";
export type { InputFault } from "./input";
export type { Fields, Log } from "./log";
export type { Request } from "./request";
