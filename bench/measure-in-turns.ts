import { median } from "./median";

/** Numbers by name, the result of one measurement. */
export type Measurement<Name extends string> = Readonly<Record<Name, number>>;

/**
 * Measures every item once per round and returns each item with the medians of its numbers. The order is reversed in
 * every other round, so that a temporary slowdown of the machine affects all items alike.
 *
 * @param measure measures one item once
 */
export async function measureInTurns<Item, Name extends string>(
  items: readonly Item[],
  rounds: number,
  measure: (item: Item) => Promise<Measurement<Name>>,
): Promise<(Item & Measurement<Name>)[]> {
  const series = items.map((item) => ({ item, measurements: [] as Measurement<Name>[] }));
  for (let round = 0; round < rounds; round++) {
    const turns = round % 2 === 0 ? series : series.toReversed();
    for (const { item, measurements } of turns) measurements.push(await measure(item));
  }
  return series.map(({ item, measurements }) => ({ ...item, ...computeMedians(measurements) }));
}

function computeMedians<Name extends string>(measurements: readonly Measurement<Name>[]): Measurement<Name> {
  const names = Object.keys(measurements[0] ?? {}) as Name[];
  const entries = names.map((name) => [name, median(measurements.map((values) => values[name]))]);
  return Object.fromEntries(entries);
}
