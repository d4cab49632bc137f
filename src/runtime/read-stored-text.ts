/** Options of a value that a function reads from AWS. */
export interface SecretReadOptions {
  /**
   * Maximum age of a cached value, in seconds. Default: 300, so that a function uses a new value at most five minutes
   * after it was set. With 0, each call reads the value from AWS.
   */
  readonly maxAgeSeconds?: number;
}

/** Store of values, and how to read one. */
export interface ValueStore {
  /** Kind of value, for error messages: `secret`. */
  readonly kind: string;
  /** Construct whose method `grantRead` allows a function to read the value. */
  readonly construct: string;
  /** Returns the command that sets the value. */
  readonly setCommand: (name: string) => string;
  /** Reads a value, or returns it from memory. */
  readonly read: (name: string, maxAgeSeconds: number) => Promise<unknown>;
}

const DEFAULT_MAX_AGE_SECONDS = 300;

/**
 * Reads a text from a store. An error message contains the name of the value and the fix, but never the value.
 * @throws Error if the value is missing or is no text, or if the function may not read it
 */
export async function readStoredText(
  store: ValueStore,
  name: string,
  options: SecretReadOptions,
): Promise<string> {
  const { kind, setCommand } = store;
  if (typeof name !== "string" || name === "") {
    const state = name === "" ? "empty" : "not set";
    throw new Error(
      `the name of a ${kind} is ${state}; expected a name. Pass the name to the function in \`environment\`.`,
    );
  }
  const value = await fetchValue(store, name, options.maxAgeSeconds ?? DEFAULT_MAX_AGE_SECONDS);
  if (typeof value === "string") return value;
  const content = value === undefined ? "no value" : "a binary value";
  throw new Error(`${kind} "${name}" has ${content}; expected a text. Run \`${setCommand(name)}\`.`);
}

async function fetchValue(store: ValueStore, name: string, maxAgeSeconds: number): Promise<unknown> {
  try {
    return await store.read(name, maxAgeSeconds);
  } catch (error) {
    const cause = causeOf(error as Error);
    throw new Error(
      `${store.kind} "${name}" cannot be read: ${cause.name}: ${cause.message} ${fixOf(cause, store, name)}`.trim(),
      { cause },
    );
  }
}

/** Returns the error of AWS. Powertools wraps it in another error. */
function causeOf(error: Error): Error {
  return error.cause instanceof Error ? error.cause : error;
}

/**
 * Returns the instruction for an error of AWS.
 * @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html#API_GetSecretValue_Errors
 * @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameter.html#API_GetParameter_Errors
 */
function fixOf({ name: error, message }: Error, store: ValueStore, name: string): string {
  const { kind, construct, setCommand } = store;
  // The message of the local gateway contains the fix.
  if (message.includes("has no local value")) return "";
  if (error === "ResourceNotFoundException" || error === "ParameterNotFound")
    return `Correct the name, or run \`${setCommand(name)}\`.`;
  if (/kms|decrypt/i.test(`${error} ${message}`))
    return `Set \`encryptionKey\` of the ${construct} to the KMS key of the ${kind}, and call its grantRead with this function.`;
  if (error === "AccessDeniedException") return `Call grantRead of the ${construct} with this function.`;
  return `Check that the function can reach AWS, and that the ${kind} is in its Region.`;
}
