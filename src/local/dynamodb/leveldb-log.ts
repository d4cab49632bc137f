import { readFileSync } from "node:fs";
import path from "node:path";

/**
 * Describes the damage that LevelDB found while it opened or repaired a database. LevelDB ignores damaged data and
 * reports it only in its file `LOG`.
 *
 * @param dir folder of the database
 * @returns one text for each damaged file: `000003.log: 1170 bytes dropped (checksum mismatch)`
 * @see https://github.com/google/leveldb/blob/main/db/repair.cc
 */
export function readReportedDamage(dir: string): string[] {
  const lines = readFileSync(path.join(dir, "LOG"), "utf8").split("\n");
  return lines.flatMap((line) => {
    for (const { pattern, describe } of REPORTS) {
      const match = pattern.exec(line);
      if (match) return [describe(match.slice(1))];
    }
    return [];
  });
}

/** Lines of the file `LOG` that report damage. */
const REPORTS: readonly {
  readonly pattern: RegExp;
  readonly describe: (parts: readonly string[]) => string;
}[] = [
  {
    pattern: /(\d+\.log): dropping (\d+) bytes; (?:Corruption: )?(.*)$/,
    describe: ([file, bytes, reason]) => `${file}: ${bytes} bytes of the latest writes dropped (${reason})`,
  },
  {
    pattern: /Log #(\d+): (?:dropping (\d+) bytes; |ignoring (?:conversion error: )?)(?:Corruption: )?(.*)$/,
    describe: ([number = "", bytes, reason]) =>
      `${fileName(number, "log")}: ${bytes === undefined ? "some" : `${bytes} bytes`} of the latest writes dropped (${reason})`,
  },
  {
    pattern: /Table #(\d+): (\d+) entries Corruption: (.*)$/,
    describe: ([number = "", entries, reason]) =>
      `${fileName(number, "ldb")}: all but ${entries} of its entries dropped (${reason})`,
  },
];

function fileName(number: string, extension: string): string {
  return `${number.padStart(6, "0")}.${extension}`;
}
