import type { StandardSchemaV1 } from "@standard-schema/spec";
import { WEBSOCKET_MESSAGE_BYTES } from "#aws/web-socket-quotas";
import { isTooDeep } from "../event";
import { callerError } from "../http-error";
import type { ErrorProblem } from "../to-problem";
import { type InputError, validate } from "../validate";

/** Frame of a client: a JSON object. */
export interface ClientFrame {
  readonly id?: unknown;
  readonly body?: unknown;
}

/**
 * Returns the frame of a message.
 * @param message text of the message, or the object that middleware has parsed
 * @throws HttpError 400 if the message is not JSON, or is not an object
 */
export function readClientFrame(message: unknown): ClientFrame {
  const frame = typeof message === "string" ? parseJson(message) : message;
  if (typeof frame !== "object" || frame === null || Array.isArray(frame))
    throw callerError(400, "invalid-json", "The message is not a JSON object.");
  return frame;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw callerError(400, "invalid-json", "The message is not valid JSON.");
  }
}

/**
 * Returns the ID that the client has chosen for a message.
 * @throws HttpError 400 if the ID is not a string of 1 to 128 characters
 */
export function readMessageId({ id }: ClientFrame): string | undefined {
  if (id === undefined || (typeof id === "string" && id !== "" && id.length <= 128)) return id;
  throw callerError(400, "invalid-input", "The id of the message must be a string of 1 to 128 characters.");
}

/**
 * Returns the validated body of a message, or `undefined` if the contract declares none.
 * @throws HttpError 400 with all errors of the body, or if the body has too many levels
 */
export async function readMessageBody(
  schema: StandardSchemaV1 | undefined,
  { body }: ClientFrame,
): Promise<unknown> {
  if (isTooDeep(body)) throw callerError(400, "invalid-json", "The body has more than 100 levels.");
  if (!schema) return undefined;
  const parsed = await validate("body", schema, body);
  if (!("errors" in parsed)) return parsed.value;
  throw callerError(400, "invalid-input", "The message is invalid.", parsed.errors);
}

/**
 * Checks the body of a reply or of an event.
 * @param contract message or event, for the error: `event "messagePosted"`
 * @throws Error if the body does not match the schema
 */
export async function checkSentBody(
  contract: string,
  schema: StandardSchemaV1,
  body: unknown,
): Promise<void> {
  const parsed = await validate("body", schema, body);
  if (!("errors" in parsed)) return;
  throw new Error(
    `${contract} violates its contract: the body does not match its schema (${listErrors(parsed.errors)})`,
  );
}

function listErrors(errors: readonly InputError[]): string {
  return errors.map(({ path, message }) => `${path || "body"}: ${message}`).join("; ");
}

/**
 * Returns the JSON of a frame that a client receives.
 * @param contract message or event, for the error: `event "messagePosted"`
 * @throws Error if the JSON has more than 128 KB
 */
export function writeFrame(contract: string, frame: object): string {
  const text = JSON.stringify(frame);
  const bytes = Buffer.byteLength(text);
  if (bytes <= WEBSOCKET_MESSAGE_BYTES) return text;
  throw new Error(
    `${contract}: the frame has ${bytes} bytes; expected at most ${WEBSOCKET_MESSAGE_BYTES}, the limit of API Gateway. Send less data, or a URL of the data.`,
  );
}

/**
 * Returns the frame of an error. Its problem details have the properties of an HTTP response with problem details. They
 * lack the list of errors if the frame would otherwise have more than 128 KB.
 */
export function writeProblemFrame(
  action: string,
  id: string | undefined,
  { status, code, detail, errors }: ErrorProblem,
  requestId: string,
): string {
  const problem = { status, code, detail, requestId, errors };
  const text = JSON.stringify({ reply: action, id, problem });
  if (Buffer.byteLength(text) <= WEBSOCKET_MESSAGE_BYTES) return text;
  return JSON.stringify({ reply: action, id, problem: { ...problem, errors: undefined } });
}
