import fc from "fast-check";
import { NodejsFunction, type TerraformStack, TerraformVariable } from "gatewright";

/** Value of the variable that the texts contain. */
export const VALUE = 'v"${x}$';

/** Characters and references from which the random texts are built. `reference` is replaced by a CDKTF token. */
const PARTS = [
  "$",
  "$",
  "%",
  "%",
  "{",
  "}",
  "~",
  '"',
  "\\",
  "a",
  "\n",
  "é",
  "${",
  "%{",
  "reference",
] as const;

/** Random texts, the same in each run. Each text is a list of parts. */
export const TEXTS: readonly (readonly string[])[] = fc.sample(
  fc.array(fc.constantFrom(...PARTS), { maxLength: 8 }),
  { numRuns: 400, seed: 25 },
);

/** Texts that AWS gets, by the name of an environment variable. */
export const EXPECTED: Readonly<Record<string, string>> = Object.fromEntries(
  TEXTS.map((parts, index) => [
    `V${index}`,
    parts.map((part) => (part === "reference" ? VALUE : part)).join(""),
  ]),
);

/** Declares a function whose environment contains all texts, and a variable with {@link VALUE}. */
export function declareTexts(stack: TerraformStack): void {
  const { stringValue } = new TerraformVariable(stack, "v", { type: "string" });
  const environment = Object.fromEntries(
    TEXTS.map((parts, index) => [
      `V${index}`,
      parts.map((part) => (part === "reference" ? stringValue : part)).join(""),
    ]),
  );
  new NodejsFunction(stack, "fn", { entry: "fn.ts", environment });
}
