import type { BodyConversion } from "../../model/non-proxy-integration";
import { decodePayload, type Payload } from "../integrations/payload";
import { isBinaryType } from "./binary-types";

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
  return contentHandling === "CONVERT_TO_BINARY" ? decodePayload(body) : body.toString();
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
  return toText ? body.toString() : decodePayload(body);
}
