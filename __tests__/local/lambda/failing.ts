/**
 * Handler that throws. A test bundles this file and expects the line and column of `fail` in the stack trace.
 */
export const handler = async () => fail("on purpose");

function fail(why: string): never {
  if (why === "") return fail("for nothing");
  throw new RangeError(why);
}
