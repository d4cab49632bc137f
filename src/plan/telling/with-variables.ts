import type { Stack } from "#terraform";
import { isValues } from "./values";

/**
 * A declared value with what its variables and locals stand for, as far as that is plain and no secret: a default that
 * changes is a change of whatever has it.
 */
export function withVariables(value: unknown, stack: Stack): unknown {
  if (typeof value === "string") return inText(value, stack);
  if (Array.isArray(value)) return value.map((item) => withVariables(item, stack));
  if (!isValues(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, withVariables(item, stack)]));
}

function inText(text: string, { configuration: { variable, locals } }: Stack): string {
  return text.replaceAll(/\$\{(var|local)\.([\w-]+)\}/g, (whole, kind: string, name: string) => {
    const { default: given, sensitive } = variable[name] ?? {};
    const found = kind === "local" ? locals[name] : sensitive ? undefined : given;
    return ["string", "number", "boolean"].includes(typeof found) ? String(found) : whole;
  });
}
