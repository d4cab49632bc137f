import { findUnknown, type UnknownValue } from "./unknown-value";

/** Thrown while an attribute is computed from an unknown value. */
class UnknownArgument extends Error {
  readonly value: UnknownValue;

  constructor(value: UnknownValue) {
    super(value.reason);
    this.value = value;
  }
}

/**
 * Returns the value unchanged.
 *
 * @param origin argument that has the value: `function_name of aws_lambda_function.health`
 * @throws UnknownArgument if the value is unknown, or contains an unknown value
 */
export function known(value: unknown, origin: string): unknown {
  const unknown = findUnknown(value);
  if (unknown) throw new UnknownArgument(unknown.withOrigin(origin));
  return value;
}

/** Returns the value as a string. @throws UnknownArgument if the value is unknown, or contains an unknown value */
export function knownText(value: unknown, origin: string): string {
  return String(known(value, origin));
}

/** Returns the result of `compute`. If it stops because it needs an unknown value, returns that unknown value. */
export function catchUnknown(compute: () => unknown): unknown {
  try {
    return compute();
  } catch (error) {
    if (error instanceof UnknownArgument) return error.value;
    throw error;
  }
}
