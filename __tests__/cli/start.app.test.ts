import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import path from "node:path";
import { text } from "node:stream/consumers";
import { NodejsFunction, stubCode, UserPool, WebSocketApi, WebSocketTokenAuthorizer } from "gatewright";
import { stackDir } from "#synth";
import { writeRestFolder } from "../local/gateway/rest-api/rest-fixture";
import {
  authorizedBy,
  JWT_AUTHORIZER,
  USER_POOL,
  writeStackFolder,
} from "../local/gateway/terraform-fixture";
import { temporaryFolder, testStack } from "../support";
import { copyProject, environment, nodeArguments, cli as runCli } from "./project";

const project = copyProject();

function cli(...args: string[]) {
  return runCli(project, args);
}

/** Writes the Terraform of a stack with the given resources. Returns its folder. */
function writeStack(resource: object): string {
  const folder = path.join(temporaryFolder(), "invalid");
  mkdirSync(folder);
  writeFileSync(path.join(folder, "main.tf.json"), JSON.stringify({ resource }));
  return folder;
}

const running: ChildProcessWithoutNullStreams[] = [];
afterEach(() => {
  for (const gateway of running.splice(0)) gateway.kill("SIGKILL");
});

/** Starts the local gateway of the project. */
function start(...args: string[]): ChildProcessWithoutNullStreams {
  const gateway = spawn(process.execPath, [...nodeArguments(project), "start", ...args], {
    cwd: project,
    env: environment(),
  });
  running.push(gateway);
  return gateway;
}

/** Reads the output until it matches a pattern. Returns the output since the last call. */
async function readUntil({ stdout }: ChildProcessWithoutNullStreams, pattern: RegExp): Promise<string> {
  let output = "";
  for await (const chunk of stdout.iterator({ destroyOnReturn: false })) {
    output += chunk;
    if (pattern.test(output)) return output;
  }
  throw new Error(`the gateway ended; it printed ${output}`);
}

test("gatewright start serves the synthesized stack, lists routes with their access, and stops cleanly", async () => {
  const gateway = start("--port", "0");
  const banner = await readUntil(gateway, /DynamoDB at .*\n\n/);
  expect(banner).toMatch(/^ {2}GET \/health +public +health$/m);
  expect(banner).toMatch(/^ {2}POST \/products +JWT users: scope products\/write +create-product$/m);
  expect(banner).toMatch(/^ {2}get a token: npx gatewright token products-dev --scope products\/read$/m);
  expect(banner).toMatch(/^ {2}check types: npx tsc --noEmit --watch \(start does not check them\)$/m);
  const [, url = ""] =
    /^products-dev: aws_apigatewayv2_api\.api at (http:\/\/localhost:\d+)$/m.exec(banner) ?? [];
  expect((await fetch(`${url}/health`)).status).toBe(200);
  expect((await fetch(`${url}/products`)).status).toBe(401);
  const lines = await readUntil(gateway, /401 GET \/products/);
  expect(lines).toMatch(/^401 GET \/products +[\d.]+ ms +.*\(GET \/products\)$/m);

  const token = cli("token", "--scope", "products/read", "--group", "admin", "--sub", "ann").stdout.trim();
  const response = await fetch(`${url}/products`, { headers: { authorization: `Bearer ${token}` } });
  expect([response.status, await response.json()]).toEqual([200, { products: [] }]);

  gateway.kill("SIGTERM");
  const [code, signal] = await once(gateway, "close");
  expect([code, signal]).toEqual([0, null]);
});

test("a port in use is reported before the synthesis ends, and no process is left", async () => {
  const other = createServer().listen(0, "127.0.0.1");
  await once(other, "listening");
  const { port } = other.address() as AddressInfo;
  const main = path.join(project, "main.ts");
  const source = readFileSync(main, "utf8");
  writeFileSync(main, `setInterval(() => {}, 1000);\n`);
  const { status, stdout, stderr } = cli("start", "--port", String(port));
  writeFileSync(main, source);
  other.close();
  expect([status, stdout, stderr]).toEqual([
    1,
    "",
    `port ${port} of 127.0.0.1 is in use. Stop the process that uses it, or choose another port.\n`,
  ]);
  expect(readdirSync(path.join(project, ".gatewright", "out"))).toEqual([]);
});

test.each<[string, string, string, RegExp]>([
  ["an application that throws", "main.ts", 'throw new Error("not yet");\n', /not yet/],
  ["an invalid application", "main.ts", "export const = 1;\n", /main\.ts/],
  [
    "a function that does not build",
    "functions/health/get.ts",
    "export const = 1;\n",
    /^functions\/health\/get\.ts:\d+:\d+: /m,
  ],
])("a start with %s ends with the error, and leaves no files", (_, name, text, message) => {
  const file = path.join(project, name);
  const source = readFileSync(file, "utf8");
  writeFileSync(file, `${source}\n${text}`);
  const { status, stdout, stderr } = cli("start", "--port", "0");
  writeFileSync(file, source);
  expect([status, stdout]).toEqual([1, ""]);
  expect(stderr).toMatch(message);
  expect(readdirSync(path.join(project, ".gatewright", "out"))).toEqual([]);
});

test.each([
  ["{", /^\S+cdktf\.json: the file is not valid JSON \(.*\)\. Correct it\.\n$/],
  ['{ "app": "" }', /^\S+cdktf\.json: app is ""; expected the command .*\.\n$/],
  ['{ "app": "exit 3" }', /^\S+cdktf\.json: app "exit 3" ended with exit code 3\.\n$/],
])("a start with the cdktf.json %j ends with one line", (text, message) => {
  const file = path.join(project, "cdktf.json");
  const source = readFileSync(file, "utf8");
  writeFileSync(file, text);
  const { status, stdout, stderr } = cli("start", "--port", "0");
  writeFileSync(file, source);
  expect([status, stdout, stderr]).toEqual([1, "", expect.stringMatching(message)]);
});

test("a stack without an API that can be served is not started, and the message names what can run", () => {
  const dir = writeStack({
    aws_appsync_graphql_api: { events: { name: "events" } },
    aws_lambda_function: { worker: { function_name: "worker", handler: "index.handler" } },
  });
  const { status, stdout, stderr } = cli("start", "--port", "0", "--dir", dir);
  expect([status, stdout]).toEqual([1, ""]);
  expect(stderr).toBe(
    [
      "invalid has no API to serve. To run one of its functions, write: npx gatewright invoke FUNCTION",
      "not emulated: aws_appsync_graphql_api.events: GraphQL APIs are not emulated; only HTTP APIs, REST APIs and WebSocket APIs are.",
      "",
    ].join("\n"),
  );
});

test("starts change neither cdktf.out nor the files of each other, and leave no files", async () => {
  const output = path.join(project, ".gatewright", "out");
  mkdirSync(path.join(output, "999999999"), { recursive: true });
  const before = snapshot("cdktf.out");
  const first = start("--port", "0");
  const second = start("products-prod", "--port", "0");
  const banners = await Promise.all(
    [first, second].map((gateway) => readUntil(gateway, /DynamoDB at .*\n\n/)),
  );
  const handler = path.join(project, "functions/health/get.ts");
  writeFileSync(handler, `${readFileSync(handler, "utf8")}\n`);
  await Promise.all([first, second].map((gateway) => readUntil(gateway, /synthesized in /)));
  for (const banner of banners) {
    const [url = ""] = /http:\/\/localhost:\d+/.exec(banner) ?? [];
    expect((await fetch(`${url}/health`)).status).toBe(200);
  }
  const folders = [first, second].map(({ pid }) => String(pid)).sort();
  expect(readdirSync(output).sort()).toEqual(folders);
  for (const gateway of [first, second]) {
    gateway.kill("SIGTERM");
    await once(gateway, "close");
  }
  expect(readdirSync(output)).toEqual([]);
  expect(snapshot("cdktf.out")).toEqual(before);
});

test("the file of --trace-file in the project starts no synthesis", async () => {
  const gateway = start("--port", "0", "--trace-file", path.join(project, "traces.jsonl"));
  const banner = await readUntil(gateway, /DynamoDB at .*\n\n/);
  const [url = ""] = /http:\/\/localhost:\d+/.exec(banner) ?? [];
  let output = "";
  gateway.stdout.on("data", (text) => {
    output += text;
  });
  gateway.stdout.resume();
  expect((await fetch(`${url}/health`)).status).toBe(200);
  // A synthesis would print its line within this time.
  await new Promise((resolve) => setTimeout(resolve, 6000));
  expect(output).toMatch(/^200 GET \/health .*\n$/);
  expect(readFileSync(path.join(project, "traces.jsonl"), "utf8")).toMatch(
    /^\{.*"routeKey":"GET \/health".*\}\n$/,
  );
});

/** Returns the change times of all files of a folder of the project. */
function snapshot(folder: string): readonly string[] {
  const parent = path.join(project, folder);
  if (!existsSync(parent)) return [];
  const files = readdirSync(parent, { recursive: true, encoding: "utf8" });
  return files.map((file) => `${file} ${statSync(path.join(parent, file)).ctimeMs}`);
}

test("a token has the requested claims, and only the owner can read the file with the signing key", () => {
  const { stdout } = cli(
    "token",
    "--scope",
    "products/read products/write",
    "--group",
    "admin",
    "--sub",
    "ann",
  );
  const claims = JSON.parse(Buffer.from(stdout.split(".")[1] ?? "", "base64url").toString());
  expect(claims).toMatchObject({
    sub: "ann",
    scope: "products/read products/write",
    "cognito:groups": ["admin"],
    token_use: "access",
  });
  expect(statSync(path.join(project, ".gatewright", "token-key.pem")).mode & 0o777).toBe(0o600);
  expect(readFileSync(".gitignore", "utf8")).toContain(".gatewright/");
});

test.each([
  ["token", ["--scope", "products/red"], /products\/red/],
  ["token", ["--pool", "staff"], /^stack "products-dev" has no user pool "staff"; available: users$/m],
  [
    "token",
    ["--nothing"],
    /^--nothing is not an option; expected --scope, .*, --dir, --project\nRun `npx gatewright token --help` /m,
  ],
  ["token", ["--sub"], /^--sub has no value; expected --sub VALUE$/m],
  ["token", ["--sub", "--pool", "users"], /^--sub has no value; expected --sub VALUE$/m],
  [
    "token",
    ["products-dev", "--dir", "x"],
    /^--dir selects the stack\. Remove "products-dev", or remove --dir\.$/m,
  ],
  [
    "start",
    ["products-dev", "--dir", "x", "--port", "0"],
    /^--dir selects the stack\. Remove "products-dev", or remove --dir\.$/m,
  ],
  ["start", ["--host", ""], /^--host is empty; expected --host VALUE$/m],
  ["start", ["--data="], /^--data is empty; expected --data VALUE$/m],
  ["start", ["--inspect=1"], /^--inspect takes no value, got "1"$/m],
  [
    "start",
    ["products-dev", "products-prod"],
    /^expected at most one stack, got products-dev, products-prod$/m,
  ],
  ["synth", ["products-dev"], /^expected no arguments, got products-dev$/m],
  ["synth", ["--all"], /^--all is not an option; expected --project$/m],
  ["token", ["products-test"], /^no stack "products-test"; available: products-dev, products-prod\.$/m],
  ["start", ["--dir", "nowhere", "--port", "0"], /cannot read .*nowhere/],
])("the command %s %j fails with the reason and prints nothing else", (name, args, message) => {
  const { status, stdout, stderr } = cli(name, ...args);
  expect([status, stdout]).toEqual([1, ""]);
  expect(stderr).toMatch(message);
  expect(stderr).not.toMatch(/\bat .*\.ts:\d+/);
});

test.each(["start", "token"])("the help text of %s starts with the usage", (name) => {
  const { status, stdout } = cli(name, "--help");
  expect([status, stdout.split("\n")[0]]).toEqual([0, `Usage: npx gatewright ${name} [stack] [options]`]);
});

test("the start prints no command for a token if the tokens come from another issuer", async () => {
  const jwt_configuration = { issuer: "https://sso.example.com", audience: ["api"] };
  const dir = writeStackFolder({
    authorizers: { sso: { ...JWT_AUTHORIZER, jwt_configuration } },
    routes: { "GET /a": { to: "returnBody", authorization_scopes: ["a"], ...authorizedBy("sso", "JWT") } },
  });
  const banner = await readUntil(start("--port", "0", "--dir", dir), /DynamoDB at .*\n/);
  expect(banner).toMatch(/^ {2}GET \/a +JWT/m);
  expect(banner).not.toContain("token");
  expect(banner).not.toContain("check types");
});

test("gatewright start --dir serves a REST API, and lists its stage and its methods", async () => {
  const dir = writeRestFolder({
    stages: { v1: {} },
    methods: {
      "GET /pets/{id}": { to: "echo" },
      "OPTIONS /pets": { integration: { type: "MOCK" } },
    },
  });
  const banner = await readUntil(start("--port", "0", "--dir", dir), /DynamoDB at .*\n\n|not emulated.*\n/);
  const [, url = ""] = /aws_api_gateway_rest_api\.api at (http:\/\/localhost:\d+\/v1)\n/.exec(banner) ?? [];
  expect(banner).toMatch(/^ {2}GET \/pets\/\{id\} +public +echo$/m);
  expect(banner).toMatch(/^ {2}OPTIONS \/pets +public +MOCK$/m);
  const event = (await (await fetch(`${url}/pets/7`)).json()) as { readonly pathParameters: object };
  expect(event.pathParameters).toEqual({ id: "7" });
});

test("the start prints the commands for both kinds of token if methods need both", async () => {
  const authorizer = {
    authorization: "COGNITO_USER_POOLS",
    authorizer_id: "${aws_api_gateway_authorizer.users.id}",
  };
  const dir = writeRestFolder({
    authorizers: {
      users: { type: "COGNITO_USER_POOLS", provider_arns: ["${aws_cognito_user_pool.users.arn}"] },
    },
    methods: {
      "GET /id": { to: "echo", ...authorizer, api_key_required: true },
      "GET /scoped": { to: "echo", ...authorizer, authorization_scopes: ["notes/read"] },
    },
    more: { resource: USER_POOL },
  });
  const banner = await readUntil(start("--port", "0", "--dir", dir), /DynamoDB at .*\n/);
  expect(banner).toMatch(/^ {2}get a token: npx gatewright token --dir \S+ --scope notes\/read$/m);
  expect(banner).toMatch(/^ {2}get an ID token: npx gatewright token --dir \S+ --id$/m);
});

/** Writes a stack with a WebSocket API for each place of the token, and with other user pools. Returns its folder. */
function writeSockets(...otherPools: readonly string[]): string {
  const stack = testStack();
  stubCode(stack);
  const users = new UserPool(stack, "users", { scopes: ["chat/read"] });
  users.addSrpClient("web");
  for (const id of otherPools) new UserPool(stack, id).addSrpClient("web");
  const staff = new WebSocketTokenAuthorizer(stack, "tokens", {
    issuer: "https://login.example.com/",
    audiences: ["chat"],
  });
  const connect = new NodejsFunction(stack, "connect", { entry: "connect.ts" });
  const authorizers = {
    query: users.webSocketAuthorizer({ scopes: ["chat/read"] }),
    cookie: users.webSocketAuthorizer({ tokenIn: "cookie", tokenUse: "id" }, "cookie"),
    subprotocol: users.webSocketAuthorizer({ tokenIn: "subprotocol" }, "subprotocol"),
    staff,
  };
  for (const [name, authorizer] of Object.entries(authorizers))
    new WebSocketApi(stack, name, { authorizer }).route("$connect", connect);
  return stackDir(stack);
}

test.each([
  ["one user pool", [], ""],
  ["several user pools", ["others"], " --pool users"],
])(
  "the start prints the command that connects to each WebSocket API with a token, in a stack with %s",
  async (_, otherPools, pool) => {
    const dir = writeSockets(...otherPools);
    const banner = await readUntil(start("--port", "0", "--dir", dir), /DynamoDB at .*\n/);
    const urlOf = (api: string) =>
      new RegExp(`aws_apigatewayv2_api\\.${api} at (ws://localhost:\\d+/live)\n`).exec(banner)?.[1];
    const token = `npx gatewright token --dir ${dir}${pool}`;
    expect([...banner.matchAll(/^ {2}connect: (.*)$/gm)].map(([, command]) => command).sort()).toEqual(
      [
        `npx wscat -c "${urlOf("query")}?token=$(${token} --scope chat/read)"`,
        `npx wscat -c ${urlOf("cookie")} -H "Cookie: token=$(${token} --id)"`,
        `npx wscat -c ${urlOf("subprotocol")} -s bearer -s "$(${token})"`,
      ].sort(),
    );
  },
);

test("the start prints the API keys, with the values that AWS generates", async () => {
  const names = ["b", "c", "d", "e", "f", "g"];
  const generated = names.map((name) => [name, { name }] as const);
  const dir = writeRestFolder({
    methods: { "GET /key": { to: "echo", api_key_required: true } },
    more: {
      resource: {
        aws_api_gateway_api_key: {
          a: { name: "partner", value: "value-in-the-terraform" },
          ...Object.fromEntries(generated),
          c: { name: "c", enabled: false },
        },
      },
    },
  });
  const banner = await readUntil(start("--port", "0", "--dir", dir), /DynamoDB at .*\n/);
  expect(banner).toMatch(/^ {2}API key b: local-b-[a-z0-9]{20}$/m);
  expect(banner).toMatch(/^ {2}API key c: local-c-[a-z0-9]{20} \(disabled\)$/m);
  expect(banner).toMatch(/^ {2}API key partner: value of aws_api_gateway_api_key\.a in the Terraform$/m);
  expect(banner).toMatch(/^ {2}2 more API keys; get one: npx gatewright key --dir \S+ NAME$/m);
  expect(banner).toMatch(/^ {2}GET \/key +public, API key +echo$/m);
  expect(banner).not.toContain("value-in-the-terraform");
});

test.each([
  ["rest", "api", "rest"],
  ["api", "aws_apigatewayv2_api.api", "aws_api_gateway_rest_api.api"],
])(
  "the start names the API of each route if the stack has several: REST API %s",
  async (name, first, second) => {
    const rest_api_id = `\${aws_api_gateway_rest_api.${name}.id}`;
    const place = {
      rest_api_id,
      resource_id: `\${aws_api_gateway_rest_api.${name}.root_resource_id}`,
      http_method: "GET",
    };
    const resource = {
      aws_api_gateway_rest_api: { [name]: { name } },
      aws_api_gateway_method: { root: { ...place, authorization: "NONE" } },
      aws_api_gateway_integration: { root: { ...place, type: "MOCK" } },
      aws_api_gateway_deployment: { d: { rest_api_id, stage_name: "live" } },
    };
    const dir = writeStackFolder({ routes: { "GET /": { to: "returnBody" } }, more: { resource } });
    const banner = await readUntil(start("--port", "0", "--dir", dir), /DynamoDB at .*\n/);
    expect(banner).toMatch(/^ {2}api +route +access +target$/m);
    expect(tableRow(banner, first)).toEqual([first, "GET /", "public", "returnBody"]);
    expect(tableRow(banner, second)).toEqual([second, "GET /", "public", "MOCK"]);
  },
);

/** Returns the cells of the row of a table whose first cell is known. */
function tableRow(text: string, first: string): readonly string[] | undefined {
  const rows = text.split("\n").map((line) => line.trim().split(/ {2,}/));
  return rows.find(([cell, key]) => cell === first && key === "GET /");
}

test("the start prints the warnings of the checks below the routes", async () => {
  const dir = writeStackFolder({ routes: { "GET /a": { to: "returnBody" } } });
  const message = "test/a: nothing in the app invokes the function.";
  writeFileSync(
    path.join(dir, "warnings.json"),
    JSON.stringify([{ check: "a", construct: "test/a", message }]),
  );
  const banner = await readUntil(start("--port", "0", "--dir", dir), /DynamoDB at .*\n\n|warning: .*\n/);
  expect(banner).toMatch(/^ {2}warning: test\/a: nothing in the app invokes the function\.$/m);
});

test("a start prints a new warning after a change, and prints no warning twice", async () => {
  const file = path.join(project, "main.ts");
  const source = readFileSync(file, "utf8");
  const addFunction = (id: string) =>
    `    new NodejsFunction(this, "${id}", { entry: "functions/health/get.ts" });\n    new ApiDashboard(`;
  const gateway = start("--port", "0");
  expect(await readUntil(gateway, /DynamoDB at .*\n\n/)).not.toContain("warning");
  const first = source.replace("    new ApiDashboard(", addFunction("first"));
  writeFileSync(file, first);
  const lines = await readUntil(gateway, /synthesized in/);
  expect(lines).toMatch(/^warning: products-dev\/first: .* \(check unused-function\)\.$/m);
  writeFileSync(file, first.replace("    new ApiDashboard(", addFunction("second")));
  const others = await readUntil(gateway, /synthesized in/);
  writeFileSync(file, source);
  expect(others).toMatch(/^warning: products-dev\/second: /m);
  expect(others).not.toContain("products-dev/first");
});

test.each(["tsconfig.json", "node_modules/typescript"])(
  "a start in a project without %s prints no command that checks types",
  async (name) => {
    const [file, other] = [path.join(project, name), path.join(temporaryFolder(), "moved")];
    renameSync(file, other);
    const banner = await readUntil(start("--port", "0"), /DynamoDB at .*\n/);
    renameSync(other, file);
    expect(banner).not.toContain("check types");
  },
);

test("gatewright start --inspect fails if another process uses the debugger port", async () => {
  const other = createServer().listen(9229, "127.0.0.1");
  await Promise.race([once(other, "listening"), once(other, "error")]);
  const { status, stderr } = cli("start", "--inspect", "--port", "0", "--dir", writeStack({}));
  other.close();
  expect([status, stderr]).toEqual([
    1,
    expect.stringContaining(
      "debugger port 9229 is in use. Stop the process that uses it, or start without --inspect.\n",
    ),
  ]);
});

test("a token can be issued while the project has an error, with the last successful synthesis", () => {
  const file = path.join(project, "main.ts");
  const source = readFileSync(file, "utf8");
  expect(cli("synth").status).toBe(0);
  writeFileSync(file, `${source}\nthrow new Error("not yet");\n`);
  expect(cli("synth")).toMatchObject({ status: 1, stderr: expect.stringContaining("not yet") });
  expect(cli("token")).toMatchObject({ status: 0, stdout: expect.stringMatching(/^ey\S+\n$/) });
  writeFileSync(file, source);
});

test("gatewright start lists routes that are not emulated, and --strict stops the start", async () => {
  const dir = writeStackFolder({
    routes: { "GET /a": { to: "echo" }, "GET /b": { to: "echo", integration: { connection_id: "x" } } },
  });
  const reason =
    "aws_apigatewayv2_integration.to-GET-b: connection_id is not emulated. Use an integration URL that this computer can reach.";
  const banner = await readUntil(start("--port", "0", "--dir", dir), /DynamoDB at [\s\S]*\n\n/);
  expect(banner).toContain(`\n  not emulated: GET /b (${reason})\n`);
  expect(cli("start", "--port", "0", "--strict", "--dir", dir)).toMatchObject({
    status: 1,
    stderr: `${reason}\n`,
  });
});

test("gatewright start fails if the file of --env-file does not exist", () => {
  const { status, stdout, stderr } = cli("start", "--env-file", "nowhere");
  // Some versions of Node read this option themselves, although it is after the name of the script.
  expect([1, 9]).toContain(status);
  expect(stdout).toBe("");
  expect(stderr).toMatch(/^(--env-file is "nowhere"; expected an existing file$|.*nowhere: not found)/m);
});

test("gatewright start warns about unknown values, which .env.local and --env-file give", async () => {
  const code = "exports.handler = async () => process.env.DB;";
  const dir = writeStackFolder({
    functions: { list: { code, environment: { variables: { DB: "${timestamp()}" } } } },
    routes: { "GET /list": { to: "list" } },
  });
  const warning = /^ {2}warning: aws_lambda_function\.list: environment variable DB: .*list\.DB=value$/m;
  const banner = await readUntil(start("--port", "0", "--dir", dir), /DynamoDB at [\s\S]*\n\n/);
  expect(banner).toMatch(warning);
  const [defaultFile, otherFile] = [path.join(project, ".env.local"), path.join(temporaryFolder(), "values")];
  for (const [file, ...args] of [[defaultFile], [otherFile, "--env-file", otherFile]] as const) {
    writeFileSync(file, `DB=${path.basename(file)}\n`);
    const output = await readUntil(start("--port", "0", "--dir", dir, ...args), /DynamoDB at [\s\S]*\n\n/);
    expect(output).not.toContain("warning");
    const [url] = /http:\/\/localhost:\d+/.exec(output) ?? [];
    expect(await (await fetch(`${url}/list`)).text()).toBe(path.basename(file));
  }
  rmSync(defaultFile);
});

test("gatewright start prints every error of an invalid stack and does not serve it", async () => {
  const folder = writeStack({
    aws_apigatewayv2_api: { api: { name: "api", protocol_type: "HTTP" } },
    aws_apigatewayv2_stage: {
      default: { api_id: "${aws_apigatewayv2_api.api.id}", name: "$default", auto_deploy: true },
    },
    aws_apigatewayv2_route: {
      a: { api_id: "${aws_apigatewayv2_api.api.id}", route_key: "GET /a/" },
      b: { api_id: "${aws_apigatewayv2_api.api.id}", route_key: "GET /b", authorization_type: "LDAP" },
    },
  });
  const gateway = start("--dir", folder, "--port", "0");
  const errorOutput = text(gateway.stderr);
  expect((await once(gateway, "close"))[0]).toBe(1);
  expect((await errorOutput).trim().split("\n")).toEqual([
    expect.stringMatching(/^aws_apigatewayv2_route\.b: authorization_type is "LDAP"; expected .*\.$/),
    expect.stringMatching(/^aws_apigatewayv2_route\.a: route_key "GET \/a\/" ends in "\/", /),
  ]);
});
