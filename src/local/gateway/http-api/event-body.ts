/** A body as an event has it. */
export interface EventBody {
  readonly body: string;
  readonly isBase64Encoded: boolean;
}

/** What stays text; all else, and what does not say, is base64. */
const TEXT = /^(text\/[^;]+|application\/(json|xml|javascript))\s*(;|$)/i;

/**
 * A request's body for an event; `undefined` where there is none.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
export function encodeEventBody(body: Buffer, contentType: string | undefined): EventBody | undefined {
  if (body.length === 0) return undefined;
  const isText = contentType !== undefined && TEXT.test(contentType);
  return { body: body.toString(isText ? "utf8" : "base64"), isBase64Encoded: !isText };
}
