export { handle, type Reply, type Request } from "./handle";
export { HttpError, type InputFault } from "./http-error";
