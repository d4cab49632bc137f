/**
 * Rows as lines, each column as wide as its widest cell.
 *
 * @param right the column whose cells stand on the right, such as a size
 */
export function formatTable(rows: readonly (readonly string[])[], right?: number): string[] {
  const columns = rows[0]?.length ?? 0;
  const widths = Array.from({ length: columns }, (_, index) =>
    Math.max(...rows.map((row) => row[index]?.length ?? 0)),
  );
  const padded = (cell: string, index: number) =>
    index === right ? cell.padStart(widths[index] ?? 0) : cell.padEnd(widths[index] ?? 0);
  return rows.map((row) => row.map(padded).join("  ").trimEnd());
}
