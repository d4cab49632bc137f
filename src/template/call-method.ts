import type { Budget } from "./budget";
import { describe } from "./known-names";
import { LOOP_METHODS, LoopState } from "./loop-state";
import { type JavaMethod, typeNameOf } from "./method";
import { NativeObject } from "./native-object";
import {
  BOOLEAN_METHODS,
  DOUBLE_METHODS,
  ENTRY_METHODS,
  INTEGER_METHODS,
  MAP_METHODS,
  METHODS_BY_KIND,
} from "./object-methods";
import { STRING_METHODS } from "./string-methods";
import { RenderProblem } from "./template-error";
import { JavaList, JavaMap, MapEntry, type TemplateValue } from "./values";

/**
 * Calls a method of a value. `""` can be a variable that was set to a missing value, so a method of another type has no
 * result.
 *
 * @param signature name and number of arguments, such as `substring/2`
 * @throws RenderProblem if the type has no such method
 */
export function callMethod(
  receiver: TemplateValue,
  signature: string,
  args: readonly TemplateValue[],
  budget: Budget,
): TemplateValue | undefined {
  budget.spend(1 + sizeOf(receiver));
  const method = findMethod(receiver, signature);
  if (method) return method(receiver, args, budget);
  if (receiver === "") return undefined;
  throw new RenderProblem(
    `a value of the type ${typeNameOf(receiver)} has no method ${describe(signature)}.`,
  );
}

/** Returns the work that a method may need to read a value. */
function sizeOf(value: TemplateValue): number {
  if (typeof value === "string") return value.length >> 8;
  return typeof value === "object" && value !== null ? value.itemCount >> 4 : 0;
}

function findMethod(receiver: TemplateValue, signature: string): JavaMethod<TemplateValue> | undefined {
  const methods = methodsOf(receiver);
  return Object.hasOwn(methods, signature) ? methods[signature] : undefined;
}

/** Returns the methods of a type. The methods of a type are called only with a receiver of this type. */
function methodsOf(receiver: TemplateValue): Readonly<Record<string, JavaMethod<TemplateValue>>> {
  if (typeof receiver === "string") return STRING_METHODS as never;
  if (typeof receiver === "bigint") return INTEGER_METHODS as never;
  if (typeof receiver === "number") return DOUBLE_METHODS as never;
  if (typeof receiver === "boolean") return BOOLEAN_METHODS as never;
  // Most methods of a template are those of $input and $util.
  if (receiver instanceof NativeObject) return receiver.methods as never;
  if (receiver instanceof JavaMap) return MAP_METHODS as never;
  if (receiver instanceof JavaList) return METHODS_BY_KIND[receiver.kind] as never;
  if (receiver instanceof MapEntry) return ENTRY_METHODS as never;
  return receiver instanceof LoopState ? (LOOP_METHODS as never) : {};
}
