import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { temporaryFolder } from "../support";
import { copyProject, environment, nodeArguments, cli as runCli } from "./project";

// These tests run the commands in a copy of this project whose stacks have a REST API instead of an HTTP API.

const project = copyProject();
const main = path.join(project, "main.ts");
writeFileSync(main, readFileSync(main, "utf8").replaceAll("HttpApi", "RestApi"));

function cli(...args: string[]) {
  return runCli(project, args);
}

let gateway: ChildProcessWithoutNullStreams | undefined;
afterEach(() => gateway?.kill("SIGKILL"));

/** Reads the output until it matches a pattern. Returns the output since the last call. */
async function readUntil({ stdout }: ChildProcessWithoutNullStreams, pattern: RegExp): Promise<string> {
  let output = "";
  for await (const chunk of stdout.iterator({ destroyOnReturn: false })) {
    output += chunk;
    if (pattern.test(output)) return output;
  }
  throw new Error(`the gateway ended; it printed ${output}`);
}

test("gatewright start lists the routes of a REST API with their access, and accepts tokens of gatewright token", async () => {
  const args = [...nodeArguments(project), "start", "--port", "0"];
  gateway = spawn(process.execPath, args, { cwd: project, env: environment() });
  const banner = await readUntil(gateway, /DynamoDB at .*\n(?: {2}.*\n)*\n/);
  expect(banner).toMatch(/^ {2}GET \/health +public +health$/m);
  expect(banner).toMatch(/^ {2}POST \/products +.*users: scope products\/write +create-product$/m);
  expect(banner).toMatch(/^ {2}get a token: npx gatewright token products-dev --scope products\/read$/m);
  const [, url = ""] =
    /^products-dev: aws_api_gateway_rest_api\.api at (http:\/\/localhost:\d+\/live)$/m.exec(banner) ?? [];
  expect((await fetch(`${url}/health`)).status).toBe(200);
  expect((await fetch(`${url}/products`)).status).toBe(401);

  const authorization = `Bearer ${cli("token", "--scope", "products/read").stdout.trim()}`;
  const headers = { authorization, origin: "http://localhost:5173" };
  const response = await fetch(`${url}/products`, { headers });
  expect([response.status, await response.json()]).toEqual([200, { products: [] }]);
  expect(response.headers.get("access-control-allow-origin")).toBe("http://localhost:5173");
});

test("gatewright invoke sends a sample request of a REST API", () => {
  const data = path.join(temporaryFolder(), "data");
  const body = path.join(project, "kettle.json");
  writeFileSync(body, '{ "name": "Kettle", "price": 1999 }');
  const created = cli("invoke", "create-product", body, "--event", "http", "--data", data);
  expect(created.stderr).toMatch(/^create-product returned the status 201 in \d+ ms$/m);
  const { productId } = JSON.parse(JSON.parse(created.stdout).body);
  const listed = cli("invoke", "list-products", "--event", "http", "--data", data);
  expect(JSON.parse(JSON.parse(listed.stdout).body)).toMatchObject({ products: [{ productId }] });
  expect(cli("invoke", "get-product", "--event", "http").stderr).toMatch(/returned the status 404/);
});

test("gatewright synth lists the routes of a REST API with their access", () => {
  const { status, stdout, stderr } = cli("synth");
  expect([status, stderr]).toEqual([0, expect.any(String)]);
  expect(stdout).toMatch(/GET \/health +public +health/);
  expect(stdout).toMatch(/POST \/products +.*scope products\/write +create-product/);
});
