/**
 * Formats rows as lines with aligned columns. Each column is as wide as its widest cell. Two spaces
 * separate columns, and lines have no trailing spaces:
 *
 *     route      zip
 *     GET /a  1.0 kB
 *
 * @param rows rows of equal length; the first may be a heading
 * @param right index of the column to right-align, such as a column of sizes. Default: no column
 * @returns one line per row
 */
export function formatTable(rows: readonly (readonly string[])[], right?: number): string[] {
  const columns = rows[0]?.length ?? 0;
  const widths = Array.from({ length: columns }, (_, index) =>
    Math.max(...rows.map((row) => row[index]?.length ?? 0)),
  );
  const pad = (cell: string, index: number) =>
    index === right ? cell.padStart(widths[index] ?? 0) : cell.padEnd(widths[index] ?? 0);
  return rows.map((row) => row.map(pad).join("  ").trimEnd());
}
