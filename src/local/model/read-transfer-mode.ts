import type { ResolvedResource } from "#terraform";
import { LocalError, notEmulatedError } from "./local-error";
import type { StreamIdleMs } from "./model";
import { readText } from "./read-value";

const TRANSFER_MODES = ["BUFFERED", "STREAM"] as const;
const STREAMED_TYPES = ["AWS_PROXY", "HTTP_PROXY"];

/** Returns the time without data after which the response of an integration ends, or `undefined` if it is buffered. */
export function readStreamIdleMs(
  resource: ResolvedResource,
  { streamIdleMs }: { readonly streamIdleMs: number },
): StreamIdleMs {
  return readTransferMode(resource) === "STREAM" ? streamIdleMs : undefined;
}

/**
 * Rejects a streamed response of an integration whose type cannot stream.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/response-transfer-mode.html
 */
export function rejectStream(resource: ResolvedResource, type: string): void {
  if (readTransferMode(resource) === "BUFFERED" || STREAMED_TYPES.includes(type)) return;
  throw new LocalError([
    `${resource.address}: response_transfer_mode is "STREAM" and type is "${type}"; expected the type ${STREAMED_TYPES.join(" or ")}. Remove response_transfer_mode.`,
  ]);
}

function readTransferMode(resource: ResolvedResource): (typeof TRANSFER_MODES)[number] {
  const text = readText(resource, "response_transfer_mode") ?? "BUFFERED";
  const mode = TRANSFER_MODES.find((name) => name === text);
  if (mode !== undefined) return mode;
  throw new LocalError([
    `${resource.address}: response_transfer_mode is "${text}"; expected ${TRANSFER_MODES.join(" or ")}.`,
  ]);
}

/** Last part of the URI with which API Gateway streams the response of a function. */
const STREAMING_URI = "/response-streaming-invocations";

/**
 * Rejects a URI that does not fit the transfer mode. API Gateway does not support the combination, but its error is
 * unverified.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/response-transfer-mode-lambda.html
 */
export function requireMatchingUri(resource: ResolvedResource, isStreamed: boolean): void {
  const uri = readText(resource, "uri") ?? "";
  if (uri.endsWith(STREAMING_URI) === isStreamed) return;
  const [mode, attribute] = isStreamed
    ? ["STREAM", "response_streaming_invoke_arn"]
    : ["BUFFERED", "invoke_arn"];
  throw notEmulatedError(
    `${resource.address}: uri is "${uri}" and response_transfer_mode is "${mode}"; expected the ${attribute} of the function. Correct one of them.`,
  );
}
