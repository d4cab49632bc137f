/**
 * Returns true if a content type is in the list of binary types. Parameters, such as `charset`, are ignored. In the list,
 * an asterisk matches any type or subtype: `image/*`.
 *
 * @param contentType content type of a message, or a type that the caller accepts
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/lambda-proxy-binary-media.html
 */
export function isBinaryType(binaryTypes: readonly string[], contentType: string): boolean {
  const type = contentType.split(";")[0]?.trim().toLowerCase() ?? "";
  const [mainType] = type.split("/");
  const matching = ["*/*", `${mainType}/*`, type];
  return binaryTypes.some((binary) => matching.includes(binary.toLowerCase()));
}

/**
 * Returns the first content type of a header `Accept`. API Gateway ignores the others.
 * @returns `undefined` if the request has no such header
 */
export function firstAccepted(accept: string | undefined): string | undefined {
  return accept?.split(",")[0]?.trim();
}
