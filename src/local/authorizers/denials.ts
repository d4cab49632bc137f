import type { Refused } from "../gateway/core/authorization";

type More = Pick<Refused, "headers" | "error">;

/** 401: it is not known who calls. */
export function unauthorized(reason: string, more: More = {}): Refused {
  return { isAdmitted: false, status: 401, message: "Unauthorized", reason, ...more };
}

/** 403: who calls may not. */
export function forbidden(reason: string, more: More = {}): Refused {
  return { isAdmitted: false, status: 403, message: "Forbidden", reason, ...more };
}

/** 500: it could not be found out. */
export function broken(reason: string, more: More = {}): Refused {
  return { isAdmitted: false, status: 500, message: "Internal Server Error", reason, ...more };
}
