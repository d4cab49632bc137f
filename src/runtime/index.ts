export { formatEvent, type ServerSentEvent } from "./format-event";
export { type HandleOptions, handle, handleAll, type RouteHandler } from "./handle";
export { HttpError } from "./http-error";
export type { Log, LogFields } from "./log";
export type { Request } from "./read-request";
export { redactLogNames, SECRET_LOG_NAMES } from "./redact";
export { requireEnvironment } from "./require-environment";
export type { InputError } from "./validate";
