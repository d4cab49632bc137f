import { type Version, versionText } from "#contract";
import type { ApiRoute } from "./validate-route";

/**
 * Returns the errors of a version that is added to an existing route. All versions share the function, the
 * access and the settings of the route, because API Gateway has only one route for them.
 */
export function versionConflicts(existing: ApiRoute, added: ApiRoute): string[] {
  const { text } = existing.key;
  const texts = existing.versions.map(({ version }) => versionText(version));
  if (texts.includes(versionText(added.route.version))) {
    return [`duplicate route "${text}". Remove one.`];
  }
  const errors = [
    ...(existing.target === added.target
      ? []
      : ["has versions with different functions. Use one function for all, with handleAll()."]),
    ...(describeAuthorization(existing) === describeAuthorization(added)
      ? []
      : [
          "has versions with different access, but access is checked before the version is selected. Give all versions the same access.",
        ]),
    ...(Object.keys(added.settings).length === 0
      ? []
      : ["has settings on a later version. Set them once, with the first version."]),
  ];
  return errors.map((error) => `route "${text}": ${error}`);
}

function describeAuthorization({ route: { access, scopes }, authorizer }: ApiRoute): string {
  return JSON.stringify([access, scopes, authorizer?.id]);
}

/**
 * Returns the errors of the versions of a route. All versions must be selected by media type, all by the same query
 * parameter, or all by the same header. Each media type must be a JSON type.
 */
export function validateVersions({ key, versions: routes }: ApiRoute): string[] {
  const versions = routes.flatMap(({ version }) => version ?? []);
  const selectors = new Set(
    versions.map((version) => ("mediaType" in version ? "" : versionText({ ...version, value: "" }))),
  );
  const errors =
    selectors.size > 1
      ? [
          "has versions that are requested in different ways. Use only media types, only one query parameter, or only one header.",
        ]
      : versions.flatMap(validateVersion);
  return errors.map((error) => `route "${key.text}": ${error}`);
}

/** @see https://www.rfc-editor.org/rfc/rfc6838#section-4.2 */
const JSON_TYPE = /^application\/[a-z0-9][a-z0-9!#$&^_.-]*\+json$/i;

function validateVersion(version: Version): string[] {
  if (!("mediaType" in version) || JSON_TYPE.test(version.mediaType)) return [];
  return [
    `version "${version.mediaType}" is not a JSON media type; expected one like "application/vnd.things.v2+json"`,
  ];
}
