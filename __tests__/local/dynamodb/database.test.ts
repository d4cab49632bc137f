import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Client, Database, DynamoDbError } from "../../../src/local/dynamodb";
import { table } from "./support";

/** A DynamoDB that takes its time: at each DescribeTable a table is in the next of its states, and gone at the end. */
class Slow extends Client {
  readonly #states: string[];

  constructor(states: string[]) {
    super("http://127.0.0.1", "");
    this.#states = states;
  }

  override async call<Output>(operation: string): Promise<Output> {
    if (operation !== "DescribeTable") return {} as Output;
    const TableStatus = this.#states.shift();
    if (TableStatus === undefined) throw new DynamoDbError({ __type: "x#ResourceNotFoundException" });
    return { Table: { TableStatus } } as Output;
  }
}

test("a table is created when it can be used, and not before", async () => {
  const states = ["CREATING", "CREATING", "ACTIVE", "not asked for"];
  await new Database(new Slow(states)).create(table("products").definition);
  expect(states).toEqual(["not asked for"]);
});

test("a table is dropped when it is gone, and not before", async () => {
  const states = ["DELETING", "DELETING"];
  await new Database(new Slow(states)).drop("products");
  expect(states).toEqual([]);
});

test("no connection outlives its request", async () => {
  const server = createServer((request, response) => response.end(JSON.stringify(request.headers)));
  await once(server.listen(0, "127.0.0.1"), "listening");
  const client = new Client(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, "own");
  expect(await client.call("ListTables", {})).toMatchObject({ connection: "close", authorization: "own" });
  await new Promise((resolve) => server.close(resolve));
});
