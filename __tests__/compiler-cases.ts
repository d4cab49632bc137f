import { typeErrors } from "./type-errors";

/** Code that must not compile, the text at which the error starts, and a part of the message. */
export type WrongCode = readonly [code: string, at: string, message: string];

/**
 * Tests that the compiler reports exactly one error for each wrong line of code, and none for each valid line.
 * @param header lines before the code, such as imports
 */
export function testCompiler(header: string, wrong: readonly WrongCode[], valid: readonly string[]): void {
  describe("the compiler", () => {
    const errors = typeErrors(header, [...wrong.map(([code]) => code), ...valid]);

    test.each(wrong.map(([code, at, message], line) => ({ line, code, at, message })))(
      "reports one error at the wrong argument of $code",
      ({ line, at, message }) => {
        const own = errors.filter((error) => error.line === line);
        expect(own).toHaveLength(1);
        expect(own[0]?.at.slice(0, at.length)).toBe(at);
        expect(own[0]?.message).toContain(message);
      },
    );

    test.each(valid.map((code, index) => ({ code, line: wrong.length + index })))(
      "accepts the valid code $code",
      ({ line }) => {
        expect(errors.filter((error) => error.line === line)).toEqual([]);
      },
    );
  });
}
