/** Body of a request as an event contains it. */
export interface EventBody {
  readonly body: string;
  readonly isBase64Encoded: boolean;
}

/** Content types whose body stays text. Any other type, or none, is encoded in base64. */
const TEXT_TYPES = /^(text\/[^;]+|application\/(json|xml|javascript))\s*(;|$)/i;

/**
 * Encodes the body of a request for an event.
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
