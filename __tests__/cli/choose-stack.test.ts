import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { issueToken } from "#local";
import {
  chooseStack,
  firstApi,
  firstDashboard,
  firstUserPool,
  type StackDefault,
} from "../../src/cli/choose-stack";
import { USER_POOL } from "../local/gateway/terraform-fixture";
import { temporaryFolder } from "../support";

/** Resources of a stack by type and name. */
type Resources = Readonly<Record<string, object>>;

const HTTP: Resources = { aws_apigatewayv2_api: { api: { name: "api", protocol_type: "HTTP" } } };
const WEBSOCKET: Resources = {
  aws_apigatewayv2_api: { events: { name: "events", protocol_type: "WEBSOCKET" } },
};

/** Writes the output of an app with these stacks. Returns its folder. */
function writeApp(stacks: Readonly<Record<string, Resources>>): string {
  const folder = temporaryFolder();
  for (const [name, resource] of Object.entries(stacks)) {
    mkdirSync(path.join(folder, name));
    writeFileSync(path.join(folder, name, "cdk.tf.json"), JSON.stringify({ resource }));
  }
  const names = Object.keys(stacks).map((name) => [name, { name, workingDirectory: name }]);
  writeFileSync(path.join(folder, "manifest.json"), JSON.stringify({ stacks: Object.fromEntries(names) }));
  return folder;
}

/** Returns the name of the stack that a command chooses. */
async function choose(fallback: StackDefault, stacks: Readonly<Record<string, Resources>>) {
  const folder = writeApp(stacks);
  const commandLine = "npx gatewright start";
  return (await chooseStack({}, fallback, { commandLine }, async () => folder))?.name;
}

test.each<[Readonly<Record<string, Resources>>, string]>([
  [{ first: HTTP, second: HTTP }, "first"],
  [{ events: WEBSOCKET, http: HTTP }, "events"],
  [{ empty: {}, http: HTTP }, "http"],
])("the default stack of a start is the first one with an API: %j", async (stacks, expected) => {
  expect(await choose(firstApi, stacks)).toBe(expected);
});

test.each<[Readonly<Record<string, Resources>>, string]>([
  [{ api: HTTP, users: USER_POOL }, "users"],
  [{ events: WEBSOCKET, users: USER_POOL }, "users"],
  [{ users: USER_POOL, both: { ...HTTP, ...USER_POOL } }, "both"],
  [{ users: USER_POOL, both: { ...WEBSOCKET, ...USER_POOL } }, "both"],
])(
  "the default stack of a token has a user pool, preferably next to an API: %j",
  async (stacks, expected) => {
    expect(await choose(firstUserPool, stacks)).toBe(expected);
  },
);

test.each([
  [firstApi, "no stack has an API; the app has stacks without one: empty. Add an HttpApi to a stack."],
  [
    firstUserPool,
    "no stack has a user pool; the app has stacks without one: empty. Add a UserPool to a stack, or use the tokens of an external issuer.",
  ],
])("an app without a suitable stack is an error", async (fallback, message) => {
  await expect(choose(fallback, { empty: {} })).rejects.toThrow(message);
});

test.each<[string, Resources]>([
  ["a WebSocket API", WEBSOCKET],
  ["no API", {}],
  [
    "an invalid route",
    { ...HTTP, aws_apigatewayv2_route: { a: { api_id: "${aws_apigatewayv2_api.api.id}", route_key: "/" } } },
  ],
  ["a table that AWS rejects", { aws_dynamodb_table: { notes: { name: "notes" } } }],
])("a token is issued for a stack with %s", async (_, resources) => {
  const folder = writeApp({ stack: { ...USER_POOL, ...resources } });
  const keyFile = path.join(temporaryFolder(), "key.pem");
  expect(await issueToken(path.join(folder, "stack"), keyFile, { scopes: ["notes/read"] })).toMatch(
    /^ey\S+$/,
  );
});

test("the default stack of the dashboards is the first one with a dashboard", async () => {
  const dashboard: Resources = { aws_cloudwatch_dashboard: { main: { dashboard_name: "main" } } };
  expect(await choose(firstDashboard, { http: HTTP, first: dashboard, second: dashboard })).toBe("first");
  await expect(choose(firstDashboard, { http: HTTP })).rejects.toThrow(
    "no stack has a dashboard; the app has stacks without one: http. Add an ApiDashboard to a stack.",
  );
});
