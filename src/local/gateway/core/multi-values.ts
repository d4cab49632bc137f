type Pairs = readonly (readonly [name: string, value: string])[];

/** Values by name, in the two forms that events contain. */
export interface MultiValues {
  /** Last value of each name. */
  readonly last: Record<string, string>;
  /** All values of each name, in their original order. */
  readonly all: Record<string, string[]>;
}

/**
 * Groups pairs by name. The names are sorted, upper case before lower case. The properties are assigned, because
 * `Object.fromEntries` takes twice as long, and every event needs this function.
 */
export function groupValues(pairs: Pairs): MultiValues {
  const last: Record<string, string> = {};
  const all: Record<string, string[]> = {};
  for (const [name, value] of [...pairs].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))) {
    // Assigning to `__proto__` would set the prototype of the object instead of a property.
    if (name === "__proto__" && !Object.hasOwn(all, name)) {
      Object.defineProperty(last, name, PROPERTY);
      Object.defineProperty(all, name, { ...PROPERTY, value: [] });
    }
    last[name] = value;
    if (Object.hasOwn(all, name)) all[name]?.push(value);
    else all[name] = [value];
  }
  return { last, all };
}

const PROPERTY = { enumerable: true, writable: true, value: "" };

/** Returns null instead of an empty object. */
export function orNull<Values extends object>(values: Values): Values | null {
  return Object.keys(values).length > 0 ? values : null;
}
