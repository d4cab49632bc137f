import type { Member } from "./schemas";

/**
 * Returns the user of a connection. The claims are those of the ID token, which the authorizer has verified. The claim
 * `name` exists if an administrator has set this attribute of the user.
 */
export function memberOf(claims: Readonly<Record<string, string>>): Member {
  const { sub = "", name = claims["cognito:username"] ?? sub } = claims;
  return { memberId: sub, name };
}
