import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { Level } from "level";
import { temporaryFolder } from "../../support";
import { attributes, fill, ids, started, stopAll, table, withIndex } from "./support";

afterEach(stopAll);

/** A process that starts tables in a folder, and then does what the code says. */
function script(dataFolder: string, then: string): string[] {
  const file = path.join(temporaryFolder(), "start.ts");
  const code = `
    import { startLocalDynamoDb } from ${JSON.stringify(path.resolve("src/local/dynamodb/local-dynamodb.ts"))};
    startLocalDynamoDb(${JSON.stringify([table("products")])}, ${JSON.stringify({ dataDir: dataFolder })}).then(async (running) => {
      ${then}
    });`;
  writeFileSync(file, code);
  return ["--import", "tsx", file];
}

/** Changes what LevelDB has at a key, as if a process had left it so. */
async function leave(dataFolder: string, key: string, change: (value: object) => object) {
  const database = new Level<string, object>(path.join(dataFolder, "dynalite"), { valueEncoding: "json" });
  await database.put(key, change(await database.get(key)));
  await database.close();
}

async function filled(dataFolder: string, ids: readonly string[]): Promise<void> {
  const running = await started([table("products")], { dataDir: dataFolder });
  await fill(running, "products", ids);
  await running.stop();
}

test("tables and items stay in the folder, which need not be there", async () => {
  const dataFolder = path.join(temporaryFolder(), "deep", "er");
  await filled(dataFolder, ["1", "2"]);
  const running = await started([table("products")], { dataDir: dataFolder });
  expect(await ids(running, "products")).toEqual(["1", "2"]);
  expect(running.warnings).toEqual([]);
});

test("a table whose indexes changed meanwhile has the new ones, and its items", async () => {
  const dataFolder = temporaryFolder();
  await filled(dataFolder, ["1", "2"]);
  const running = await started([withIndex("products")], { dataDir: dataFolder });
  expect(await ids(running, "products", "by-owner")).toEqual(["1", "2"]);
});

test("a table that is in the folder and not in the Terraform stays, which is told", async () => {
  const dataFolder = temporaryFolder();
  await filled(dataFolder, ["1"]);
  const running = await started([], { dataDir: dataFolder });
  expect(running.warnings).toEqual([
    `${dataFolder}: "products" is not in the Terraform any more, which would delete it on AWS; here it stays, with its items`,
  ]);
  expect(await ids(running, "products")).toEqual(["1"]);
});

test("the items of a table that is replaced are kept in a file", async () => {
  const dataFolder = temporaryFolder();
  await filled(dataFolder, ["1"]);
  const numbered = table("products", { AttributeDefinitions: attributes({ id: "N" }) });
  const { warnings } = await started([numbered], { dataDir: dataFolder });
  const [name = ""] = readdirSync(dataFolder).filter((file) => file.endsWith(".json"));
  const file = path.join(dataFolder, name);
  expect(JSON.parse(readFileSync(file, "utf8"))).toEqual([{ id: { S: "1" }, owner: { S: "ann" } }]);
  expect(warnings).toEqual([expect.stringMatching(`; its 1 item is in ${file}$`)]);
});

test("the items of a table are put back where a process ended while it remade it", async () => {
  const dataFolder = temporaryFolder();
  await filled(dataFolder, ["1"]);
  const left = path.join(dataFolder, "products.remaking.json");
  writeFileSync(left, JSON.stringify([{ id: { S: "1" } }, { id: { S: "2" } }]));
  const running = await started([table("products")], { dataDir: dataFolder });
  expect(await ids(running, "products")).toEqual(["1", "2"]);
  expect(readdirSync(dataFolder)).toEqual(["dynalite"]);
});

test.each(["CREATING", "DELETING"])("a table that a process left %s can be used", async (TableStatus) => {
  const dataFolder = temporaryFolder();
  await filled(dataFolder, ["1"]);
  await leave(dataFolder, "table~products", (value) => ({ ...value, TableStatus }));
  const running = await started([table("products")], { dataDir: dataFolder });
  expect(await ids(running, "products")).toEqual(["1"]);
});

test("a folder that another process uses is refused, and left to it", async () => {
  const dataFolder = temporaryFolder();
  const other = spawn(process.execPath, script(dataFolder, "console.log(running.endpoint)"));
  const [endpoint] = await once(other.stdout, "data");
  await expect(started([table("products")], { dataDir: dataFolder })).rejects.toMatchObject({
    name: "LocalError",
    errors: [
      `${dataFolder}/dynalite is in use by another process that serves its tables; stop that one, or use another folder`,
    ],
  });
  const theirs = { ...(await started([])), endpoint: String(endpoint).trim() };
  await fill(theirs, "products", ["1"]);
  other.kill("SIGKILL");
  await once(other, "exit");
  // What it had answered is there, however it ended.
  expect(await ids(await started([table("products")], { dataDir: dataFolder }), "products")).toEqual(["1"]);
});

test("a folder that cannot be one is refused", async () => {
  const dataFolder = path.join(temporaryFolder(), "file");
  writeFileSync(dataFolder, "");
  await expect(started([], { dataDir: dataFolder })).rejects.toThrow(
    /^.*file\/dynalite cannot be opened \(.*\); delete it to start without items, or use another folder$/,
  );
});

test("a start that failed leaves the folder to the next", async () => {
  const dataFolder = temporaryFolder();
  const refused = table("products", { KeySchema: [] });
  await expect(started([refused], { dataDir: dataFolder })).rejects.toThrow("ValidationException");
  expect((await started([table("products")], { dataDir: dataFolder })).warnings).toEqual([]);
});

test("every table of a folder is found, however many there are", async () => {
  const dataFolder = temporaryFolder();
  const names = Array.from({ length: 101 }, (_, index) => `table-${index}`);
  const running = await started(
    names.map((name) => table(name)),
    { dataDir: dataFolder },
  );
  await running.stop();
  expect((await started([], { dataDir: dataFolder })).warnings).toHaveLength(101);
});

test("a process that stopped its tables ends", () => {
  const { status, stderr } = spawnSync(
    process.execPath,
    script(temporaryFolder(), 'await running.update([]); await running.stop(); console.error("stopped")'),
    { encoding: "utf8" },
  );
  expect({ status, stderr }).toEqual({ status: 0, stderr: "stopped\n" });
});
