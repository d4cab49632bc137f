import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { text } from "node:stream/consumers";
import { temporaryFolder } from "../support";
import { copyOfProject, environment, cli as runCli } from "./project";

const project = copyOfProject();

function cli(...args: string[]) {
  return runCli(project, args);
}

let running: ChildProcessWithoutNullStreams | undefined;
afterEach(() => running?.kill("SIGKILL"));

/** Starts the gateway of the project. */
function start(...args: string[]): ChildProcessWithoutNullStreams {
  running = spawn(process.execPath, ["--import", "tsx", "src/cli/start.ts", ...args], {
    cwd: project,
    env: environment(),
  });
  return running;
}

/** All that is written, until it has this. */
async function untilWritten({ stdout }: ChildProcessWithoutNullStreams, pattern: RegExp): Promise<string> {
  let all = "";
  for await (const chunk of stdout.iterator({ destroyOnReturn: false })) {
    all += chunk;
    if (pattern.test(all)) return all;
  }
  throw new Error(`it ended, having written ${all}`);
}

test("npm start serves what it synthesized, says who may call what, and ends in order", async () => {
  const gateway = start("--port", "0");
  const greeting = await untilWritten(gateway, /DynamoDB at .*\n\n/);
  expect(greeting).toMatch(/^ {2}GET \/health +public +health$/m);
  expect(greeting).toMatch(/^ {2}POST \/products +JWT users: products\/write +create-product$/m);
  expect(greeting).toMatch(/^ {2}a token: npm run --silent token -- products-dev --scope products\/read$/m);
  const [, url = ""] =
    /^products-dev: aws_apigatewayv2_api\.api at (http:\/\/localhost:\d+)$/m.exec(greeting) ?? [];
  expect((await fetch(`${url}/health`)).status).toBe(200);
  expect((await fetch(`${url}/products`)).status).toBe(401);
  const lines = await untilWritten(gateway, /401 GET \/products/);
  expect(lines).toMatch(/^401 GET \/products +[\d.]+ ms +.*\(GET \/products\)$/m);

  const token = cli("token", "--scope", "products/read", "--group", "admin", "--sub", "ann").stdout.trim();
  const answer = await fetch(`${url}/products`, { headers: { authorization: `Bearer ${token}` } });
  expect([answer.status, await answer.json()]).toEqual([200, { products: [] }]);

  gateway.kill("SIGTERM");
  const [code, signal] = await once(gateway, "close");
  expect([code, signal]).toEqual([0, null]);
});

test("a token says what it was asked to say, and its key is its owner's alone", () => {
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
  ["token", ["--pool", "staff"], /^products-dev has no user pool "staff"; it has "users"$/m],
  ["token", ["--nothing"], /^Unknown option '--nothing'.*\nnpm run token -- /s],
  ["token", ["products-test"], /^there is no stack "products-test"; there is products-dev, products-prod$/m],
  ["start", ["--dir", "nowhere"], /nowhere cannot be read/],
  ["start", ["--port", "web"], /^--port must be a number up to 65535, found "web"\nnpm start -- /m],
])("npm run %s %j is told what is wrong, and nothing else", (name, args, message) => {
  const { status, stdout, stderr } = cli(name, ...args);
  expect([status, stdout]).toEqual([1, ""]);
  expect(stderr).toMatch(message);
  expect(stderr).not.toMatch(/\bat .*\.ts:\d+/);
});

test.each(["start", "token"])("npm run %s -- --help says how it is used", (name) => {
  const { status, stdout } = cli(name, "--help");
  expect([status, stdout.split("\n")[0]]).toEqual([
    0,
    expect.stringMatching(/^npm (run token|start) -- \[stack\]/),
  ]);
});

test("a stack that cannot be served is told of with every fault, and nothing is served", async () => {
  const folder = path.join(temporaryFolder(), "odd");
  mkdirSync(folder);
  const resource = {
    aws_apigatewayv2_api: { api: { name: "api", protocol_type: "HTTP" } },
    aws_apigatewayv2_stage: { default: { api_id: "${aws_apigatewayv2_api.api.id}", name: "$default" } },
    aws_apigatewayv2_route: {
      a: { api_id: "${aws_apigatewayv2_api.api.id}", route_key: "GET /a", target: "integrations/none" },
      b: { api_id: "${aws_apigatewayv2_api.api.id}", route_key: "GET /b", authorization_type: "LDAP" },
    },
  };
  writeFileSync(path.join(folder, "main.tf.json"), JSON.stringify({ resource }));
  const gateway = start("--dir", folder, "--port", "0");
  const told = text(gateway.stderr);
  expect((await once(gateway, "close"))[0]).toBe(1);
  expect((await told).trim().split("\n")).toEqual([
    expect.stringMatching(/^aws_apigatewayv2_route\.a: target "integrations\/none" leads to no integration/),
    expect.stringMatching(/^aws_apigatewayv2_route\.b: authorization_type must be .*, found "LDAP"$/),
  ]);
});
