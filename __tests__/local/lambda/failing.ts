/** Handler that throws. A test bundles it, and expects the line and the column of the error. */
export const handler = async () => fail("on purpose");

function fail(why: string): never {
  if (why === "") return fail("for nothing");
  throw new RangeError(why);
}
