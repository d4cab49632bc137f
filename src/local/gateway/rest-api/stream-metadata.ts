import type { Readable } from "node:stream";
import { REST_API_QUOTAS } from "#aws";
import type { GatewayRequest } from "../../http/request";
import type { GatewayResponse } from "../../http/response";
import {
  MalformedResultError,
  parseMetadata,
  readAllHeaders,
  readFields,
  readHeader,
  readStatus,
  withContentType,
} from "./proxy-response";

/** Bytes between the metadata and the body of a streamed response. */
const SEPARATOR = Buffer.alloc(REST_API_QUOTAS.streamSeparatorBytes);

/**
 * Reads the metadata of a streamed response. The body stays in the payload.
 *
 * @param onChunk called for each chunk that is read
 * @returns the metadata, which are JSON
 * @throws MalformedResultError if the first 16 KiB of the payload have no delimiter
 * @throws Error if the payload fails
 */
export function readMetadataText(payload: Readable, onChunk: () => void): Promise<string> {
  return new Promise((resolve, reject) => {
    let head = Buffer.alloc(0);
    const settle = (action: () => void) => {
      payload.off("readable", onReadable).off("end", onEnd).off("error", onError);
      action();
    };
    const onReadable = () => {
      for (let chunk = payload.read(); chunk !== null; chunk = payload.read()) {
        onChunk();
        head = Buffer.concat([head, chunk]);
        const end = head.indexOf(SEPARATOR);
        const isFound = end >= 0 && end + SEPARATOR.length <= REST_API_QUOTAS.streamMetadataBytes;
        if (isFound) {
          const rest = head.subarray(end + SEPARATOR.length);
          if (rest.length > 0) payload.unshift(rest);
          settle(() => resolve(head.subarray(0, end).toString()));
          return;
        }
        if (head.length > REST_API_QUOTAS.streamMetadataBytes) {
          settle(() => reject(noDelimiter(`the first ${REST_API_QUOTAS.streamMetadataBytes} bytes have no`)));
          return;
        }
      }
    };
    const onEnd = () => settle(() => reject(noDelimiter("the function ended its response without a")));
    const onError = (error: Error) => settle(() => reject(error));
    payload.on("readable", onReadable).on("end", onEnd).on("error", onError);
  });
}

function noDelimiter(problem: string): MalformedResultError {
  return new MalformedResultError(
    `${problem} delimiter of 8 NUL bytes after the metadata; use awslambda.HttpResponseStream.from()`,
  );
}

const FIELDS = ["cookies", "headers", "multiValueHeaders", "statusCode"];

/**
 * Converts the metadata of a streamed response to its status and its headers. It is unverified that the default content type
 * is the one of other responses.
 *
 * @throws MalformedResultError if the metadata are malformed
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/response-transfer-mode-lambda.html
 */
export function readMetadata(
  text: string,
  { traceHeader }: Pick<GatewayRequest, "traceHeader">,
): Pick<GatewayResponse, "headers" | "status"> {
  const fields = readFields(parseMetadata(text), FIELDS);
  const headers = [...readAllHeaders(fields).map(restoreLength), ...readCookies(fields.cookies)];
  return {
    status: readStatus(fields.statusCode ?? 200),
    headers: [...withContentType(headers), ["x-amzn-trace-id", traceHeader, "X-Amzn-Trace-Id"]],
  };
}

type Header = GatewayResponse["headers"][number];

/** Keeps the length that the function declares, which API Gateway sends instead of `Transfer-Encoding: chunked`. */
function restoreLength(header: Header): Header {
  const [name, value] = header;
  if (name !== "x-amzn-remapped-content-length") return header;
  if (/^\d+$/.test(value)) return ["content-length", value, "Content-Length"];
  throw new MalformedResultError(`content-length is ${JSON.stringify(value)}; expected a number`);
}

function readCookies(value: unknown = []): readonly Header[] {
  if (Array.isArray(value)) return value.map((cookie) => readHeader("Set-Cookie", cookie));
  throw new MalformedResultError("cookies must be an array");
}
