/**
 * Names of headers and fields whose values are not logged. They would allow a reader of the log to act as the caller. A
 * name also matches with other capitalization, and without or with other separators: `access-token` matches
 * `accessToken` and `Access_Token`.
 */
export const SECRET_LOG_NAMES: readonly string[] = [
  "authorization",
  "proxy-authorization",
  "cookie",
  "cookies",
  "set-cookie",
  "api-key",
  "x-api-key",
  "usage-identifier-key",
  "x-amz-security-token",
  "password",
  "access-token",
  "refresh-token",
  "id-token",
];

/** Normalized names. The first log entry adds {@link SECRET_LOG_NAMES}, so that a function loads faster. */
const secretNames = new Set<string>();

/**
 * Adds names to {@link SECRET_LOG_NAMES} for this function. Call it at the top level of a file.
 * @example
 * redactLogNames("x-session-id", "iban");
 */
export function redactLogNames(...names: readonly string[]): void {
  for (const name of names) secretNames.add(normalizeName(name));
}

function normalizeName(name: string): string {
  return name.toLowerCase().replaceAll(/[-_]/g, "");
}

function isSecretName(name: unknown): boolean {
  if (!secretNames.has("cookie")) redactLogNames(...SECRET_LOG_NAMES);
  return typeof name === "string" && secretNames.has(normalizeName(name));
}

/** Maximum number of nested objects in an entry. */
const MAX_DEPTH = 20;

const SECRET = "[secret]";

/**
 * Returns a copy of a value that contains no secrets and that JSON can represent. It never throws.
 *
 * - A value with a secret name becomes `"[secret]"`, in an object, in a list of names and values, and in an object with
 *   the keys `name` (or `key`) and `value`.
 * - The user name and the password of a URL become `"[secret]"`, in every string.
 * - An error becomes an object with its stack and its cause.
 * - A circular reference becomes `"[circular]"`, an object below {@link MAX_DEPTH} others `"[too deep]"`, and a value that
 *   throws when it is read `"[unreadable]"`.
 *
 * @param ancestors objects that contain the value, to find circular references
 */
export function redact(value: unknown, ancestors: readonly unknown[] = []): unknown {
  if (typeof value === "string") return value.replace(/:\/\/[^\s/?#@]*@/g, `://${SECRET}@`);
  if (typeof value === "bigint") return String(value);
  if (value === null || typeof value !== "object") return value;
  if (ancestors.includes(value)) return "[circular]";
  if (ancestors.length >= MAX_DEPTH) return "[too deep]";
  try {
    return redactObject(value as Readonly<Record<string, unknown>>, [...ancestors, value]);
  } catch {
    return "[unreadable]";
  }
}

function redactObject(object: Readonly<Record<string, unknown>>, path: readonly unknown[]): unknown {
  if (Array.isArray(object))
    return object.map((item, index) => (isSecretName(object[index - 1]) ? SECRET : redact(item, path)));
  if (typeof object.toJSON === "function") return redact(object.toJSON(), path);
  const own = Object.keys(object);
  const names = object instanceof Error ? [...own, "name", "message", "stack", "cause"] : own;
  const isNamed = isSecretName(object.name) || isSecretName(object.key);
  return Object.fromEntries(
    names.map((name) => [
      name,
      isSecretName(name) || (isNamed && name === "value") ? SECRET : redact(object[name], path),
    ]),
  );
}
