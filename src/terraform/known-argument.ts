import { findUnknown, type UnknownValue } from "./unknown-value";

/** Thrown while an attribute is computed from an unknown value. */
class UnknownArgument extends Error {
  readonly value: UnknownValue;

  constructor(value: UnknownValue) {
    super(value.reason);
    this.value = value;
  }
}

/** Returns a value that is known completely. @throws UnknownArgument if it is not */
export function known(value: unknown): unknown {
  const unknown = findUnknown(value);
  if (unknown) throw new UnknownArgument(unknown);
  return value;
}

/** Returns a value that is known completely as text. @throws UnknownArgument if it is not */
export function knownText(value: unknown): string {
  return String(known(value));
}

/** Returns the result of a computation, or the unknown value that it needs. */
export function catchUnknown(compute: () => unknown): unknown {
  try {
    return compute();
  } catch (error) {
    if (error instanceof UnknownArgument) return error.value;
    throw error;
  }
}
