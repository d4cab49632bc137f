import { execFile } from "node:child_process";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { promisify } from "node:util";
import { LocalError, type LocalServer, type StartLocalOptions, startLocal } from "#local";
import { temporaryFolder } from "../support";
import { begun, send } from "./gateway/raw-http";
import { type Described, folderOf } from "./gateway/terraform-fixture";

const ROUTES = { "GET /echo": { to: "echo" }, "ANY /hang": { to: "hang" } };

const running: LocalServer[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((one) => one.stop()));
});

async function started(options: StartLocalOptions): Promise<LocalServer> {
  const local = await startLocal(options);
  running.push(local);
  return local;
}

async function errorOf(options: StartLocalOptions): Promise<NodeJS.ErrnoException> {
  return startLocal(options).then(
    (local) => {
      running.push(local);
      return new Error("it was started");
    },
    (error) => error,
  );
}

describe("what is served", () => {
  const stack = { node: { id: "notes", root: {} } };

  test.each([
    ["neither", {}],
    ["both", { stack, dir: "." }],
  ])("is a stack or a folder, not %s", async (_, options) => {
    const error = await errorOf(options);
    expect(error).toBeInstanceOf(LocalError);
    expect(error.message).toBe("startLocal serves either a stack or a dir; give one of the two");
  });

  test("is no stack without an application", async () => {
    expect((await errorOf({ stack })).message).toBe(
      "notes: it is in no App, so it cannot be synthesized; make it in one",
    );
  });
});

describe("a port", () => {
  async function taken(): Promise<[Server, number]> {
    const server = createServer();
    await once(server.listen(0, "127.0.0.1"), "listening");
    return [server, (server.address() as AddressInfo).port];
  }

  async function free(): Promise<number> {
    const [server, port] = await taken();
    const closed = once(server, "close");
    server.close();
    await closed;
    return port;
  }

  test("is any that is free, or the one that is asked for", async () => {
    const dir = folderOf({ routes: ROUTES });
    const port = await free();
    const [any, wanted] = [await started({ dir }), await started({ dir, port })];
    expect(wanted.url).toBe(`http://127.0.0.1:${port}`);
    expect(any.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    for (const { url } of [any, wanted]) expect((await send(url, "GET /echo")).status).toBe(200);
  });

  test("that is taken is told of", async () => {
    const [server, port] = await taken();
    const error = await errorOf({ dir: folderOf({ routes: ROUTES }), port });
    expect([error.name, error.message]).toEqual([
      "LocalError",
      `listen EADDRINUSE: address already in use 127.0.0.1:${port}; choose another port`,
    ]);
    server.close();
  });

  test("on a host that this machine is not is told of", async () => {
    const error = await errorOf({ dir: folderOf({ routes: ROUTES }), host: "192.0.2.1" });
    expect(error.message).toMatch(/^listen EADDRNOTAVAIL: .*; choose another host$/);
  });

  test("is free again where something cannot be served", async () => {
    const port = await free();
    const dir = folderOf({ routes: { "GET /x": { to: "echo", authorization_type: "MAGIC" } } });
    expect(await errorOf({ dir, port })).toBeInstanceOf(LocalError);
    await started({ dir: folderOf({ routes: ROUTES }), port });
  });
});

test("several are served at once, and share nothing", async () => {
  const folders = ["a", "b"].map((text) =>
    folderOf({
      functions: { echo: { code: `let n = 0; exports.handler = async () => "${text}" + ++n;` } },
      routes: ROUTES,
    }),
  );
  const [one, other] = await Promise.all(folders.map((dir) => started({ dir })));
  const said = async (local?: LocalServer) => (await send(local?.url ?? "", "GET /echo")).body;
  expect([await said(one), await said(one), await said(other)]).toEqual(["a1", "a2", "b1"]);
});

describe("when it has stopped", () => {
  test("nobody listens any more, and stopping again is nothing", async () => {
    const local = await started({ dir: folderOf({ routes: ROUTES }) });
    await send(local.url, "GET /echo");
    await local.stop();
    const { hostname, port } = new URL(local.url);
    await expect(once(connect(Number(port), hostname), "connect")).rejects.toThrow("ECONNREFUSED");
    await local.stop();
    await expect(local.reload()).rejects.toThrow("the gateway has been stopped; start another");
  });

  test("a request that was on its way has been ended", async () => {
    const local = await started({ dir: folderOf({ routes: ROUTES }) });
    const socket = await begun(local.url, "/hang", "Content-Length: 1");
    const closed = new Promise((resolve) => socket.on("error", resolve).on("close", resolve));
    socket.resume().write("x");
    await Promise.all([local.stop(), closed]);
  });

  test("nothing of it is left: no handle, no temporary folder, wherever it failed", async () => {
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
      folderOf({
        routes: ROUTES,
        functions: { hang: { code: "exports.handler = () => new Promise(() => setInterval(() => {}, 9))" } },
      }),
      folderOf({ routes: { "GET /x": { to: "echo", authorization_type: "MAGIC" } } }),
      folderOf({ routes: ROUTES, more: { resource: { aws_dynamodb_table: tables } } }),
    ];
    const env = { ...process.env, TMPDIR: temporaryFolder() };
    const command = ["--import", "tsx", "__tests__/local/expect-no-leaks.ts", ...folders];
    const { stdout } = await promisify(execFile)(process.execPath, command, { env, timeout: 30_000 });
    expect(stdout).toBe("[]\n");
  });
});

describe("reload", () => {
  function described(text: string, more: object = {}): Described {
    const code = `exports.handler = async () => "${text}";`;
    return { routes: { "GET /echo": { to: "echo" } }, functions: { echo: { code, ...more } } };
  }

  const said = async ({ url }: LocalServer) => (await send(url, "GET /echo")).body;

  test("serves what the folder says now, at the same address", async () => {
    const dir = folderOf(described("old"));
    const local = await started({ dir });
    expect(await said(local)).toBe("old");
    folderOf({ ...described("new"), stages: { $default: {}, dev: {} } }, dir);
    expect(await said(local)).toBe("old");
    await local.reload();
    expect(await said(local)).toBe("new");
    expect((await send(local.url, "GET /dev/echo")).status).toBe(200);
  });

  test("serves on what it did where that cannot be served, and says why", async () => {
    const dir = folderOf(described("old"));
    const local = await started({ dir });
    expect(await said(local)).toBe("old");
    folderOf(described("new", { runtime: "python3.13" }), dir);
    await expect(local.reload()).rejects.toThrow('found runtime "python3.13"');
    expect(await said(local)).toBe("old");
  });

  test("finds no port for an API that is new", async () => {
    const dir = folderOf(described("old"));
    const local = await started({ dir });
    expect(await said(local)).toBe("old");
    const resource = {
      aws_apigatewayv2_api: { other: { name: "other", protocol_type: "HTTP", target: "http://x" } },
    };
    folderOf({ ...described("new"), more: { resource } }, dir);
    await expect(local.reload()).rejects.toThrow(
      "aws_apigatewayv2_api.other is new, and has no port yet; start again",
    );
    expect(await said(local)).toBe("old");
  });
});

describe("lines", () => {
  const chatty = {
    echo: {
      code: `exports.handler = async ({ rawPath }) => {
        console.log("at", rawPath);
        process.stdout.write("plain\\n");
        return "";
      };`,
    },
  };

  test("tell requests, functions and the access log, as they come and afterwards", async () => {
    const heard: string[] = [];
    const local = await started({
      dir: folderOf({
        routes: ROUTES,
        functions: chatty,
        stages: { $default: { access_log_settings: { format: "$context.routeKey $context.status" } } },
      }),
      onLog: ({ kind, source, text }) => heard.push(`${kind} ${source} ${text}`),
    });
    await send(local.url, "GET /echo?a=1");
    await send(local.url, "GET /nowhere");
    expect(local.logs().map(({ kind, source, text }) => `${kind} ${source} ${text}`)).toEqual(heard);
    expect(heard).toEqual([
      expect.stringMatching(/^function aws_lambda_function\.echo {.*"message":"at \/echo"}$/),
      "function aws_lambda_function.echo plain",
      expect.stringMatching(/^request aws_apigatewayv2_api\.api 200 GET \/echo\?a=1 {2}\S+ ms$/),
      "access aws_apigatewayv2_api.api GET /echo 200",
      expect.stringMatching(/^request \S+ 404 GET \/nowhere {2}\S+ ms {2}no route has this method and path$/),
      "access aws_apigatewayv2_api.api - 404",
    ]);
  });

  test("are kept, the last 10,000 of them", async () => {
    const code = "exports.handler = async () => { for (let i = 0; i < 12_000; i++) console.log(i); };";
    const local = await started({ dir: folderOf({ routes: ROUTES, functions: { echo: { code } } }) });
    await send(local.url, "GET /echo");
    expect(local.logs()).toHaveLength(10_000);
    expect(local.logs().at(-1)?.kind).toBe("request");
  });

  test("are kept, fewer of them where they are long", async () => {
    const code = `exports.handler = async () => {
      for (let i = 0; i < 100; i++) process.stdout.write("x".repeat(1_000_000) + "\\n");
    };`;
    const local = await started({ dir: folderOf({ routes: ROUTES, functions: { echo: { code } } }) });
    await send(local.url, "GET /echo");
    const logs = local.logs();
    expect(logs.length).toBeGreaterThan(16);
    expect(logs.length).toBeLessThan(40);
    expect(logs.at(-1)?.kind).toBe("request");
  });
});
