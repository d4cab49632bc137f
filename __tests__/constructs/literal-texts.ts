import fc from "fast-check";
import { NodejsFunction, type TerraformStack, TerraformVariable } from "gatewright";

/** Value of the variable that the texts contain. */
export const VALUE = 'v"${x}$';

/** Characters and references from which the random texts are built. A reference is replaced by a CDKTF token. */
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
  "-",
  "text reference",
  "number reference",
] as const;

/** Random texts, the same in each run. Each text is a list of parts. */
export const TEXTS: readonly (readonly string[])[] = fc.sample(
  fc.array(fc.constantFrom(...PARTS), { maxLength: 8 }),
  { numRuns: 400, seed: 25 },
);

/** Value of the number that the texts contain. */
const NUMBER = 12;

/** Returns the texts with the given values in place of the references. */
function fillIn(text: string, number: number): readonly string[] {
  const values: Readonly<Record<string, string | number>> = {
    "text reference": text,
    "number reference": number,
  };
  return TEXTS.map((parts) => parts.map((part) => values[part] ?? part).join(""));
}

/** Texts that AWS gets, in the order of {@link TEXTS}. */
export const EXPECTED = fillIn(VALUE, NUMBER);

/** Returns the values as texts. Terraform converts a value that is only a number, because AWS expects a text. */
export function toTexts(values: unknown): readonly string[] {
  return Object.values(values as object).map(String);
}

/** Values of the environment variables, by name. */
function toEnvironment(texts: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(texts.map((text, index) => [`V${index}`, text]));
}

/**
 * Declares a function whose environment contains all texts, and whose list of layers contains them after the items of a
 * list of Terraform. The variable `v` needs the value {@link VALUE}.
 */
export function declareTexts(stack: TerraformStack): void {
  const variable = (id: string, type: string, value?: unknown) =>
    new TerraformVariable(stack, id, { type, default: value });
  const texts = fillIn(variable("v", "string").stringValue, variable("n", "number", NUMBER).numberValue);
  const { listValue } = variable("empty", "list(string)", []);
  new NodejsFunction(stack, "fn", {
    entry: "fn.ts",
    environment: toEnvironment(texts),
    layers: [...listValue, ...texts],
  });
}
