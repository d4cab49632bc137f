/** Version that a caller selects with the `accept` header. */
export interface MediaTypeVersion {
  /** Media type of the version: `application/vnd.products.v2+json`. Its replies have it as their content type. */
  readonly mediaType: string;
}

/** Version that a caller selects with a query parameter. */
export interface QueryVersion {
  /** Name of the parameter: `version`. */
  readonly parameter: string;
  /** Value of the parameter: `2`. */
  readonly value: string;
}

/** Selector of one version of a route. All versions of a route have the same key. */
export type Version = MediaTypeVersion | QueryVersion;

/** Returns the media type of a version's JSON bodies. Default: `application/json`. */
export function versionContentType(version: Version | undefined): string {
  return version && "mediaType" in version ? version.mediaType : "application/json";
}

/** Returns a version as text, to compare and to print: `version=2`. A route without a version has none. */
export function versionText(version: Version | undefined): string | undefined {
  if (!version) return undefined;
  return "mediaType" in version ? version.mediaType : `${version.parameter}=${version.value}`;
}
