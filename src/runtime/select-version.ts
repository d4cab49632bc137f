import type { APIGatewayProxyEventV2 } from "aws-lambda";
import {
  type HeaderVersion,
  lowercaseNames,
  type QueryVersion,
  type Route,
  type Version,
  versionContentType,
} from "#contract";
import { callerError } from "./http-error";

interface Versioned {
  readonly route: Route;
}

/**
 * Returns the version of a route that a request selects. If the request selects no version, returns the route
 * without a version, or the first version if there is no such route. The last value of a repeated parameter or header
 * applies, which is the value in the cache key of a REST API.
 * @throws HttpError 406 if the request accepts none of the media types; 400 if the query parameter or the header that
 * selects the version has an unknown value
 */
export function selectVersion<V extends Versioned>(
  versions: readonly [V, ...V[]],
  event: APIGatewayProxyEventV2,
): V {
  const defaultVersion = versions.find(({ route }) => !route.version) ?? versions[0];
  const ordered = [defaultVersion, ...versions.filter((version) => version !== defaultVersion)];
  const [selector] = versions.flatMap(({ route: { version } }) => (hasValue(version) ? version : []));
  const headers = lowercaseNames(event.headers ?? {});
  if (!selector) return byMediaType(ordered, headers.accept ?? "*/*");
  return "header" in selector
    ? byValue(ordered, headers[selector.header]?.split(",").at(-1)?.trim(), "headers", selector.header)
    : byValue(ordered, queryValue(event, selector), "query", selector.parameter);
}

/**
 * Returns the name of the request header on which the response depends, so that caches need a `vary` header. Returns
 * `undefined` if there is no such header.
 */
export function selectingHeader(versions: readonly Versioned[]): string | undefined {
  if (versions.length < 2) return undefined;
  const [version] = versions.flatMap(({ route }) => route.version ?? []);
  if (!version || "parameter" in version) return undefined;
  return "header" in version ? version.header : "accept";
}

/** Returns the name of the query parameter that selects a version. */
export function versionParameter(version: Version | undefined): string | undefined {
  return version && "parameter" in version ? version.parameter : undefined;
}

function queryValue(
  { rawQueryString }: APIGatewayProxyEventV2,
  { parameter }: QueryVersion,
): string | undefined {
  return new URLSearchParams(rawQueryString).getAll(parameter).at(-1);
}

function byValue<V extends Versioned>(
  versions: readonly V[],
  value: string | undefined,
  part: "query" | "headers",
  name: string,
): V {
  const selected = versions.find(({ route }) => value === undefined || versionValue(route.version) === value);
  if (selected) return selected;
  const available = versions.flatMap(({ route }) => versionValue(route.version) ?? []).join(", ");
  const error = { in: part, path: `/${name}`, message: `Unknown version; available: ${available}` };
  throw callerError(400, "invalid-input", "The request is invalid.", [error]);
}

/** Returns true for a version that the value of a query parameter or of a header selects. */
function hasValue(version: Version | undefined): version is QueryVersion | HeaderVersion {
  return version !== undefined && "value" in version;
}

function versionValue(version: Version | undefined): string | undefined {
  return hasValue(version) ? version.value : undefined;
}

function byMediaType<V extends Versioned>(versions: readonly V[], accept: string): V {
  const ranges = accept.split(",").map(parseRange);
  const qualities = versions.map(({ route }) => qualityOf(versionContentType(route.version), ranges));
  const maxQuality = Math.max(...qualities);
  const selected = versions[qualities.indexOf(maxQuality)];
  if (selected && maxQuality > 0) return selected;
  const available = versions.map(({ route }) => versionContentType(route.version)).join(", ");
  throw callerError(
    406,
    "not-acceptable",
    `Available media types: ${available}; none matches Accept "${accept}".`,
  );
}

/** Media range of an `accept` header. */
interface MediaRange {
  readonly type: string;
  /** Quality value, 0 to 1; 0 means not acceptable. */
  readonly q: number;
}

function parseRange(text: string): MediaRange {
  const [type = "", ...parameters] = text.split(";").map((part) => part.trim().toLowerCase());
  const q = parameters.find((parameter) => parameter.startsWith("q="));
  return { type, q: q === undefined ? 1 : Number(q.slice(2)) || 0 };
}

/**
 * Returns the quality value of a media type, from the most specific media range that matches it. The media
 * range `application/json` matches all versions, because their bodies are JSON.
 * @see https://www.rfc-editor.org/rfc/rfc9110#name-accept
 */
function qualityOf(mediaType: string, ranges: readonly MediaRange[]): number {
  const matching = [mediaType.toLowerCase(), "application/json", "application/*", "*/*"].flatMap((type) =>
    ranges.filter((range) => range.type === type),
  );
  return matching[0]?.q ?? 0;
}
