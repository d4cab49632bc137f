import { schemaOf } from "../schema/schemas";

/** Whether the provider gives an argument where nobody wrote it. */
export function isComputed(type: string, name: string): boolean {
  return schemaOf("resource", type)?.attributes.some((one) => one.name === name && one.computed) ?? false;
}
