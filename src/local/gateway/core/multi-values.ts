type Pairs = readonly (readonly [name: string, value: string])[];

/** Values by name, in the two forms that events contain. */
export interface MultiValues {
  /** Last value of each name. */
  readonly last: Record<string, string>;
  /** All values of each name, in their original order. */
  readonly all: Record<string, string[]>;
}

/** Groups pairs by name. The names are sorted, upper case before lower case. */
export function groupValues(pairs: Pairs): MultiValues {
  const sorted = [...pairs].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  const groups: [name: string, values: string[]][] = [];
  for (const [name, value] of sorted) {
    const group = groups.at(-1);
    if (group?.[0] === name) group[1].push(value);
    else groups.push([name, [value]]);
  }
  return { last: Object.fromEntries(sorted), all: Object.fromEntries(groups) };
}

/** Returns null instead of an empty object. */
export function orNull<Values extends object>(values: Values): Values | null {
  return Object.keys(values).length > 0 ? values : null;
}
