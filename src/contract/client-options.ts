/** Text that identifies a client, or a function that returns it. */
export type Credential = string | (() => string | Promise<string>);

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

type Check = readonly [isValid: (value: unknown) => boolean, expected: string];

const isText = (value: unknown) => typeof value === "string";
const isFunction = (value: unknown) => typeof value === "function";
const isOptional = (isValid: (value: unknown) => boolean) => (value: unknown) =>
  value === undefined || isValid(value);

const CREDENTIAL: Check = [
  isOptional((value) => isText(value) || isFunction(value)),
  "a string or a function",
];

/** Checks of the options. The type requires that the list is complete. */
const CHECKS: { readonly [Name in keyof Required<ClientOptions>]: Check } = {
  baseUrl: [
    (value) => isText(value) && !String(value).endsWith("/"),
    'the URL of the API without "/" at its end',
  ],
  token: CREDENTIAL,
  apiKey: CREDENTIAL,
  timeoutMs: [
    isOptional((value) => Number.isFinite(value) && Number(value) > 0),
    "a number of milliseconds greater than 0",
  ],
  maxAttempts: [
    isOptional((value) => Number.isInteger(value) && Number(value) > 0),
    "a whole number greater than 0",
  ],
  fetch: [isOptional(isFunction), "a function"],
};

/**
 * Checks the options of a client. JavaScript, and TypeScript that is not checked, can pass wrong options.
 * @throws Error if an option is wrong. The message has a line for each wrong option
 */
export function checkClientOptions(options: ClientOptions): void {
  const given: Readonly<Record<string, unknown>> = { ...options };
  const wrong = Object.entries(CHECKS).flatMap(([name, [isValid, expected]]) =>
    isValid(given[name])
      ? []
      : [`client: ${name} is ${formatOption(name, given[name])}; expected ${expected}.`],
  );
  const unknown = Object.keys(given)
    .filter((name) => !Object.hasOwn(CHECKS, name))
    .map((name) => `client: ${name} is not an option; expected one of ${Object.keys(CHECKS).join(", ")}.`);
  if (wrong.length + unknown.length > 0) throw new Error([...wrong, ...unknown].join("\n"));
}

/** Returns a value for an error message. The message does not contain credentials, because errors are logged. */
function formatOption(name: string, value: unknown): string {
  if (name === "token" || name === "apiKey") return `of the type ${typeof value}`;
  return typeof value === "string" ? JSON.stringify(value) : String(value);
}
