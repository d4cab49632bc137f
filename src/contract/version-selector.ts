/** Version that a caller selects with the `accept` header. */
export interface MediaTypeVersion {
  /**
   * Media type of the version, which is also the content type of its bodies:
   * `application/vnd.products.v2+json`.
   */
  readonly mediaType: string;
}

/** Version that a caller selects with a query parameter. */
export interface QueryVersion {
  /** Name of the parameter: `version`. */
  readonly parameter: string;
  /** Value of the parameter: `2`. */
  readonly value: string;
}

/** Version that a caller selects with a header. */
export interface HeaderVersion {
  /** Name of the header, in lower case: `x-api-version`. */
  readonly header: string;
  /** Value of the header: `2`. */
  readonly value: string;
}

/**
 * Media type, query parameter or header that selects one version of a route. The versions of a route share its route
 * key, such as `GET /things`.
 */
export type Version = MediaTypeVersion | QueryVersion | HeaderVersion;

/**
 * Returns the media type of the JSON bodies of a version, or `application/json` if the version is not
 * selected by media type.
 */
export function versionContentType(version: Version | undefined): string {
  return version && "mediaType" in version ? version.mediaType : "application/json";
}

/**
 * Returns a string that identifies a version: its media type, its query parameter such as `version=2`, or its header
 * such as `x-version: 2`. Returns `undefined` for a route without a version.
 */
export function versionText(version: Version | undefined): string | undefined {
  if (!version) return undefined;
  if ("mediaType" in version) return version.mediaType;
  return "header" in version
    ? `${version.header}: ${version.value}`
    : `${version.parameter}=${version.value}`;
}
