import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Database, DynamoDbError, LocalDynamoDbClient } from "../../../src/local/dynamodb";
import { table } from "./support";

/** Client of a slow DynamoDB: each DescribeTable returns the next status of the table, and at the end no table. */
class SlowClient extends LocalDynamoDbClient {
  readonly #statuses: string[];

  constructor(statuses: string[]) {
    super("http://127.0.0.1", "");
    this.#statuses = statuses;
  }

  override async call<Output>(operation: string): Promise<Output> {
    if (operation !== "DescribeTable") return {} as Output;
    const TableStatus = this.#statuses.shift();
    if (TableStatus === undefined) throw new DynamoDbError({ __type: "x#ResourceNotFoundException" });
    return { Table: { TableStatus } } as Output;
  }
}

test("a table is created when its status is ACTIVE", async () => {
  const statuses = ["CREATING", "CREATING", "ACTIVE", "not requested"];
  await new Database(new SlowClient(statuses)).create(table("products").definition);
  expect(statuses).toEqual(["not requested"]);
});

test("a table is dropped when it no longer exists", async () => {
  const statuses = ["DELETING", "DELETING"];
  await new Database(new SlowClient(statuses)).drop("products");
  expect(statuses).toEqual([]);
});

test("a connection closes after its request", async () => {
  const server = createServer((request, response) => response.end(JSON.stringify(request.headers)));
  await once(server.listen(0, "127.0.0.1"), "listening");
  const client = new LocalDynamoDbClient(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, "own");
  expect(await client.call("ListTables", {})).toMatchObject({ connection: "close", authorization: "own" });
  await new Promise((resolve) => server.close(resolve));
});
