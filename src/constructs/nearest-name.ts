/** Largest share of the characters that may differ if the names start with different characters. */
const MAX_SHARE_OF_OTHER_START = 0.4;

/**
 * Returns the name that is most similar to a misspelled name, or `undefined` if none is similar. A name that starts with
 * the misspelled one, such as stageName for stage, is more similar than all others.
 *
 * @param maxShare largest share of the characters that may differ. Default: 0.6, because a name with the same start, such
 * as memorySize for memoryMb, differs in up to 60 percent of its characters
 */
export function findNearestName(
  misspelled: string,
  names: readonly string[],
  maxShare = 0.6,
): string | undefined {
  const start = misspelled.toLowerCase();
  const longer = names.filter((name) => start.length > 2 && name.toLowerCase().startsWith(start));
  const candidates = longer.length > 0 ? longer : names;
  const distances = candidates.map((name) => ({ name, distance: countEdits(misspelled, name) }));
  const [nearest] = distances.sort((a, b) => a.distance - b.distance);
  if (nearest === undefined || longer.length > 0) return nearest?.name;
  const hasSameStart = nearest.name[0]?.toLowerCase() === start[0];
  const share = hasSameStart ? maxShare : Math.min(maxShare, MAX_SHARE_OF_OTHER_START);
  return nearest.distance <= misspelled.length * share ? nearest.name : undefined;
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
