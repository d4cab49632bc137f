import type { APIGatewayProxyEventV2 } from "aws-lambda";
import { type Route, type Version, versionContentType } from "#contract";
import { HttpError } from "./http-error";

interface Versioned {
  readonly route: Route;
}

/**
 * The one of a route's versions that a request asks for; where it does not say, the one without a version, or else the
 * first.
 * @throws HttpError 406 where it accepts none of their media types, 400 for a query parameter that names none of them
 */
export function selectVersion<V extends Versioned>(
  versions: readonly [V, ...V[]],
  event: APIGatewayProxyEventV2,
): V {
  const usual = versions.find(({ route }) => !route.version) ?? versions[0];
  const ordered = [usual, ...versions.filter((one) => one !== usual)];
  const parameters = new Set(versions.flatMap(({ route }) => versionParameter(route.version) ?? []));
  const [parameter] = parameters;
  return parameter === undefined
    ? byMediaType(ordered, event.headers?.accept ?? "*/*")
    : byParameter(ordered, parameter, event.rawQueryString ?? "");
}

/** Whether an answer may depend on what its caller accepts, which a cache on the way must know. */
export function variesByAccept(versions: readonly Versioned[]): boolean {
  return versions.length > 1 && versions.some(({ route: { version } }) => version && "mediaType" in version);
}

/** The query parameter that names a route's version. */
export function versionParameter(version: Version | undefined): string | undefined {
  return version && "parameter" in version ? version.parameter : undefined;
}

function byParameter<V extends Versioned>(versions: readonly V[], parameter: string, query: string): V {
  const value = new URLSearchParams(query).get(parameter);
  const found = versions.find(({ route }) => value === null || versionValue(route.version) === value);
  if (found) return found;
  const known = versions.flatMap(({ route }) => versionValue(route.version) ?? []).join(", ");
  const fault = {
    in: "query",
    path: `/${parameter}`,
    message: `Unknown version: there are ${known}`,
  } as const;
  throw new HttpError(400, "invalid-input", "The request is not what this route takes.", [fault]);
}

function versionValue(version: Version | undefined): string | undefined {
  return version && "parameter" in version ? version.value : undefined;
}

function byMediaType<V extends Versioned>(versions: readonly V[], accept: string): V {
  const ranges = accept.split(",").map(range);
  const qualities = versions.map(({ route }) => quality(versionContentType(route.version), ranges));
  const best = Math.max(...qualities);
  const found = versions[qualities.indexOf(best)];
  if (found && best > 0) return found;
  const known = versions.map(({ route }) => versionContentType(route.version)).join(", ");
  throw new HttpError(
    406,
    "not-acceptable",
    `This route answers ${known}; "${accept}" accepts none of them.`,
  );
}

interface MediaRange {
  readonly type: string;
  /** 0 to 1; 0 is what is not wanted. */
  readonly q: number;
}

function range(text: string): MediaRange {
  const [type = "", ...parameters] = text.split(";").map((part) => part.trim().toLowerCase());
  const q = parameters.find((parameter) => parameter.startsWith("q="));
  return { type, q: q === undefined ? 1 : Number(q.slice(2)) || 0 };
}

/**
 * How much a media type is wanted, by the range that says most of it. Plain JSON is wanted of every version, for that
 * is what they are.
 * @see https://www.rfc-editor.org/rfc/rfc9110#name-accept
 */
function quality(mediaType: string, ranges: readonly MediaRange[]): number {
  const matching = [mediaType.toLowerCase(), "application/json", "application/*", "*/*"].flatMap((type) =>
    ranges.filter((one) => one.type === type),
  );
  return matching[0]?.q ?? 0;
}
