import type { Budget } from "./budget";
import { RenderProblem } from "./template-error";
import { JavaObject, type TemplateValue } from "./values";

/** Method of a type. It returns `undefined` if it has no result. */
export type JavaMethod<Receiver> = (
  receiver: Receiver,
  args: readonly TemplateValue[],
  budget: Budget,
) => TemplateValue | undefined;

/** Methods by signature, such as `substring/2`: the name and the number of arguments. */
export type JavaMethods<Receiver> = Readonly<Record<string, JavaMethod<Receiver>>>;

/** Returns the name of the type of a value, for messages. */
export function typeNameOf(value: TemplateValue | undefined): string {
  if (value === null || value === undefined || value === "") return "missing value";
  if (value instanceof JavaObject) return value.typeName;
  if (typeof value === "bigint") return "integer";
  return typeof value === "number" ? "decimal number" : typeof value;
}

/** Returns an argument that must be a text. @throws RenderProblem if it is not */
export function requireText(value: TemplateValue | undefined): string {
  if (typeof value === "string") return value;
  throw new RenderProblem(`an argument is of the type ${typeNameOf(value)}; expected a string.`);
}

/** Returns an argument that must be an integer. @throws RenderProblem if it is not */
export function requireInteger(value: TemplateValue | undefined): bigint {
  if (typeof value === "bigint") return value;
  throw new RenderProblem(`an argument is of the type ${typeNameOf(value)}; expected an integer.`);
}

/** Returns an index from 0 to `max`. @throws RenderProblem if the value is not such an index */
export function requireIndex(value: TemplateValue | undefined, max: number): number {
  const index = requireInteger(value);
  if (index >= 0n && index <= BigInt(max)) return Number(index);
  const expected = max < 0 ? "the value is empty" : `expected 0 to ${max}`;
  throw new RenderProblem(`the index ${index} is out of range; ${expected}.`);
}
