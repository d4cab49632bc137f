import { type Version, versionText } from "#contract";
import type { HttpRoute } from "./http-route";

/** Why a route cannot be another version of one that is there. API Gateway knows them as one route, of one function. */
export function versionConflicts(known: HttpRoute, other: HttpRoute): string[] {
  const { text } = known.key;
  const texts = known.versions.map(({ version }) => versionText(version));
  if (texts.includes(versionText(other.route.version))) {
    return [`route "${text}" is there twice; drop one of the two`];
  }
  const faults = [
    ...(known.target === other.target
      ? []
      : ["are answered by two functions; have one answer both, by handleAll"]),
    ...(describeAuthorizer(known) === describeAuthorizer(other)
      ? []
      : ["differ in who may call, which is settled before the version; have them agree"]),
    ...(Object.keys(other.settings).length === 0
      ? []
      : ["have settings each; give them once, with the first"]),
  ];
  return faults.map((fault) => `route "${text}" has versions that ${fault}`);
}

function describeAuthorizer({ route: { access, scopes }, authorizer }: HttpRoute): string {
  return JSON.stringify([access, scopes, authorizer?.id]);
}

/** What is wrong with the versions of a route. */
export function validateVersions({ key, versions }: HttpRoute): string[] {
  const known = versions.flatMap(({ version }) => version ?? []);
  const parameters = new Set(known.map((one) => ("parameter" in one ? one.parameter : undefined)));
  const faults =
    parameters.size > 1
      ? ["has versions that are asked for in different ways; keep to media types, or to one query parameter"]
      : known.flatMap(validateVersion);
  return faults.map((fault) => `route "${key.text}" ${fault}`);
}

/** https://www.rfc-editor.org/rfc/rfc6838#section-4.2 */
const JSON_TYPE = /^application\/[a-z0-9][a-z0-9!#$&^_.-]*\+json$/i;

function validateVersion(version: Version): string[] {
  if (!("mediaType" in version) || JSON_TYPE.test(version.mediaType)) return [];
  return [
    `has the version "${version.mediaType}", not a media type of JSON; write one like "application/vnd.things.v2+json"`,
  ];
}
