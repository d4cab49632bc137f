import { once } from "node:events";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { type Bundle, bundle } from "#bundle";
import { type RunningFunction, startFunction } from "../lambda";
import type { handler } from "./reader";

// A local server replaces Secrets Manager and SSM.

const VALUE = "hunter2-of-a-store";

/** Response of the store: a status code, and the body. */
type StoreReply = readonly [status: number, body: object];

const ENTRY = "__tests__/runtime/reader.ts";
let bundles: Readonly<Record<string, Bundle>>;
let store: Server;
let reply: StoreReply;
let requests: { readonly target?: string; readonly body: unknown }[];
let running: RunningFunction;

async function answer(request: IncomingMessage): Promise<StoreReply> {
  requests.push({ target: String(request.headers["x-amz-target"]), body: JSON.parse(await text(request)) });
  return reply;
}

beforeAll(async () => {
  const entries = [ENTRY, "__tests__/runtime/cases.ts"];
  const built = bundle(
    entries.map((entry) => ({ entry, target: "node20" })),
    process.cwd(),
  );
  bundles = Object.fromEntries([...built.values()].map((output) => [output.entry, output]));
  store = createServer(async (request, response) => {
    const [status, body] = await answer(request);
    response.writeHead(status, { "content-type": "application/x-amz-json-1.1" }).end(JSON.stringify(body));
  }).listen(0, "127.0.0.1");
  await once(store, "listening");
});
afterAll(() => store.close());

beforeEach(() => {
  requests = [];
  const { port } = store.address() as AddressInfo;
  running = startFunction(bundles[ENTRY] as Bundle, {
    AWS_REGION: "eu-central-1",
    AWS_ACCESS_KEY_ID: "local",
    AWS_SECRET_ACCESS_KEY: "local",
    AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
    AWS_MAX_ATTEMPTS: "1",
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
  });
});
afterEach(() => running.stop());

const read = (event: Parameters<typeof handler>[0]) =>
  running.call<Awaited<ReturnType<typeof handler>>>(event);

const KINDS = [
  ["secret", "secretsmanager.GetSecretValue", { SecretString: VALUE }, { SecretId: "a/b" }],
  [
    "parameter",
    "AmazonSSM.GetParameter",
    { Parameter: { Name: "/a/b", Value: VALUE } },
    { Name: "/a/b", WithDecryption: true },
  ],
] as const;

describe.each(KINDS)("a function that reads a %s", (kind, target, body, request) => {
  const name = kind === "secret" ? "a/b" : "/a/b";

  test("the value is read once and then kept in memory", async () => {
    reply = [200, body];
    expect(await read({ kind, name })).toEqual({ value: VALUE });
    expect(await read({ kind, name })).toEqual({ value: VALUE });
    expect(requests).toEqual([{ target, body: request }]);
  });

  test("the value is read each time if maxAgeSeconds is 0", async () => {
    reply = [200, body];
    await read({ kind, name, maxAgeSeconds: 0 });
    await read({ kind, name, maxAgeSeconds: 0 });
    expect(requests).toHaveLength(2);
  });

  test("a failed read is repeated by the next call", async () => {
    reply = [400, { __type: "AccessDeniedException", message: "not authorized" }];
    expect(await read({ kind, name })).toHaveProperty("error");
    reply = [200, body];
    expect(await read({ kind, name })).toEqual({ value: VALUE });
  });

  test("a missing permission is reported with the name and the fix", async () => {
    reply = [400, { __type: "AccessDeniedException", message: "The role is not authorized." }];
    const construct = kind === "secret" ? "Secret" : "Parameter";
    expect(await read({ kind, name })).toEqual({
      error: `${kind} "${name}" cannot be read: AccessDeniedException: The role is not authorized. Call grantRead of the ${construct} with this function.`,
    });
  });

  test("a missing permission on the KMS key is reported with the option encryptionKey", async () => {
    reply = [400, { __type: "AccessDeniedException", message: "Access to KMS is not allowed" }];
    const { error } = await read({ kind, name });
    expect(error).toContain(`Set \`encryptionKey\` of the ${kind === "secret" ? "Secret" : "Parameter"} `);
  });

  test("another error is reported with its name", async () => {
    reply = [500, { __type: "InternalServiceError", message: "It failed." }];
    const { error } = await read({ kind, name });
    expect(error).toContain(`${kind} "${name}" cannot be read: InternalServiceError: It failed. Check that `);
  });

  test("an empty name is reported without a request", async () => {
    expect(await read({ kind, name: "" })).toEqual({
      error: `the name of a ${kind} is empty; expected a name. Pass the name to the function in \`environment\`.`,
    });
    expect(requests).toEqual([]);
  });
});

test("a secret without a value is reported with the command that sets it", async () => {
  reply = [400, { __type: "ResourceNotFoundException", message: "Secrets Manager can't find the value." }];
  expect(await read({ kind: "secret", name: "a/b" })).toEqual({
    error:
      'secret "a/b" cannot be read: ResourceNotFoundException: Secrets Manager can\'t find the value. Correct the name, or run `aws secretsmanager put-secret-value --secret-id a/b --secret-string file://value.txt`.',
  });
});

test("a parameter that does not exist is reported with the command that sets it", async () => {
  reply = [400, { __type: "ParameterNotFound", message: "It does not exist." }];
  expect(await read({ kind: "parameter", name: "/a/b" })).toEqual({
    error:
      'parameter "/a/b" cannot be read: ParameterNotFound: It does not exist. Correct the name, or run `aws ssm put-parameter --name /a/b --type SecureString --overwrite --value file://value.txt`.',
  });
});

test("a binary secret is reported without its value", async () => {
  reply = [200, { SecretBinary: Buffer.from(VALUE).toString("base64") }];
  const { error } = await read({ kind: "secret", name: "a/b" });
  expect(error).toContain('secret "a/b" has a binary value; expected a text. Run `aws secretsmanager ');
});

test("the bundle of a function that reads no secret contains no client of Secrets Manager or SSM", () => {
  const sizeOf = (entry: string) => (bundles[entry] as Bundle).zip.byteLength;
  expect(sizeOf("__tests__/runtime/cases.ts") * 2).toBeLessThan(sizeOf(ENTRY));
});
