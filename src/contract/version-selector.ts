/** A version that is asked for by the media type that a caller accepts. */
export interface MediaTypeVersion {
  /** `application/vnd.products.v2+json`; its replies have it as their content type. */
  readonly mediaType: string;
}

/** A version that is asked for by a query parameter. */
export interface QueryVersion {
  /** The parameter's name: `version`. */
  readonly parameter: string;
  /** The parameter's value: `2`. */
  readonly value: string;
}

/** How a caller asks for one of the versions of a route, which all have one key. */
export type Version = MediaTypeVersion | QueryVersion;

/** The media type of a version's JSON. */
export function versionContentType(version: Version | undefined): string {
  return version && "mediaType" in version ? version.mediaType : "application/json";
}

/** A version as a text to compare and to tell; none for a route without one. */
export function versionText(version: Version | undefined): string | undefined {
  if (!version) return undefined;
  return "mediaType" in version ? version.mediaType : `${version.parameter}=${version.value}`;
}
