import { readParameter } from "gatewright/runtime/parameters";
import { readSecret } from "gatewright/runtime/secrets";

/** Values that a test reads, by the kind of value. */
const READERS = { secret: readSecret, parameter: readParameter };

/** Reads a value. Returns the value, or the message of the error. A test bundles this function. */
export async function handler(event: {
  readonly kind: keyof typeof READERS;
  readonly name: string;
  readonly maxAgeSeconds?: number;
}): Promise<{ readonly value?: string; readonly error?: string }> {
  const { kind, name, maxAgeSeconds } = event;
  try {
    return { value: await READERS[kind](name, { maxAgeSeconds }) };
  } catch (error) {
    return { error: (error as Error).message };
  }
}
