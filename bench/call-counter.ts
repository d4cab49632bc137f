import { median } from "./median";

/** What one measurement gives: numbers by name. */
export type Figures<Name extends string> = Readonly<Record<Name, number>>;

/**
 * Measures every item once a round, each round in the other direction, so that what slows the machine for a while slows
 * all of them.
 *
 * @returns the items, each with the medians of its figures
 */
export async function measured<Item, Name extends string>(
  items: readonly Item[],
  rounds: number,
  measure: (item: Item) => Promise<Figures<Name>>,
): Promise<(Item & Figures<Name>)[]> {
  const all = items.map((item) => ({ item, figures: [] as Figures<Name>[] }));
  for (let round = 0; round < rounds; round++) {
    const turn = round % 2 === 0 ? all : all.toReversed();
    for (const { item, figures } of turn) figures.push(await measure(item));
  }
  return all.map(({ item, figures }) => ({ ...item, ...medians(figures) }));
}

function medians<Name extends string>(all: readonly Figures<Name>[]): Figures<Name> {
  const names = Object.keys(all[0] ?? {}) as Name[];
  const entries = names.map((name) => [name, median(all.map((figures) => figures[name]))]);
  return Object.fromEntries(entries);
}
