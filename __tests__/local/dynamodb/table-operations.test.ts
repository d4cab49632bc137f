import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Database, DynamoDbError, LocalDynamoDbClient } from "../../../src/local/dynamodb";
import { table } from "./support";

/**
 * Client that simulates a slow DynamoDB. Each DescribeTable returns the next status in a list. After the last
 * status, the table does not exist.
 */
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

test("creating a table waits until the status of the table is ACTIVE", async () => {
  const statuses = ["CREATING", "CREATING", "ACTIVE", "not requested"];
  await new Database(new SlowClient(statuses)).create(table("products").definition);
  expect(statuses).toEqual(["not requested"]);
});

test("dropping a table waits until the table no longer exists", async () => {
  const statuses = ["DELETING", "DELETING"];
  await new Database(new SlowClient(statuses)).drop("products");
  expect(statuses).toEqual([]);
});

test("the client closes each connection after one request", async () => {
  const server = createServer((request, response) => response.end(JSON.stringify(request.headers)));
  await once(server.listen(0, "127.0.0.1"), "listening");
  const client = new LocalDynamoDbClient(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, "own");
  expect(await client.call("ListTables", {})).toMatchObject({ connection: "close", authorization: "own" });
  await new Promise((resolve) => server.close(resolve));
});
