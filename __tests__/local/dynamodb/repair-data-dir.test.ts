import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { Level } from "level";
import { temporaryFolder } from "../../support";
import { attributes, listIds, putItems, started, stopAll, table, withIndex } from "./support";

afterEach(stopAll);

/**
 * Returns the arguments of a Node process that starts a local DynamoDB with a data folder and then runs code.
 */
function createScript(dataDir: string, statements: string): string[] {
  const file = path.join(temporaryFolder(), "start.ts");
  const code = `
    import { startLocalDynamoDb } from ${JSON.stringify(path.resolve("src/local/dynamodb/local-dynamodb.ts"))};
    startLocalDynamoDb(${JSON.stringify([table("products")])}, ${JSON.stringify({ dataDir })}).then(async (localDynamoDb) => {
      ${statements}
    });`;
  writeFileSync(file, code);
  return ["--import", "tsx", file];
}

/**
 * Changes a value in the files of LevelDB, to simulate a process that ended before it had written all data.
 */
async function changeValue(dataDir: string, key: string, change: (value: object) => object) {
  const database = new Level<string, object>(path.join(dataDir, "dynalite"), { valueEncoding: "json" });
  await database.put(key, change(await database.get(key)));
  await database.close();
}

/** Starts a table with a data folder, puts items into it, and stops the local DynamoDB. */
async function createItems(dataDir: string, ids: readonly string[]): Promise<void> {
  const localDynamoDb = await started([table("products")], { dataDir });
  await putItems(localDynamoDb, "products", ids);
  await localDynamoDb.stop();
}

test("tables and items are stored in the data folder, which is created if it does not exist", async () => {
  const dataDir = path.join(temporaryFolder(), "deep", "er");
  await createItems(dataDir, ["1", "2"]);
  const localDynamoDb = await started([table("products")], { dataDir });
  expect(await listIds(localDynamoDb, "products")).toEqual(["1", "2"]);
  expect(localDynamoDb.warnings).toEqual([]);
});

test("a table whose indexes changed before a restart has the new indexes and its items", async () => {
  const dataDir = temporaryFolder();
  await createItems(dataDir, ["1", "2"]);
  const localDynamoDb = await started([withIndex("products")], { dataDir });
  expect(await listIds(localDynamoDb, "products", "by-owner")).toEqual(["1", "2"]);
});

test("a stored table that is not in the Terraform is kept with a warning", async () => {
  const dataDir = temporaryFolder();
  await createItems(dataDir, ["1"]);
  const localDynamoDb = await started([], { dataDir });
  expect(localDynamoDb.warnings).toEqual([
    `${dataDir}: table "products" is no longer in the Terraform configuration; a deployment would delete it. The local table and its items are kept.`,
  ]);
  expect(await listIds(localDynamoDb, "products")).toEqual(["1"]);
});

test("the items of a replaced table are saved in a file", async () => {
  const dataDir = temporaryFolder();
  await createItems(dataDir, ["1"]);
  const numericKey = table("products", { AttributeDefinitions: attributes({ id: "N" }) });
  const { warnings } = await started([numericKey], { dataDir });
  const [name = ""] = readdirSync(dataDir).filter((file) => file.endsWith(".json"));
  const file = path.join(dataDir, name);
  expect(JSON.parse(readFileSync(file, "utf8"))).toEqual([{ id: { S: "1" }, owner: { S: "ann" } }]);
  expect(warnings).toEqual([
    expect.stringMatching(`: table replaced because its key changed; 1 item saved to ${file}$`),
  ]);
});

test("the items of a table are restored if a process ended while it recreated the table", async () => {
  const dataDir = temporaryFolder();
  await createItems(dataDir, ["1"]);
  const backupFile = path.join(dataDir, "products.remaking.json");
  writeFileSync(backupFile, JSON.stringify([{ id: { S: "1" } }, { id: { S: "2" } }]));
  const localDynamoDb = await started([table("products")], { dataDir });
  expect(await listIds(localDynamoDb, "products")).toEqual(["1", "2"]);
  expect(readdirSync(dataDir)).toEqual(["dynalite"]);
});

test.each(["CREATING", "DELETING"])(
  "a table with the stored status %s is active after a start",
  async (TableStatus) => {
    const dataDir = temporaryFolder();
    await createItems(dataDir, ["1"]);
    await changeValue(dataDir, "table~products", (value) => ({ ...value, TableStatus }));
    const localDynamoDb = await started([table("products")], { dataDir });
    expect(await listIds(localDynamoDb, "products")).toEqual(["1"]);
  },
);

test("a data folder that another process uses is an error, and the other process continues", async () => {
  const dataDir = temporaryFolder();
  const other = spawn(process.execPath, createScript(dataDir, "console.log(localDynamoDb.endpoint)"));
  const [endpoint] = await once(other.stdout, "data");
  await expect(started([table("products")], { dataDir })).rejects.toMatchObject({
    name: "LocalError",
    errors: [`${dataDir}/dynalite: in use by another process. Stop that process, or use another folder.`],
  });
  const otherDynamoDb = { ...(await started([])), endpoint: String(endpoint).trim() };
  await putItems(otherDynamoDb, "products", ["1"]);
  other.kill("SIGKILL");
  await once(other, "exit");
  // Items whose write was confirmed are still there after the process was killed.
  expect(await listIds(await started([table("products")], { dataDir }), "products")).toEqual(["1"]);
});

test("a file instead of a data folder is an error", async () => {
  const dataDir = path.join(temporaryFolder(), "file");
  writeFileSync(dataDir, "");
  await expect(started([], { dataDir })).rejects.toThrow(
    /^.*file\/dynalite: cannot open the database \(.*\)\. Delete the folder to start without items, or use another folder\.$/,
  );
});

test("a failed start does not leave the data folder locked", async () => {
  const dataDir = temporaryFolder();
  const invalidTable = table("products", { KeySchema: [] });
  await expect(started([invalidTable], { dataDir })).rejects.toThrow("ValidationException");
  expect((await started([table("products")], { dataDir })).warnings).toEqual([]);
});

test("all stored tables are found, even if ListTables returns them on several pages", async () => {
  const dataDir = temporaryFolder();
  const names = Array.from({ length: 101 }, (_, index) => `table-${index}`);
  const localDynamoDb = await started(
    names.map((name) => table(name)),
    { dataDir },
  );
  await localDynamoDb.stop();
  expect((await started([], { dataDir })).warnings).toHaveLength(101);
});

test("a process exits after it has stopped its local DynamoDB", () => {
  const { status, stderr } = spawnSync(
    process.execPath,
    createScript(
      temporaryFolder(),
      'await localDynamoDb.update([]); await localDynamoDb.stop(); console.error("stopped")',
    ),
    { encoding: "utf8" },
  );
  expect({ status, stderr }).toEqual({ status: 0, stderr: "stopped\n" });
});
