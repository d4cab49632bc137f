import type { Denied } from "../gateway/core/authorization-result";

type DenialDetails = Pick<Denied, "headers" | "error">;

/**
 * Returns a denial with status 401, for a request without valid credentials.
 *
 * @param reason message that is printed in the terminal and never sent to the caller
 */
export function denyUnauthorized(reason: string, details: DenialDetails = {}): Denied {
  return { isAuthorized: false, status: 401, message: "Unauthorized", reason, ...details };
}

/**
 * Returns a denial with status 403, for a caller without permission.
 *
 * @param reason message that is printed in the terminal and never sent to the caller
 */
export function denyForbidden(reason: string, details: DenialDetails = {}): Denied {
  return { isAuthorized: false, status: 403, message: "Forbidden", reason, ...details };
}

/**
 * Returns a denial with status 500, for an authorizer that failed.
 *
 * @param reason message that is printed in the terminal and never sent to the caller
 */
export function authorizerFailure(reason: string, details: DenialDetails = {}): Denied {
  return { isAuthorized: false, status: 500, message: "Internal Server Error", reason, ...details };
}
