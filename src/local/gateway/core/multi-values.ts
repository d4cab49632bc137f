type Pairs = readonly (readonly [string, string])[];

/** Returns the last value of each name. */
export function lastValues(pairs: Pairs): Record<string, string> {
  return Object.fromEntries(sortPairs(pairs));
}

/** Returns all values of each name. */
export function allValues(pairs: Pairs): Record<string, string[]> {
  const grouped = new Map<string, string[]>();
  for (const [name, value] of sortPairs(pairs)) {
    const values = grouped.get(name);
    if (values) values.push(value);
    else grouped.set(name, [value]);
  }
  return Object.fromEntries(grouped);
}

/**
 * Sorts pairs by name, upper case before lower case. The values of a repeated name stay in their original
 * order.
 */
function sortPairs(pairs: Pairs): Pairs {
  return [...pairs].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}

/** Returns null instead of an empty object. */
export function orNull<Values extends object>(values: Values): Values | null {
  return Object.keys(values).length > 0 ? values : null;
}
