import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, PutCommand, ScanCommand } from "@aws-sdk/lib-dynamodb";
import { App, AwsProvider, Connections, NodejsFunction, TerraformStack, WebSocketApi } from "gatewright";
import { linkPackages } from "../../../cli/project";
import { temporaryFolder } from "../../../support";
import { type TestClient, WebSocketTestGateway } from "./web-socket-fixture";

// The functions of docs/constructs/connections.md, with the construct, the local gateway and the local DynamoDB.

const PAGE = "docs/constructs/connections.md";

/** Writes the functions of the page to a project, and returns its folder. */
function writeFunctions(): string {
  const project = temporaryFolder();
  linkPackages(project);
  symlinkSync(process.cwd(), path.join(project, "node_modules/gatewright"));
  const blocks = readFileSync(PAGE, "utf8").matchAll(
    /^```typescript\n\/\/ (functions\/\S+)\n([\s\S]*?)^```$/gm,
  );
  for (const [, file = "", code = ""] of blocks) {
    mkdirSync(path.dirname(path.join(project, file)), { recursive: true });
    writeFileSync(path.join(project, file), code);
  }
  return project;
}

function channelsStack(): TerraformStack {
  const stack = new TerraformStack(new App({ outdir: temporaryFolder() }), "test");
  new AwsProvider(stack, "aws", { region: "eu-central-1" });
  const connections = new Connections(stack, "connections");
  const chat = new WebSocketApi(stack, "chat", { access: "public" });
  const channels = new NodejsFunction(stack, "channels", {
    entry: path.join(writeFunctions(), "functions/chat/channels.ts"),
    environment: {
      CONNECTIONS_TABLE: connections.name,
      CONNECTIONS_INDEX: connections.indexName,
    },
  });
  connections.grantRead(channels);
  connections.grantWrite(channels);
  chat.grantManageConnections(channels);
  for (const key of ["$disconnect", "join", "leave", "post"]) chat.route(key, channels);
  return stack;
}

// On Node 20, the AWS SDK would print a warning that it will drop support for this version.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";

const gateway = new WebSocketTestGateway();
beforeAll(() => gateway.start({ stack: channelsStack() }));
afterAll(() => gateway.stop());

/** Item of the table. */
interface Entry {
  readonly connectionId: string;
  readonly groupId: string;
  readonly expiresAt: number;
}

const TableName = "test-connections";

async function withTable<Result>(use: (client: DynamoDBDocumentClient) => Promise<Result>): Promise<Result> {
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  const endpoint = gateway.local.dynamoDbEndpoint;
  const client = new DynamoDBClient({ endpoint, credentials, region: "eu-central-1" });
  try {
    return await use(DynamoDBDocumentClient.from(client));
  } finally {
    client.destroy();
  }
}

/** Time after which a test gives up waiting for the table. A test that passes waits only a few milliseconds. */
const WAIT_MS = 20_000;

/** Waits until the table has this number of entries of a channel, and returns them. */
async function entriesOf(channel: string, count: number): Promise<Entry[]> {
  const end = performance.now() + WAIT_MS;
  for (;;) {
    const { Items = [] } = await withTable((client) => client.send(new ScanCommand({ TableName })));
    const entries = (Items as Entry[]).filter(({ groupId }) => groupId === channel);
    if (entries.length === count) return entries;
    if (performance.now() > end)
      throw new Error(`${channel} has ${entries.length} entries; expected ${count}`);
  }
}

/** Opens connections, and lets them join a channel. */
async function joined(channel: string, count: number): Promise<TestClient[]> {
  const clients = await Promise.all(Array.from({ length: count }, () => gateway.connect()));
  for (const client of clients) send(client, "join", { channel });
  await entriesOf(channel, count);
  return clients;
}

function send({ socket }: TestClient, action: string, body: object): void {
  socket.send(JSON.stringify({ action, body }));
}

async function put(entry: Entry): Promise<void> {
  await withTable((client) => client.send(new PutCommand({ TableName, Item: entry })));
}

const nowSeconds = () => Math.floor(Date.now() / 1000);

/** Returns the text of the next event. */
const received = async (client: TestClient) => JSON.parse(await client.next()).body.text;

test("a post reaches all connections of its channel, and no others", async () => {
  const [ann, bob] = (await joined("news", 2)) as [TestClient, TestClient];
  const [cid] = (await joined("sport", 1)) as [TestClient];
  send(ann, "post", { channel: "news", text: "hello" });
  expect(await Promise.all([received(ann), received(bob)])).toEqual(["hello", "hello"]);
  send(cid, "post", { channel: "sport", text: "goal" });
  expect(await received(cid)).toBe("goal");
});

test("a connection that leaves a channel gets no event of it, and remains in its other channels", async () => {
  const [ann, bob] = (await joined("left", 2)) as [TestClient, TestClient];
  send(bob, "join", { channel: "kept" });
  await entriesOf("kept", 1);
  send(bob, "leave", { channel: "left" });
  await entriesOf("left", 1);
  send(ann, "post", { channel: "left", text: "secret" });
  expect(await received(ann)).toBe("secret");
  send(ann, "post", { channel: "kept", text: "open" });
  expect(await received(bob)).toBe("open");
});

test("a connection that is closed leaves all of its channels", async () => {
  const [ann] = (await joined("first", 2)) as [TestClient];
  send(ann, "join", { channel: "second" });
  await entriesOf("second", 1);
  await ann.close();
  expect(await entriesOf("second", 0)).toEqual([]);
  expect(await entriesOf("first", 1)).toHaveLength(1);
});

test("an entry expires two hours after its connection was opened", async () => {
  const before = nowSeconds();
  await joined("expiring", 1);
  const [{ expiresAt }] = (await entriesOf("expiring", 1)) as [Entry];
  expect(expiresAt - 7200).toBeGreaterThanOrEqual(before);
  expect(expiresAt - 7200).toBeLessThanOrEqual(nowSeconds() + 1);
});

test("a post removes the entry of a closed connection, and ignores an expired entry", async () => {
  const [ann] = (await joined("stale", 1)) as [TestClient];
  const connectionId = "VNRUSeldSwMCIRQ=";
  await put({ connectionId, groupId: "stale", expiresAt: nowSeconds() + 60 });
  await put({ connectionId: "WNRUSeldSwMCIRQ=", groupId: "stale", expiresAt: nowSeconds() - 60 });
  send(ann, "post", { channel: "stale", text: "still here" });
  expect(await received(ann)).toBe("still here");
  const ids = (await entriesOf("stale", 2)).map((entry) => entry.connectionId);
  expect(ids).not.toContain(connectionId);
  expect(ids).toContain("WNRUSeldSwMCIRQ=");
});
