import type { BodyConversion } from "../../model/non-proxy-integration";
import { isBinaryType } from "./binary-types";
import { MappingError } from "./integration-failure";

/** Body of a message to or from a backend: text, or binary data, which a template cannot read. */
export type Payload = string | Buffer;

/** Type of a body, and the conversion that the integration or its response sets. */
interface Conversion {
  /** Content type of the body. */
  readonly contentType: string;
  readonly binaryMediaTypes: readonly string[];
  readonly contentHandling: BodyConversion | undefined;
}

/**
 * Converts the body of a request.
 *
 * @throws MappingError if the body is not base64, but has to be decoded
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-payload-encodings-workflow.html
 */
export function convertRequestBody(body: Buffer, conversion: Conversion): Payload {
  const { contentType, binaryMediaTypes, contentHandling } = conversion;
  if (isBinaryType(binaryMediaTypes, contentType)) {
    return contentHandling === "CONVERT_TO_TEXT" ? body.toString("base64") : body;
  }
  return contentHandling === "CONVERT_TO_BINARY" ? decode(body) : body.toString();
}

/**
 * Converts the body of a backend. Without `content_handling`, it is converted to what the caller accepts.
 *
 * @param accepted content type that the caller accepts; `undefined` without the header `Accept`
 * @throws MappingError if the body is not base64, but has to be decoded
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-payload-encodings-workflow.html
 */
export function convertResponseBody(
  body: Buffer,
  accepted: string | undefined,
  conversion: Conversion,
): Payload {
  const { contentType, binaryMediaTypes, contentHandling } = conversion;
  const acceptsBinary = accepted !== undefined && isBinaryType(binaryMediaTypes, accepted);
  const toText = contentHandling === undefined ? !acceptsBinary : contentHandling === "CONVERT_TO_TEXT";
  if (isBinaryType(binaryMediaTypes, contentType)) return toText ? body.toString("base64") : body;
  return toText ? body.toString() : decode(body);
}

const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

function decode(body: Buffer): Buffer {
  const text = body.toString().replaceAll(/\s/g, "");
  if (BASE64.test(text)) return Buffer.from(text, "base64");
  throw new MappingError("INVALID_SETTINGS", "the body is not base64, but content_handling decodes it");
}
