import { strFromU8, unzipSync } from "fflate";
import { event } from "gatewright/contract";
import { handleDisconnect } from "gatewright/runtime/websocket";
import { type Bundle, bundle } from "#bundle";
import { ConnectionsServer, connectionsEnvironment } from "./connections-server";
import { disconnectEvent } from "./events";

const server = new ConnectionsServer();
const { env } = process;
beforeAll(async () => {
  process.env = { ...env, ...connectionsEnvironment(await server.start()) };
});
afterAll(async () => {
  process.env = env;
  await server.stop();
});

test("a function loads the AWS SDK when it sends its first event", async () => {
  const isLoaded = () =>
    Object.keys(require.cache).some((file) => /client-apigatewaymanagementapi/.test(file));
  const closed = event("closed");
  const handler = handleDisconnect(async ({ reason, connections }) => {
    if (reason !== "") await connections.send(reason, closed);
  });
  expect(await handler(disconnectEvent())).toEqual({ statusCode: 200 });
  expect(isLoaded()).toBe(false);
  expect(await handler(disconnectEvent({ disconnectReason: "a" }))).toEqual({ statusCode: 200 });
  expect(isLoaded()).toBe(true);
  expect(server.requests).toHaveLength(1);
});

test.each([
  ["$connect does not contain", "connect.ts", false],
  ["$disconnect contains", "disconnect.ts", true],
])("the bundle of a function of only %s the AWS SDK", (_, file, expected) => {
  const entry = `__tests__/runtime/websocket/${file}`;
  const [{ zip }] = [...bundle([{ entry, target: "node20" }], process.cwd()).values()] as [Bundle];
  const code = Object.values(unzipSync(zip)).map((content) => strFromU8(content));
  expect(code.join("\n").includes("ApiGatewayManagementApi")).toBe(expected);
});
