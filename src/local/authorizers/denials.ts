import type { Denied } from "../gateway/core/authorization";

type DenialDetails = Pick<Denied, "headers" | "error">;

/** 401: it is not known who calls. */
export function denyUnauthorized(reason: string, more: DenialDetails = {}): Denied {
  return { isAuthorized: false, status: 401, message: "Unauthorized", reason, ...more };
}

/** 403: who calls may not. */
export function denyForbidden(reason: string, more: DenialDetails = {}): Denied {
  return { isAuthorized: false, status: 403, message: "Forbidden", reason, ...more };
}

/** 500: it could not be found out. */
export function authorizerFailure(reason: string, more: DenialDetails = {}): Denied {
  return { isAuthorized: false, status: 500, message: "Internal Server Error", reason, ...more };
}
