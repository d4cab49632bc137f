import { REST_API_QUOTAS } from "#aws";

/** Characters between the metadata and the body that a streaming handler wrote. */
const SEPARATOR = "\0".repeat(REST_API_QUOTAS.streamSeparatorBytes);

/**
 * Returns the value of the payload of a function, for a person or a test that reads it.
 *
 * @param json the value that the handler returned, as JSON, or the text that it wrote to a stream
 * @returns the value. The metadata and the body of a streamed HTTP response become an object with a `body`, as a handler
 * without a stream returns it. Any other text that is not JSON is returned unchanged
 */
export function readPayload(json: string): unknown {
  const [metadata = "", body] = json.split(SEPARATOR, 2);
  try {
    const value = JSON.parse(metadata);
    return body === undefined ? value : { ...value, body: json.slice(metadata.length + SEPARATOR.length) };
  } catch {
    return json;
  }
}
