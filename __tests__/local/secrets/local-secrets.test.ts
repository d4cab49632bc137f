import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { request } from "node:http";
import path from "node:path";
import { json } from "node:stream/consumers";
import { type LocalServer, startLocal } from "gatewright/local";
import { type Bundle, bundle } from "#bundle";
import { temporaryFolder } from "../../support";
import { writeStackFolder } from "../gateway/terraform-fixture";

// The functions of this test read their values with the same code as on AWS.

const VALUES = `secret:products-dev/key=hunter2
secret:json={"user":"app"}
parameter:/products/key="two words"
parameter:plain=3
A=1
`;

let reader: Bundle;
let local: LocalServer | undefined;
let envFile: string;

beforeAll(() => {
  const entry = "__tests__/runtime/reader.ts";
  [reader] = bundle([{ entry, target: "node20" }], process.cwd()).values() as Iterable<Bundle> as [Bundle];
});
afterEach(async () => {
  await local?.stop();
  local = undefined;
  delete process.env.AWS_ENDPOINT_URL;
});

/** Starts a gateway with a function that reads values, and a function that returns its environment. */
async function start(values = VALUES): Promise<LocalServer> {
  envFile = path.join(temporaryFolder(), "values.env");
  writeFileSync(envFile, values);
  const code = "exports.handler = async () => process.env;";
  const dir = writeStackFolder({
    functions: { reader: { code: "" }, env: { code } },
    routes: { "GET /reader": { to: "reader" }, "GET /env": { to: "env" } },
  });
  writeFileSync(path.join(dir, "reader.zip"), reader.zip);
  local = await startLocal({ dir, envFile });
  return local;
}

async function read(server: LocalServer, kind: "secret" | "parameter", name: string): Promise<unknown> {
  const result = await server.invoke("reader", { kind, name, maxAgeSeconds: 0 });
  return result.isSuccess ? result.value : result;
}

test("functions read the secrets and parameters of the env file by name and by ARN", async () => {
  const server = await start();
  expect(server.notes).toEqual([]);
  const arn = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:products-dev/key-a1B2c3";
  expect(await read(server, "secret", "products-dev/key")).toEqual({ value: "hunter2" });
  expect(await read(server, "secret", arn)).toEqual({ value: "hunter2" });
  expect(await read(server, "secret", "json")).toEqual({ value: '{"user":"app"}' });
  expect(await read(server, "parameter", "/products/key")).toEqual({ value: "two words" });
  expect(await read(server, "parameter", "plain")).toEqual({ value: "3" });
});

test("an error of a missing value contains the line to write, and no other instruction", async () => {
  const server = await start("");
  expect(await read(server, "secret", "products-dev/key")).toEqual({
    error:
      'secret "products-dev/key" cannot be read: ResourceNotFoundException: the secret has no local value. Write secret:products-dev/key=value into values.env.',
  });
  expect(await read(server, "parameter", "/products/key")).toEqual({
    error:
      'parameter "/products/key" cannot be read: ParameterNotFound: the parameter has no local value. Write parameter:/products/key=value into values.env.',
  });
});

test("a reload uses the changed values", async () => {
  const server = await start();
  writeFileSync(envFile, "secret:products-dev/key=hunter3\n");
  await server.reload();
  expect(await read(server, "secret", "products-dev/key")).toEqual({ value: "hunter3" });
});

test("the endpoints are those of the shell if it has an endpoint for all services", async () => {
  process.env.AWS_ENDPOINT_URL = "http://localhost:4566";
  const result = await (await start()).invoke("env");
  expect(result).toMatchObject({ isSuccess: true, value: { AWS_ENDPOINT_URL: "http://localhost:4566" } });
  expect(result).not.toHaveProperty("value.AWS_ENDPOINT_URL_SSM");
});

/** Sends a request to the emulation, and returns the status and the body. */
async function send(headers: Readonly<Record<string, string>>, body: string) {
  const result = await (await start()).invoke("env");
  const { AWS_ENDPOINT_URL_SECRETS_MANAGER: endpoint } = (result as { value: NodeJS.ProcessEnv }).value;
  const sent = request(String(endpoint), { method: "POST", headers });
  sent.end(body);
  const [response] = await once(sent, "response");
  return { status: response.statusCode, body: await json(response) };
}

const TARGET = { "x-amz-target": "secretsmanager.GetSecretValue" };
const BODY = '{"SecretId":"json"}';

test.each([
  ["of another site", { origin: "https://shop.example" }],
  ["of a page whose domain resolves to this computer", { host: "shop.example" }],
])("a request %s is rejected without a value", async (_, headers) => {
  expect(await send({ ...TARGET, ...headers }, BODY)).toEqual({
    status: 403,
    body: { __type: "AccessDeniedException", message: expect.any(String) },
  });
});

test.each([
  [
    "another operation",
    { "x-amz-target": "secretsmanager.PutSecretValue" },
    BODY,
    "UnknownOperationException",
  ],
  ["no operation", {}, BODY, "UnknownOperationException"],
  [
    "an inherited name as the operation",
    { "x-amz-target": "constructor" },
    BODY,
    "UnknownOperationException",
  ],
  ["a body that is not JSON", TARGET, "{", "SerializationException"],
  ["a body that is no object", TARGET, "null", "SerializationException"],
])("a request with %s gets an error of AWS", async (_, headers, body, code) => {
  expect(await send(headers, body)).toEqual({
    status: 400,
    body: { __type: code, message: expect.any(String) },
  });
});

test("several parameters are read in one request, and missing ones are listed", async () => {
  const headers = { "x-amz-target": "AmazonSSM.GetParameters" };
  expect(await send(headers, '{"Names":["plain","/none"]}')).toMatchObject({
    status: 200,
    body: { Parameters: [{ Name: "plain", Value: "3", Type: "SecureString" }], InvalidParameters: ["/none"] },
  });
});
