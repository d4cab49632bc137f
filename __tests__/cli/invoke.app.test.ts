import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { writeStackFolder } from "../local/gateway/terraform-fixture";
import { writeWebSocketFolder } from "../local/gateway/websocket-api/web-socket-fixture";
import { temporaryFolder } from "../support";
import { copyProject, environment, nodeArguments, cli as runCli } from "./project";

const project = copyProject();
const folder = temporaryFolder();

function invoke(...args: string[]) {
  return runCli(project, ["invoke", ...args]);
}

function writeFile(name: string, content: string): string {
  const file = path.join(folder, name);
  writeFileSync(file, content);
  return file;
}

const WORKER = `exports.handler = async (event) => {
  console.log("got", JSON.stringify(event));
  return { got: event, text: "\\u202e\\u{e0041}" };
};`;

/** Folder of a stack with one function and without an API. */
const workerDir = writeStackFolder({
  routes: { "GET /echo": { to: "echo" } },
  functions: { worker: { code: WORKER } },
});

test("a function of the project runs with a generated request, and tables keep their items", () => {
  const data = path.join(folder, "data");
  const body = writeFile("kettle.json", '{ "name": "Kettle", "price": 1999 }');
  const created = invoke("create-product", body, "--event", "http", "--data", data);
  expect(created).toMatchObject({
    status: 0,
    stderr: expect.stringMatching(/^create-product returned the status 201 in \d+ ms$/m),
  });
  expect(JSON.parse(created.stdout)).toMatchObject({ statusCode: 201 });
  expect(created.stderr).toMatch(/^ {4}create-product: INFO product created/m);

  const listed = invoke("products-dev-list-products", "--event", "http", "--data", data);
  expect(JSON.parse(JSON.parse(listed.stdout).body)).toMatchObject({ products: [{ name: "Kettle" }] });
  expect(existsSync(path.join(project, "cdktf.out"))).toBe(false);
  expect(readdirSync(path.join(project, ".gatewright", "out"))).toEqual([]);
});

test("--init loads the code without an invocation", () => {
  const { status, stdout, stderr } = invoke("health", "--init");
  expect({ status, stdout }).toEqual({ status: 0, stdout: "" });
  expect(stderr).toMatch(/^health loaded in \d+ ms$/m);
});

test("an unknown function is reported with the names of all functions", () => {
  const { status, stderr } = invoke("list");
  expect(status).toBe(1);
  expect(stderr).toBe(
    'no function "list"; expected one of create-product, get-product, health, list-products, remove-product, replace-product.\n',
  );
});

describe("the event", () => {
  test.each([
    ["is {} by default", [], "", {}],
    ["comes from a file", [writeFile("event.json", '{"id":1}')], "", { id: 1 }],
    ["comes from the standard input", ["-"], "[2]", [2]],
    [
      "is generated for a queue",
      ["--event", "sqs"],
      "",
      { Records: [expect.objectContaining({ body: "{}" })] },
    ],
    [
      "is generated for a queue with the body in a file",
      [writeFile("body.txt", "text"), "--event", "sqs"],
      "",
      { Records: [expect.objectContaining({ body: "text" })] },
    ],
    [
      "is generated for a schedule",
      ["--event", "schedule"],
      "",
      expect.objectContaining({ source: "aws.scheduler" }),
    ],
  ])("%s", (_, args, input, event) => {
    const command = [...nodeArguments(project), "invoke", "worker", ...args, "--dir", workerDir];
    const options = { cwd: project, env: environment(), input, encoding: "utf8" } as const;
    const { status, stdout, stderr } = spawnSync(process.execPath, command, options);
    expect([status, stderr]).toEqual([0, expect.stringMatching(/^ {4}worker: INFO got /)]);
    // Unprintable characters of the result are escaped, and the output is still JSON with the same value.
    expect(JSON.parse(stdout)).toEqual({ got: event, text: "\u202e\u{e0041}" });
    expect(stdout).not.toMatch(/[\u202e\u{e0041}]/u);
  });
});

test("a variable that only AWS knows gets its value from the env file", () => {
  const code = "exports.handler = async () => process.env.DB;";
  const environment = { variables: { DB: "${aws_db_instance.db.address}" } };
  const dir = writeStackFolder({
    functions: { worker: { code, environment } },
    more: { resource: { aws_db_instance: { db: {} } } },
  });
  const unset = invoke("worker", "--dir", dir);
  expect(JSON.parse(unset.stdout)).toMatch(/^placeholder for DB/);
  expect(unset.stderr).toMatch(/^warning: aws_lambda_function\.worker: environment variable DB: /m);
  const set = invoke("worker", "--dir", dir, "--env-file", writeFile("env", "worker.DB=db.local"));
  expect(JSON.parse(set.stdout)).toBe("db.local");
  expect(set.stderr).not.toContain("warning");
  expect(set.stderr).toMatch(/^worker succeeded in \d+ ms$/m);
});

test("a function of a WebSocket API runs with a generated message, and --event http names the right option", () => {
  const dir = writeWebSocketFolder({ routes: { sendMessage: { to: "echo" } } });
  const { status, stdout } = invoke("echo", "--dir", dir, "--event", "message");
  expect(status).toBe(0);
  expect(JSON.parse(JSON.parse(stdout).body)).toMatchObject({ body: '{"action":"sendMessage"}' });
  const rejected = invoke("echo", "--dir", dir, "--event", "http");
  expect(rejected.status).toBe(1);
  expect(rejected.stderr).toContain(
    'no route of an HTTP API or a REST API invokes echo, so the event "http" cannot be generated. Use --event message.',
  );
});

test("a function that fails prints its error, and the exit code is 1", () => {
  const dir = writeStackFolder({ routes: { "GET /fail": { to: "fail" } } });
  const event = writeFile("fail.json", '{"rawQueryString":"broken"}');
  const { status, stdout, stderr } = invoke("fail", event, "--dir", dir);
  expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
  expect(stderr).toMatch(/^TypeError: broken\nfail failed in \d+ ms$/m);
});

test("code that cannot be loaded is reported by --init, and the exit code is 1", () => {
  const functions = { worker: { code: "require('no-such-package');" } };
  const dir = writeStackFolder({ routes: { "GET /echo": { to: "echo" } }, functions });
  const { status, stderr } = invoke("worker", "--init", "--dir", dir);
  expect(status).toBe(1);
  expect(stderr).toMatch(/^Runtime\.ImportModuleError: .*no-such-package/m);
});

test.each([
  ["no function", [], "the name of the function is missing"],
  [
    "an unknown kind of event",
    ["worker", "--event", "sns"],
    '--event is "sns"; expected one of http, connect, message, disconnect, sqs, schedule',
  ],
  [
    "an event for --init",
    ["worker", "e.json", "--init"],
    "--init sends no event. Remove the event, or remove --init.",
  ],
  ["a generated event for --init", ["worker", "--init", "--event", "sqs"], "--init sends no event."],
  ["a body of a schedule", ["worker", "e.json", "--event", "schedule"], 'has no body. Remove "e.json".'],
  [
    "a body of a handshake",
    ["worker", "e.json", "--event", "connect"],
    'the event of a handshake has no body. Remove "e.json".',
  ],
  [
    "a body of a closed connection",
    ["worker", "e.json", "--event", "disconnect"],
    'the event of a closed connection has no body. Remove "e.json".',
  ],
  ["a missing file", ["worker", "missing.json"], "cannot read missing.json (ENOENT"],
  ["a file that is not JSON", ["worker", writeFile("bad.json", "{")], "bad.json is not valid JSON: "],
  ["too many arguments", ["worker", "a", "b"], "expected at most 2 arguments, got worker, a, b"],
])("%s is a usage error before anything is synthesized", (_, args, message) => {
  const { status, stdout, stderr } = invoke(...args);
  expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
  expect(stderr).toContain(message);
  expect(stderr).toMatch(/Run `npx gatewright invoke --help` to list the options\.\n$/);
});
