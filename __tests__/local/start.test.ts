import { execFile } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, rmdirSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { LocalError, type LocalServer, type StartLocalOptions, startLocal } from "gatewright/local";
import { temporaryFolder } from "../support";
import { openRequest, send } from "./gateway/raw-http";
import { type StackDescription, writeStackFolder } from "./gateway/terraform-fixture";

const ROUTES = { "GET /echo": { to: "echo" }, "ANY /hang": { to: "hang" } };

const running: LocalServer[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((local) => local.stop()));
});

async function start(options: StartLocalOptions): Promise<LocalServer> {
  const local = await startLocal(options);
  running.push(local);
  return local;
}

async function errorOf(options: StartLocalOptions): Promise<NodeJS.ErrnoException> {
  return startLocal(options).then(
    (local) => {
      running.push(local);
      return new Error("the gateway started");
    },
    (error) => error,
  );
}

describe("the options of startLocal", () => {
  const stack = { node: { id: "notes", root: {} } };

  test.each([
    ["neither of them", {}],
    ["both of them", { stack, dir: "." }],
  ])(
    "startLocal requires exactly one of a stack and a folder, and rejects options with %s",
    async (_, options) => {
      const error = await errorOf(options);
      expect(error).toBeInstanceOf(LocalError);
      expect(error.message).toBe("startLocal() expects either `stack` or `dir`. Pass exactly one.");
    },
  );

  test("a stack without an App is rejected", async () => {
    expect((await errorOf({ stack })).message).toBe(
      "notes: the stack is not in an App. Create the stack inside an App.",
    );
  });
});

test("a start removes the temporary folders of killed processes, and no other folders", async () => {
  const folder = (name: string) => path.join(tmpdir(), `gatewright-${name}-${process.pid}`);
  const abandoned = ["999999999", "lambda-999999999"].map(folder);
  const others = [`${process.pid}`, `lambda-${process.pid}`, "mine", "999999999-mine"].map(folder);
  for (const created of [...abandoned, ...others]) mkdirSync(created);
  await start({ dir: writeStackFolder({ routes: ROUTES }) });
  expect(abandoned.filter(existsSync)).toEqual([]);
  expect(others.filter(existsSync)).toEqual(others);
  for (const created of others) rmdirSync(created);
});

describe("the port of an API", () => {
  async function occupyPort(): Promise<[Server, number]> {
    const server = createServer();
    await once(server.listen(0, "127.0.0.1"), "listening");
    return [server, (server.address() as AddressInfo).port];
  }

  async function findFreePort(): Promise<number> {
    const [server, port] = await occupyPort();
    const closed = once(server, "close");
    server.close();
    await closed;
    return port;
  }

  test("the gateway listens on the requested port, or else on any free port", async () => {
    const dir = writeStackFolder({ routes: ROUTES });
    const port = await findFreePort();
    const [anyPort, requestedPort] = [await start({ dir }), await start({ dir, port })];
    expect(requestedPort.url).toBe(`http://127.0.0.1:${port}`);
    expect(anyPort.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    for (const { url } of [anyPort, requestedPort]) expect((await send(url, "GET /echo")).status).toBe(200);
  });

  test("a port in use is reported as an error", async () => {
    const [server, port] = await occupyPort();
    const error = await errorOf({ dir: writeStackFolder({ routes: ROUTES }), port });
    expect([error.name, error.message]).toEqual([
      "LocalError",
      `port ${port} of 127.0.0.1 is in use. Stop the process that uses it, or choose another port.`,
    ]);
    server.close();
  });

  test("a host that is not a local address is reported as an error", async () => {
    const error = await errorOf({ dir: writeStackFolder({ routes: ROUTES }), host: "192.0.2.1" });
    expect(error.message).toMatch(
      /^host is ".*"; expected an address of this computer, such as 127\.0\.0\.1 \(listen EADDRNOTAVAIL: .*\)$/,
    );
  });

  test.each(["host", "dir", "dataDir"])("an empty string for the option %s is an error", async (name) => {
    const error = await errorOf({ dir: writeStackFolder({ routes: ROUTES }), [name]: "" });
    expect(error.message).toMatch(new RegExp(`^${name} is empty; expected `));
  });

  test("a failed start releases the port", async () => {
    const port = await findFreePort();
    const dir = writeStackFolder({ routes: { "GET /x": { to: "echo", authorization_type: "MAGIC" } } });
    expect(await errorOf({ dir, port })).toBeInstanceOf(LocalError);
    await start({ dir: writeStackFolder({ routes: ROUTES }), port });
  });
});

test("several gateways in one process share nothing", async () => {
  const folders = ["a", "b"].map((text) =>
    writeStackFolder({
      functions: { echo: { code: `let n = 0; exports.handler = async () => "${text}" + ++n;` } },
      routes: ROUTES,
    }),
  );
  const [first, second] = await Promise.all(folders.map((dir) => start({ dir })));
  const fetchText = async (local?: LocalServer) => (await send(local?.url ?? "", "GET /echo")).body;
  expect([await fetchText(first), await fetchText(first), await fetchText(second)]).toEqual([
    "a1",
    "a2",
    "b1",
  ]);
});

describe("a stopped gateway", () => {
  test("a stopped gateway closes its port, and stopping it again has no effect", async () => {
    const local = await start({ dir: writeStackFolder({ routes: ROUTES }) });
    await send(local.url, "GET /echo");
    await local.stop();
    const { hostname, port } = new URL(local.url);
    await expect(once(connect(Number(port), hostname), "connect")).rejects.toThrow("ECONNREFUSED");
    await local.stop();
    await expect(local.reload()).rejects.toThrow("The local gateway is stopped. Start a new one.");
  });

  test("stopping closes the connection of a request in progress", async () => {
    const local = await start({ dir: writeStackFolder({ routes: ROUTES }) });
    const socket = await openRequest(local.url, "/hang", "Content-Length: 1");
    const closed = new Promise((resolve) => socket.on("error", resolve).on("close", resolve));
    socket.resume().write("x");
    await Promise.all([local.stop(), closed]);
  });

  test("no open handle and no temporary folder is left behind, even after a failed start", async () => {
    const tables = Object.fromEntries(
      ["one", "two"].map((name) => [
        name,
        {
          name: "notes",
          hash_key: "id",
          attribute: [{ name: "id", type: "S" }],
          billing_mode: "PAY_PER_REQUEST",
        },
      ]),
    );
    const folders = [
      writeStackFolder({
        routes: ROUTES,
        functions: { hang: { code: "exports.handler = () => new Promise(() => setInterval(() => {}, 9))" } },
      }),
      writeStackFolder({ routes: { "GET /x": { to: "echo", authorization_type: "MAGIC" } } }),
      writeStackFolder({ routes: ROUTES, more: { resource: { aws_dynamodb_table: tables } } }),
    ];
    const env = { ...process.env, TMPDIR: temporaryFolder() };
    const command = ["--import", "tsx", "__tests__/local/expect-no-leaks.ts", ...folders];
    const { stdout } = await promisify(execFile)(process.execPath, command, { env, timeout: 30_000 });
    expect(stdout).toBe("[]\n");
  });
});

describe("reload()", () => {
  function describeEcho(text: string, more: object = {}): StackDescription {
    const code = `exports.handler = async () => "${text}";`;
    return { routes: { "GET /echo": { to: "echo" } }, functions: { echo: { code, ...more } } };
  }

  const fetchText = async ({ url }: LocalServer) => (await send(url, "GET /echo")).body;

  test("after a reload, the current files are served at the same URL", async () => {
    const dir = writeStackFolder(describeEcho("old"));
    const local = await start({ dir });
    expect(await fetchText(local)).toBe("old");
    writeStackFolder({ ...describeEcho("new"), stages: { $default: {}, dev: {} } }, dir);
    expect(await fetchText(local)).toBe("old");
    await local.reload();
    expect(await fetchText(local)).toBe("new");
    expect((await send(local.url, "GET /dev/echo")).status).toBe(200);
  });

  test("after a failed reload, the error is reported and the previous state is still served", async () => {
    const dir = writeStackFolder(describeEcho("old"));
    const local = await start({ dir });
    expect(await fetchText(local)).toBe("old");
    writeStackFolder({ ...describeEcho("new"), stages: { $default: { client_certificate_id: "x" } } }, dir);
    await expect(local.reload()).rejects.toThrow("client_certificate_id is set for the HTTP API");
    expect(await fetchText(local)).toBe("old");
  });

  test("a reload with a new API is an error, because a new port needs a restart", async () => {
    const dir = writeStackFolder(describeEcho("old"));
    const local = await start({ dir });
    expect(await fetchText(local)).toBe("old");
    const resource = {
      aws_apigatewayv2_api: { other: { name: "other", protocol_type: "HTTP", target: "http://x" } },
    };
    writeStackFolder({ ...describeEcho("new"), more: { resource } }, dir);
    await expect(local.reload()).rejects.toThrow(
      "aws_apigatewayv2_api.other: the API is new and has no port. Restart the local gateway.",
    );
    expect(await fetchText(local)).toBe("old");
  });
});

describe("the log", () => {
  const loggingEcho = {
    echo: {
      code: `exports.handler = async ({ rawPath }) => {
        console.log("at", rawPath);
        process.stdout.write("plain\\n");
        return "";
      };`,
    },
  };

  test("the log contains requests, function output and the access log, and can be read live and afterwards", async () => {
    const live: string[] = [];
    const local = await start({
      dir: writeStackFolder({
        routes: ROUTES,
        functions: loggingEcho,
        stages: { $default: { access_log_settings: { format: "$context.routeKey $context.status" } } },
      }),
      onLog: ({ kind, source, text }) => live.push(`${kind} ${source} ${text}`),
    });
    await send(local.url, "GET /echo?a=1");
    await send(local.url, "GET /nowhere");
    expect(local.logs().map(({ kind, source, text }) => `${kind} ${source} ${text}`)).toEqual(live);
    expect(live).toEqual([
      expect.stringMatching(/^function aws_lambda_function\.echo {.*"message":"at \/echo"}$/),
      "function aws_lambda_function.echo plain",
      expect.stringMatching(/^request aws_apigatewayv2_api\.api 200 GET \/echo\?a=1 {2}\S+ ms$/),
      "access aws_apigatewayv2_api.api GET /echo 200",
      expect.stringMatching(
        /^request \S+ 404 GET \/nowhere {2}\S+ ms {2}no route matches this method and path$/,
      ),
      "access aws_apigatewayv2_api.api - 404",
    ]);
  });

  test("the log keeps the last 10,000 entries", async () => {
    const code = "exports.handler = async () => { for (let i = 0; i < 12_000; i++) console.log(i); };";
    const local = await start({ dir: writeStackFolder({ routes: ROUTES, functions: { echo: { code } } }) });
    await send(local.url, "GET /echo");
    expect(local.logs()).toHaveLength(10_000);
    expect(local.logs().at(-1)?.kind).toBe("request");
  });

  test("the log keeps fewer entries if they are long", async () => {
    const code = `exports.handler = async () => {
      for (let i = 0; i < 100; i++) process.stdout.write("x".repeat(1_000_000) + "\\n");
    };`;
    const local = await start({ dir: writeStackFolder({ routes: ROUTES, functions: { echo: { code } } }) });
    await send(local.url, "GET /echo");
    const logs = local.logs();
    expect(logs.length).toBeGreaterThan(16);
    expect(logs.length).toBeLessThan(40);
    expect(logs.at(-1)?.kind).toBe("request");
  });
});
