import { createContext, runInContext } from "node:vm";
import fc from "fast-check";
import { allows, matchesGlob, readPolicy } from "../../../src/local/iam";

// Source of the expected results: `*` matches any number of characters, `?` exactly one.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html

/** Returns true if a pattern matches a text. The definition is simple, but needs exponential time. */
function matchesByDefinition(pattern: string, text: string): boolean {
  const [first, ...rest] = pattern;
  if (first === undefined) return text === "";
  const after = rest.join("");
  if (first === "*") {
    return matchesByDefinition(after, text) || (text !== "" && matchesByDefinition(pattern, text.slice(1)));
  }
  return text !== "" && (first === "?" || first === text[0]) && matchesByDefinition(after, text.slice(1));
}

test("a pattern matches the same texts as its definition", () => {
  const characters = (alphabet: readonly string[]) =>
    fc.string({ unit: fc.constantFrom(...alphabet), maxLength: 8 });
  fc.assert(
    fc.property(characters(["a", "b", "*", "?"]), characters(["a", "b", "*", "?"]), (pattern, text) => {
      expect(matchesGlob(pattern, text)).toBe(matchesByDefinition(pattern, text));
    }),
    { numRuns: 2000 },
  );
});

test.each([".", "+", "(", "[", "\\", "^", "$", "|", "{1}", "\n", "é", "\u{1f600}"])(
  "the character %j has no special meaning in a pattern",
  (character) => {
    expect(matchesGlob(`a${character}*`, `a${character}b`)).toBe(true);
    expect(matchesGlob(`a${character}b`, "aab")).toBe(false);
  },
);

/**
 * Calls a function and stops it after a minute, although it blocks the event loop. A fast function needs
 * milliseconds, and an exponential one years.
 */
function withinMinute<Value>(call: () => Value): Value {
  return runInContext("call()", createContext({ call }), { timeout: 60_000 });
}

describe("a pattern that no text completes is rejected without trying all combinations", () => {
  const API = "arn:aws:execute-api:eu-central-1:123456789012:a1b2c3d4e5";
  const PATTERNS = [
    ["stars between equal characters", `${"*a".repeat(20)}*b`],
    ["hundreds of stars", `${"*a".repeat(400)}*b`],
    ["stars next to each other", `${"*".repeat(5000)}b`],
    ["question marks after stars", `${"*?".repeat(400)}b`],
    ["a long text after a star", `*${"a".repeat(5000)}b*`],
    ["a pattern that is longer than the text", `*${"a".repeat(1_000_000)}b*`],
  ] as const;

  test.each(PATTERNS)("%s", (_, pattern) => {
    const text = "a".repeat(10_000);
    expect(withinMinute(() => matchesGlob(pattern, text))).toBe(false);
    const Statement = [{ Effect: "Allow", Action: "*", Resource: `${API}/${pattern}` }];
    expect(withinMinute(() => allows(readPolicy({ Statement }), `${API}/${text}`))).toBe(false);
    const actions = [{ Effect: "Allow", Action: pattern, Resource: "*" }];
    expect(withinMinute(() => allows(readPolicy({ Statement: actions }), `${API}/x`))).toBe(false);
  });
});
