/**
 * Returns the name that is most similar to a misspelled name, or `undefined` if none is similar.
 * @param maxShare largest share of the characters that may differ. Default: 0.6, because a name with the same start, such
 * as memorySize for memoryMb, differs in up to 60 percent of its characters
 */
export function findNearestName(
  misspelled: string,
  names: readonly string[],
  maxShare = 0.6,
): string | undefined {
  const distances = names.map((name) => ({ name, distance: countEdits(misspelled, name) }));
  const [nearest] = distances.sort((a, b) => a.distance - b.distance);
  return nearest && nearest.distance <= misspelled.length * maxShare ? nearest.name : undefined;
}

/**
 * Returns the number of characters to insert, remove or replace, without regard to upper and lower case.
 * @see https://en.wikipedia.org/wiki/Levenshtein_distance
 */
function countEdits(from: string, to: string): number {
  const target = to.toLowerCase();
  let row = Array.from({ length: target.length + 1 }, (_, index) => index);
  for (const [line, character] of [...from.toLowerCase()].entries())
    row = nextRow(row, line, character, target);
  return row[target.length] ?? 0;
}

function nextRow(above: readonly number[], line: number, character: string, to: string): number[] {
  const row = [line + 1];
  for (const [index, other] of [...to].entries()) {
    const replaced = (above[index] ?? 0) + (character === other ? 0 : 1);
    row.push(Math.min(replaced, (above[index + 1] ?? 0) + 1, (row[index] ?? 0) + 1));
  }
  return row;
}
