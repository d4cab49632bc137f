import { METHODS, parameterNames } from "#aws";
import type { Access, RouteKey } from "#contract";
import { Op, Token } from "../../cdktf";
import { isUnresolved } from "../../tokens";

/** Range of the integration timeout of a kind of API, in milliseconds. */
export interface TimeoutRange {
  readonly min: number;
  readonly max: number;
}

/**
 * Returns the mapping of the path parameters in a URL. A REST API replaces `{name}` in the URL only if the parameter is
 * mapped. A URL of Terraform can contain each of the parameters.
 */
export function mapPathParameters(url: string, key: RouteKey): Record<string, string> | undefined {
  const names = parameterNames(key).filter((name) => isUnresolved(url) || url.includes(`{${name}}`));
  if (names.length === 0) return undefined;
  return Object.fromEntries(
    names.map((name) => [`integration.request.path.${name}`, `method.request.path.${name}`]),
  );
}

/** Converts the timeout of an integration. @returns the maximum if it is not set */
export function toMilliseconds(seconds: number | undefined, { max }: TimeoutRange): number {
  if (seconds === undefined) return max;
  return isUnresolved(seconds) ? Token.asNumber(Op.mul(seconds, 1000)) : Math.round(seconds * 1000);
}

/** Returns the errors of the URL of an endpoint. @param known names of the parameters that the URL can contain */
export function validateUrl(url: string, known: readonly string[]): string[] {
  if (isUnresolved(url)) return [];
  if (!/^https?:\/\/[^/?#]+/.test(url)) {
    return [
      `URL "${url}" is invalid; expected an http:// or https:// URL with a host, such as "https://legacy.example.com/{proxy}"`,
    ];
  }
  const unknown = [...url.matchAll(/\{([^{}]*)\}/g)].flatMap(([, name = ""]) =>
    known.includes(name) ? [] : [name],
  );
  const expected =
    known.length > 0 ? `one of ${known.join(", ")}` : "no parameter, because the path of the route has none";
  return unknown.map((name) => `URL "${url}" has the parameter {${name}}; expected ${expected}`);
}

/** Returns the error of a method of a request to an endpoint. */
export function validateMethod(method: string | undefined): string[] {
  const isKnown = method === undefined || METHODS.some((known) => known === method) || isUnresolved(method);
  return isKnown ? [] : [`method is ${JSON.stringify(method)}; expected one of ${METHODS.join(", ")}`];
}

/** Returns the error of the timeout of an integration. */
export function validateTimeout(seconds: number | undefined, { min, max }: TimeoutRange): string[] {
  if (seconds === undefined || isUnresolved(seconds)) return [];
  const milliseconds = Math.round(seconds * 1000);
  // The floating-point result of an expression such as 2.01 * 1000 is not exact.
  const isExact = Math.abs(seconds * 1000 - milliseconds) < 1e-6;
  if (isExact && milliseconds >= min && milliseconds <= max) return [];
  return [
    `timeoutSeconds is ${seconds}; expected ${min / 1000} to ${max / 1000} seconds, with at most three decimals`,
  ];
}

/** Rejects groups. Only `handle()` checks them, so the endpoint would get requests of callers without the groups. */
export function validateNoGroups({ groups = [] }: Access): string[] {
  if (groups.length === 0) return [];
  return [
    `has the groups ${groups.join(", ")}, but an HTTP endpoint does not check groups. Remove them, or use a function.`,
  ];
}
