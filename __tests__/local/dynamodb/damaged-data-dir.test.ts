import {
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import path from "node:path";
import { Level } from "level";
import { temporaryFolder } from "../../support";
import { listIds, putItems, started, stopAll, table } from "./support";

// LevelDB drops damaged data without an error. The local DynamoDB must report every loss, and keep a copy of the folder.

afterEach(stopAll);

const IDS = ["1", "2", "3", "4", "5", "6"];

/** Creates a data folder with six items. With `isCompacted`, they are in a table file instead of a log. */
async function createDataDir(isCompacted: boolean): Promise<string> {
  const dataDir = temporaryFolder();
  const localDynamoDb = await started([table("products")], { dataDir });
  await putItems(localDynamoDb, "products", IDS);
  await localDynamoDb.stop();
  if (isCompacted) await (await started([table("products")], { dataDir })).stop();
  return dataDir;
}

/** Returns the path of the newest file of the database whose name matches. */
function findFile(dataDir: string, name: RegExp): string {
  const dir = path.join(dataDir, "dynalite");
  return path.join(
    dir,
    readdirSync(dir)
      .filter((file) => name.test(file))
      .sort()
      .at(-1) ?? "",
  );
}

function overwrite(file: string, position: number, bytes = 60): void {
  const descriptor = openSync(file, "r+");
  writeSync(descriptor, Buffer.alloc(bytes, "Z"), 0, bytes, position);
}

/** Returns the content of all files of the database, except the lock and the log of LevelDB itself. */
function readFiles(dir: string): Record<string, string> {
  const names = readdirSync(dir).filter((name) => !/^LOCK|^LOG/.test(name));
  return Object.fromEntries(names.map((name) => [name, readFileSync(path.join(dir, name), "latin1")]));
}

describe.each<[string, boolean, RegExp, (file: string) => void, RegExp]>([
  [
    "the start of the newest log",
    false,
    /\.log$/,
    (file) => overwrite(file, 10),
    /\d+\.log: \d+ bytes of the latest writes dropped \(checksum mismatch\)/,
  ],
  [
    "the middle of the newest log",
    false,
    /\.log$/,
    (file) => overwrite(file, Math.floor(statSync(file).size / 2)),
    /\d+\.log: \d+ bytes of the latest writes dropped \(checksum mismatch\)/,
  ],
  [
    "the newest table file",
    true,
    /\.ldb$/,
    (file) => overwrite(file, 20),
    /\d+\.ldb: all but \d+ of its entries dropped \(.+\)/,
  ],
  [
    "the footer of a table file",
    true,
    /\.ldb$/,
    (file) => overwrite(file, statSync(file).size - 60),
    /\d+\.ldb/,
  ],
  ["a removed table file", true, /\.ldb$/, (file) => rmSync(file), /\d+\.ldb: missing; its entries are lost/],
  [
    "the list of the files",
    true,
    /^MANIFEST/,
    (file) => overwrite(file, 0, 30),
    /MANIFEST-\d+: not readable \(.+\); rebuilt from the other files/,
  ],
  [
    "the name of the list",
    true,
    /^CURRENT$/,
    (file) => writeFileSync(file, "x"),
    /CURRENT: not readable \(.+\); rebuilt from the other files/,
  ],
])("damage of %s", (_, isCompacted, name, damage, expected) => {
  test("the start names the file and what was dropped, and keeps a copy of the folder", async () => {
    const dataDir = await createDataDir(isCompacted);
    damage(findFile(dataDir, name));
    const before = readFiles(path.join(dataDir, "dynalite"));
    const localDynamoDb = await started([table("products")], { dataDir });
    const [warning = ""] = localDynamoDb.warnings;
    expect(warning).toMatch(expected);
    const [, copy = ""] = /A copy of the folder before the repair is (\S+)\.$/.exec(warning) ?? [];
    expect(readFiles(copy)).toEqual(before);
    expect(readdirSync(dataDir).sort()).toEqual(["dynalite", path.basename(copy)]);
    const remaining = await listIds(localDynamoDb, "products");
    expect(IDS).toEqual(expect.arrayContaining(remaining));
  });

  test("the next start has no warning, and serves new items", async () => {
    const dataDir = await createDataDir(isCompacted);
    damage(findFile(dataDir, name));
    await (await started([table("products")], { dataDir })).stop();
    const localDynamoDb = await started([table("products")], { dataDir });
    expect(localDynamoDb.warnings).toEqual([]);
    await putItems(localDynamoDb, "products", ["new"]);
    expect(await listIds(localDynamoDb, "products")).toContain("new");
  });
});

test("damage of the list of files loses no item", async () => {
  const dataDir = await createDataDir(true);
  overwrite(findFile(dataDir, /^MANIFEST/), 0, 30);
  expect(await listIds(await started([table("products")], { dataDir }), "products")).toEqual(IDS);
});

test("a value that is not JSON is dropped, and the warning has its key", async () => {
  const dataDir = await createDataDir(false);
  const database = new Level(path.join(dataDir, "dynalite"));
  const [key = ""] = await database.keys({ gt: "item-products~", limit: 1 }).all();
  await database.put(key, '{"id":{"S');
  await database.close();
  const localDynamoDb = await started([table("products")], { dataDir });
  expect(localDynamoDb.warnings).toEqual([
    expect.stringContaining(`the entry ${JSON.stringify(key)}: dropped, because its value is not JSON`),
  ]);
  expect(await listIds(localDynamoDb, "products")).toHaveLength(5);
});

test("an undamaged folder has no warning and no copy, even after a process was killed within a write", async () => {
  const dataDir = await createDataDir(false);
  const log = findFile(dataDir, /\.log$/);
  truncateSync(log, statSync(log).size - 5);
  const localDynamoDb = await started([table("products")], { dataDir });
  expect([localDynamoDb.warnings, readdirSync(dataDir)]).toEqual([[], ["dynalite"]]);
  expect(await listIds(localDynamoDb, "products")).toHaveLength(5);
});

test("saved items that are not JSON are an error that names the file", async () => {
  const dataDir = await createDataDir(false);
  const file = path.join(dataDir, "products.remaking.json");
  writeFileSync(file, '[{"id"');
  await expect(started([table("products")], { dataDir })).rejects.toThrow(
    `${file}: the saved items of a table are not JSON (`,
  );
});
