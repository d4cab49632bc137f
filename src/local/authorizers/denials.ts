import type { Denied } from "../gateway/core/authorization-types";

type DenialDetails = Pick<Denied, "headers" | "error">;

/**
 * Denies a request with 401, because it does not identify its caller.
 *
 * @param reason printed in the terminal, and never sent to the caller
 */
export function denyUnauthorized(reason: string, details: DenialDetails = {}): Denied {
  return { isAuthorized: false, status: 401, message: "Unauthorized", reason, ...details };
}

/**
 * Denies a request with 403, because its caller has no permission.
 *
 * @param reason printed in the terminal, and never sent to the caller
 */
export function denyForbidden(reason: string, details: DenialDetails = {}): Denied {
  return { isAuthorized: false, status: 403, message: "Forbidden", reason, ...details };
}

/**
 * Denies a request with 500, because its authorizer failed.
 *
 * @param reason printed in the terminal, and never sent to the caller
 */
export function authorizerFailure(reason: string, details: DenialDetails = {}): Denied {
  return { isAuthorized: false, status: 500, message: "Internal Server Error", reason, ...details };
}
