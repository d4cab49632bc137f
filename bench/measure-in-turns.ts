import { median } from "./median";

/** Result of one measurement: one or more numbers, each with a name. */
export type Measurement<Name extends string> = Readonly<Record<Name, number>>;

/**
 * Measures every item once in each round, and returns each item with the medians of its measurements. Every
 * second round measures the items in reverse order, so that a temporary slowdown of the computer affects all
 * items equally.
 *
 * @param measure function that measures one item once
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
