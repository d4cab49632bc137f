import {
  Database,
  type DynamoDbServer,
  ItemBackup,
  recreateTable,
  startServer,
} from "../../../src/local/dynamodb";
import { temporaryFolder } from "../../support";
import { table, withIndex } from "./support";

let server: DynamoDbServer;

beforeAll(async () => {
  server = await startServer(undefined);
});

afterAll(() => server.stop());

/** Simulates a process that ends before it has restored the items of a table. */
class EndingDatabase extends Database {
  override async put(): Promise<void> {
    throw new Error("the process ended");
  }
}

test("the backup keeps the items of a table until they are written to the new table", async () => {
  const database = new Database(server.client);
  const backup = new ItemBackup(temporaryFolder());
  const items = [{ id: { S: "1" } }];
  await database.create(table("products").definition);
  const endingStore = { database: new EndingDatabase(server.client), backup };
  await expect(recreateTable(endingStore, withIndex("products"), items, "global indexes")).rejects.toThrow(
    "ended",
  );
  expect([backup.get("products"), await database.items("products")]).toEqual([items, []]);
  await recreateTable({ database, backup }, withIndex("products"), items, "nothing");
  expect([backup.get("products"), await database.items("products")]).toEqual([undefined, items]);
});
