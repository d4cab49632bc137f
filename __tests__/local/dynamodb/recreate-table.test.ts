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

/** A database whose process ends before it has items again. */
class Ending extends Database {
  override async put(): Promise<void> {
    throw new Error("the process ended");
  }
}

test("a table's items are in the safe as long as they are not in the table", async () => {
  const database = new Database(server.client);
  const safe = new ItemBackup(temporaryFolder());
  const items = [{ id: { S: "1" } }];
  await database.create(table("products").definition);
  const ending = { database: new Ending(server.client), backup: safe };
  await expect(recreateTable(ending, withIndex("products"), items, "global indexes")).rejects.toThrow(
    "ended",
  );
  expect([safe.get("products"), await database.items("products")]).toEqual([items, []]);
  await recreateTable({ database, backup: safe }, withIndex("products"), items, "nothing");
  expect([safe.get("products"), await database.items("products")]).toEqual([undefined, items]);
});
