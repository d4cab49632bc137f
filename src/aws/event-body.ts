/** Request body in the form in which a Lambda event contains it. */
export interface EventBody {
  readonly body: string;
  readonly isBase64Encoded: boolean;
}

/**
 * Content types whose body is an unencoded string in the event. A body with any other content type, or
 * without a content type, is base64-encoded.
 */
const TEXT_TYPES = /^(text\/[^;]+|application\/(json|xml|javascript))\s*(;|$)/i;

/**
 * Encodes the body of a request for a Lambda event.
 *
 * @param contentType value of the `content-type` header
 * @returns `undefined` for an empty body
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
export function encodeEventBody(body: Buffer, contentType: string | undefined): EventBody | undefined {
  if (body.length === 0) return undefined;
  const isText = contentType !== undefined && TEXT_TYPES.test(contentType);
  return { body: body.toString(isText ? "utf8" : "base64"), isBase64Encoded: !isText };
}
