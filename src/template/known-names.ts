import { INPUT_METHODS } from "./input-variable";
import { LOOP_SIGNATURES } from "./loop-state";
import {
  BOOLEAN_METHODS,
  DOUBLE_METHODS,
  ENTRY_METHODS,
  INTEGER_METHODS,
  MAP_METHODS,
  METHODS_BY_KIND,
} from "./object-methods";
import { STRING_METHODS } from "./string-methods";
import type { TemplateReference } from "./syntax";
import { UTIL_METHODS } from "./util-variable";

/** Methods of the variables that API Gateway defines. */
const VARIABLE_SIGNATURES: Readonly<Record<string, readonly string[]>> = {
  input: Object.keys(INPUT_METHODS),
  util: Object.keys(UTIL_METHODS),
  foreach: LOOP_SIGNATURES,
};

/** Methods of all types. The type of a value is not known before the template is rendered. */
const SIGNATURES = new Set(
  [
    STRING_METHODS,
    MAP_METHODS,
    ...Object.values(METHODS_BY_KIND),
    ENTRY_METHODS,
    INTEGER_METHODS,
    DOUBLE_METHODS,
    BOOLEAN_METHODS,
  ].flatMap(Object.keys),
);

/** Returns a message if a reference calls a method that no value has. */
export function findUnknownName({ name, steps, text }: TemplateReference): string | undefined {
  const known = Object.hasOwn(VARIABLE_SIGNATURES, name) ? VARIABLE_SIGNATURES[name] : undefined;
  const [first] = steps;
  if (known && first?.kind === "method" && !known.includes(first.signature)) {
    return `"$${name}" has no method ${describe(first.signature)}. Available methods: ${known.map(describe).join(", ")}.`;
  }
  const others = known ? steps.slice(1) : steps;
  const unknown = others.find((step) => step.kind === "method" && !isKnown(step.signature));
  if (unknown?.kind !== "method") return undefined;
  return `"${text}" calls the unknown method ${describe(unknown.signature)}. Correct the name or the arguments.`;
}

function isKnown(signature: string): boolean {
  return SIGNATURES.has(signature) || LOOP_SIGNATURES.includes(signature);
}

/** Formats a signature: `substring/2` is `substring(2 arguments)`. */
export function describe(signature: string): string {
  const [name, count] = signature.split("/");
  if (count === "0") return `${name}()`;
  return `${name}(${count} argument${count === "1" ? "" : "s"})`;
}
