/**
 * Returns the median of a list. If the list has two middle values, the median is the larger one. The median
 * of an empty list is 0.
 */
export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
