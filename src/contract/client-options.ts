import {
  COUNT_RULE,
  CREDENTIAL_RULE,
  type Credential,
  checkOptions,
  DURATION_RULE,
  FUNCTION_RULE,
  isText,
  type OptionRule,
} from "./option-rules";

/** Options of `client()`. */
export interface ClientOptions {
  /** URL of the API, without a `/` at its end. */
  readonly baseUrl: string;
  /**
   * Access token, or a function that returns it. The function is called before each attempt. Default:
   * requests have no `authorization` header.
   */
  readonly token?: Credential;
  /**
   * API key of a usage plan, or a function that returns it. The function is called before each attempt. Default: requests
   * have no `x-api-key` header.
   */
  readonly apiKey?: Credential;
  /** Timeout of one attempt, in milliseconds. It does not apply to the body of a streamed reply. Default: 10,000. */
  readonly timeoutMs?: number;
  /**
   * Maximum number of attempts. The client repeats a request after a 429 or 503 if the method is idempotent
   * (GET, HEAD, OPTIONS, PUT or DELETE). Before each repetition, the client waits for the time in the
   * `retry-after` header of the response. If that is more than 60 seconds, it does not repeat the request.
   * Without this header, it waits 100 to 200 ms after the first attempt, and twice as long after each further
   * attempt. Default: 3.
   */
  readonly maxAttempts?: number;
  /** Implementation of `fetch`. Default: the `fetch` of the browser or of Node. */
  readonly fetch?: typeof fetch;
}

/** Rules of the options. The type requires that the list is complete. */
const RULES: { readonly [Name in keyof Required<ClientOptions>]: OptionRule } = {
  baseUrl: [
    (value) => isText(value) && !String(value).endsWith("/"),
    'the URL of the API without "/" at its end',
  ],
  token: CREDENTIAL_RULE,
  apiKey: CREDENTIAL_RULE,
  timeoutMs: DURATION_RULE,
  maxAttempts: COUNT_RULE,
  fetch: FUNCTION_RULE,
};

/**
 * Checks the options of `client()`.
 * @throws Error if an option is wrong. The message has a line for each wrong option
 */
export function checkClientOptions(options: ClientOptions): void {
  checkOptions("client", options, RULES);
}
