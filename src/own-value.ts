/**
 * Returns an object's own property. Inherited properties such as `constructor` are `undefined`.
 *
 * Use this function if the name comes from outside, such as from Terraform or from a request. Without it, the names
 * `constructor`, `toString` and `__proto__` would find the properties that every object inherits.
 *
 * @param values object or list. Any other value has no properties
 * @param name name of the property, or index of the item
 * @returns `undefined` if the object does not have the property
 */
export function ownValue<Value>(
  values: Readonly<Record<string, Value>> | undefined,
  name: string,
): Value | undefined;
export function ownValue(values: unknown, name: string): unknown;
export function ownValue(values: unknown, name: string): unknown {
  return values !== null && typeof values === "object" && Object.hasOwn(values, name)
    ? (values as Readonly<Record<string, unknown>>)[name]
    : undefined;
}
