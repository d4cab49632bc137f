import { type RequestOptions, request } from "node:http";
import https from "node:https";
import { event, message } from "gatewright/contract";
import { HttpError } from "gatewright/runtime";
import { connections, handleMessage, type SocketConnections } from "gatewright/runtime/websocket";
import * as z from "zod/mini";
import { WEBSOCKET_API_QUOTAS } from "#aws";
import { ConnectionsServer, connectionsEnvironment, NO_RESPONSE } from "./connections-server";
import { messageEvent } from "./events";

const posted = event("posted", { body: z.strictObject({ text: z.string().check(z.maxLength(200_000)) }) });
const closed = event("closed");

const server = new ConnectionsServer();
const { env } = process;
let url: string;
let sockets: SocketConnections;
beforeAll(async () => {
  url = await server.start();
});
beforeEach(() => {
  server.reset();
  process.env = { ...env, ...connectionsEnvironment(url) };
  sockets = connections();
});
afterEach(() => jest.restoreAllMocks());
afterAll(async () => {
  process.env = env;
  await server.stop();
});

const gone = { status: 410, error: "GoneException" };
const idOf = (path: string) => decodeURIComponent(path.split("/").at(-1) ?? "");

describe("one connection", () => {
  test("send() posts the frame of the event, signed for execute-api in the Region", async () => {
    expect(await sockets.send("VNRUSeldSwMCIRQ=", posted, { text: "ä" })).toBe(true);
    expect(server.requests).toEqual([
      {
        method: "POST",
        path: "/live/@connections/VNRUSeldSwMCIRQ%3D",
        body: '{"event":"posted","body":{"text":"ä"}}',
        authorization: expect.stringMatching(
          /Credential=AKIAEXAMPLE\/\d+\/eu-central-1\/execute-api\/aws4_request/,
        ),
      },
    ]);
  });

  test("an event without a body has no field for it", async () => {
    await sockets.send("a", closed);
    await sockets.send("a", closed, { secret: 1 } as unknown as undefined);
    expect(server.requests.map(({ body }) => body)).toEqual(['{"event":"closed"}', '{"event":"closed"}']);
  });

  test("a connection ID with any characters is percent-encoded once", async () => {
    await sockets.send("a/b%3D?#ä=", closed);
    expect(server.requests[0]?.path).toBe("/live/@connections/a%2Fb%253D%3F%23%C3%A4%3D");
  });

  test("close() sends DELETE, and get() returns the state of the connection", async () => {
    expect(await sockets.close("a=")).toBe(true);
    server.respond = () => ({
      status: 200,
      body: JSON.stringify({
        connectedAt: "2026-01-01T00:00:00.000Z",
        identity: { sourceIp: "127.0.0.1", userAgent: "agent" },
        lastActiveAt: "2026-01-01T00:10:00.000Z",
      }),
    });
    expect(await sockets.get("a=")).toEqual({
      connectedAt: new Date("2026-01-01T00:00:00Z"),
      identity: { sourceIp: "127.0.0.1", userAgent: "agent" },
      lastActiveAt: new Date("2026-01-01T00:10:00Z"),
    });
    expect(server.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
      "DELETE /live/@connections/a%3D",
      "GET /live/@connections/a%3D",
    ]);
  });

  test("a connection that no longer exists is no error", async () => {
    server.respond = () => gone;
    expect(await sockets.send("a", closed)).toBe(false);
    expect(await sockets.close("a")).toBe(false);
    expect(await sockets.get("a")).toBeUndefined();
    expect(server.requests).toHaveLength(3);
  });

  test.each([
    [429, "LimitExceededException"],
    [500, "InternalServerErrorException"],
    [503, "ServiceUnavailable"],
    [NO_RESPONSE, undefined],
  ])("a request that fails with the status %s is sent again", async (status, error) => {
    server.respond = () => (server.requests.length < 3 ? { status, error } : { status: 200 });
    expect(await sockets.send("a", closed)).toBe(true);
    expect(server.requests).toHaveLength(3);
  });

  test("the third failure of a request is an error that names the connection", async () => {
    server.respond = () => ({ status: 429, error: "LimitExceededException" });
    await expect(sockets.send("a", closed)).rejects.toThrow('connection "a": LimitExceededException: ');
    expect(server.requests).toHaveLength(3);
  });

  test.each([
    [
      "a missing permission names the grant",
      { status: 403, error: "AccessDeniedException", body: '{"message":"User: x is not authorized"}' },
      'connection "a": AccessDeniedException: User: x is not authorized. Call grantManageConnections(fn) of the WebSocketApi with this function.',
    ],
    [
      "a wrong stage names the endpoint",
      { status: 403, error: "ForbiddenException", body: '{"message":"Forbidden"}' },
      /^connection "a": ForbiddenException: .*Check that http:\/\/127\.0\.0\.1:\d+\/live is the managementUrl of the WebSocketApi\.$/,
    ],
    [
      "a malformed ID is the error of API Gateway",
      { status: 400, error: "BadRequestException", body: '{"message":"Invalid connectionId: a"}' },
      'connection "a": BadRequestException: Invalid connectionId: a',
    ],
  ])("%s", async (_, response, expected) => {
    server.respond = () => response;
    await expect(sockets.send("a", closed)).rejects.toThrow(expected);
    await expect(sockets.close("a")).rejects.toThrow(expected);
    await expect(sockets.get("a")).rejects.toThrow(expected);
    // These errors are final.
    expect(server.requests).toHaveLength(3);
  });
});

describe("the size of a frame", () => {
  const overhead = Buffer.byteLength('{"event":"posted","body":{"text":""}}');
  const { messageBytes } = WEBSOCKET_API_QUOTAS;

  test("a frame of 128 KB is sent", async () => {
    expect(await sockets.send("a", posted, { text: "x".repeat(messageBytes - overhead) })).toBe(true);
    expect(server.requests[0]?.body).toHaveLength(messageBytes);
  });

  test.each([
    ["one byte more", "x".repeat(messageBytes - overhead + 1), messageBytes + 1],
    ["more bytes than characters", "ä".repeat(messageBytes / 2), messageBytes + overhead],
  ])("a frame with %s is an error, and no request is sent", async (_, text, bytes) => {
    const expected = `event "posted": the frame has ${bytes} bytes; expected at most ${messageBytes}, the limit of API Gateway. Send less data, or a URL of the data.`;
    await expect(sockets.send("a", posted, { text })).rejects.toThrow(expected);
    await expect(sockets.broadcast(["a", "b"], posted, { text })).rejects.toThrow(expected);
    expect(server.requests).toEqual([]);
  });
});

describe("arguments that the compiler does not check", () => {
  test.each<[string, unknown, string]>([
    [
      "an ID of a table that is not set",
      ["a", undefined],
      "connection ID 2 of 2 is undefined; expected a string.",
    ],
    ["an empty ID", [""], 'connection ID 1 of 1 is ""; expected a string.'],
    ["an item", [{ connectionId: "a" }], 'connection ID 1 of 1 is {"connectionId":"a"}; expected a string.'],
    ["a single ID", "abc", "connectionIds is a string; expected a list of IDs"],
    ["no list", undefined, "connectionIds is not iterable"],
  ])("%s is an error, and no request is sent", async (_, ids, expected) => {
    await expect(sockets.broadcast(ids as string[], closed)).rejects.toThrow(expected);
    expect(server.requests).toEqual([]);
  });

  test.each<[string, unknown]>([
    ["no ID", undefined],
    ["an empty ID", ""],
  ])("%s is an error of send()", async (_, id) => {
    await expect(sockets.send(id as string, closed)).rejects.toThrow(
      `connection ID 1 of 1 is ${JSON.stringify(id)}; expected a string. Check the name of the attribute that contains it.`,
    );
  });

  test.each<[string, unknown]>([
    ["the body", { text: "a" }],
    ["a message", message("post")],
    ["a name", "posted"],
  ])("%s instead of an event is an error, and no request is sent", async (_, other) => {
    const expected = "the contract is not an event; expected a value from event()";
    await expect(sockets.send("a", other as typeof closed)).rejects.toThrow(expected);
    await expect(sockets.broadcast(["a"], other as typeof closed)).rejects.toThrow(expected);
    expect(server.requests).toEqual([]);
  });
});

describe("the body of an event", () => {
  const wrong = { text: 1 } as unknown as { text: string };

  test("a body that does not match its schema is an error, and no request is sent", async () => {
    const expected = /^event "posted" violates its contract: the body does not match its schema \(\/text: /;
    await expect(sockets.send("a", posted, wrong)).rejects.toThrow(expected);
    await expect(sockets.broadcast(["a"], posted, wrong)).rejects.toThrow(expected);
    expect(server.requests).toEqual([]);
  });

  test("the body is not validated in Lambda", async () => {
    process.env.AWS_LAMBDA_RUNTIME_API = "127.0.0.1:9001";
    expect(await connections().send("a", posted, wrong)).toBe(true);
  });

  test.each([
    [false, 200],
    [true, 500],
  ])(
    "a handler with validateReplies: %s and a wrong body has the status %i",
    async (validateReplies, expected) => {
      jest.spyOn(console, "error").mockImplementation(() => {});
      const handler = handleMessage(
        message("post"),
        async ({ connections }) => {
          await connections.send("a", posted, wrong);
        },
        { validateReplies },
      );
      expect((await handler(messageEvent("post", "{}"))).statusCode).toBe(expected);
    },
  );
});

describe("broadcast()", () => {
  test("each connection receives the event once, and the result lists the others", async () => {
    server.respond = ({ path }) => {
      const id = idOf(path);
      if (id.startsWith("gone")) return gone;
      return id.startsWith("bad") ? { status: 400, error: "BadRequestException" } : { status: 200 };
    };
    const ids = ["a", "gone-1", "bad-1", "b", "a", "gone-2", "bad-2", "gone-1"];
    const result = await sockets.broadcast(ids, posted, { text: "x" });
    expect(result).toEqual({
      sent: 2,
      gone: ["gone-1", "gone-2"],
      failed: [
        { connectionId: "bad-1", error: expect.any(Error) },
        { connectionId: "bad-2", error: expect.any(Error) },
      ],
    });
    expect(result.failed[0]?.error.message).toMatch(/^connection "bad-1": BadRequestException/);
    expect(server.requests.map(({ path }) => idOf(path)).sort()).toEqual([
      "a",
      "b",
      "bad-1",
      "bad-2",
      "gone-1",
      "gone-2",
    ]);
  });

  test("a set of connection IDs and an empty list are accepted", async () => {
    expect(await sockets.broadcast(new Set(["a", "b"]), closed)).toEqual({ sent: 2, gone: [], failed: [] });
    expect(await sockets.broadcast([], closed)).toEqual({ sent: 0, gone: [], failed: [] });
  });

  test("the frame is serialized once", async () => {
    let count = 0;
    const body = {
      text: "x",
      toJSON: () => {
        count++;
        return { text: "x" };
      },
    };
    process.env.AWS_LAMBDA_RUNTIME_API = "127.0.0.1:9001";
    await connections().broadcast(["a", "b", "c"], posted, body);
    expect(count).toBe(1);
    expect(server.requests).toHaveLength(3);
  });

  test.each([
    [undefined, 20],
    [1, 1],
    [3, 3],
  ])(
    "a broadcast with concurrency %s sends at most %i requests at the same time",
    async (concurrency, expected) => {
      let open = 0;
      let maximum = 0;
      let release = () => {};
      const released = new Promise<void>((resolve) => {
        release = resolve;
      });
      server.respond = async () => {
        maximum = Math.max(maximum, ++open);
        // The first requests wait, so that a request above the limit would arrive.
        if (open === expected) setTimeout(release, 50);
        await released;
        open--;
        return { status: 200 };
      };
      const ids = Array.from({ length: 60 }, (_, index) => `c-${index}`);
      const { sent } = await sockets.broadcast(ids, closed, undefined, { concurrency });
      expect([sent, maximum]).toEqual([60, expected]);
    },
  );

  test.each([0, -1, 1.5, 51, Number.NaN])("concurrency %s is an error", async (concurrency) => {
    await expect(sockets.broadcast(["a"], closed, undefined, { concurrency })).rejects.toThrow(
      `broadcast: concurrency is ${concurrency}; expected an integer from 1 to 50`,
    );
  });
});

describe("the endpoint", () => {
  const VARIABLE = "AWS_ENDPOINT_URL_APIGATEWAYMANAGEMENTAPI";

  test("connections() uses its argument, and otherwise the environment variable", async () => {
    process.env[VARIABLE] = "https://unused.example.com";
    expect(await connections(`${url}/`).send("a", closed)).toBe(true);
    expect(server.requests[0]?.path).toBe("/live/@connections/a");
  });

  test.each([
    [undefined, "not set"],
    ["", "empty"],
  ])("connections() without a URL is an error if the variable is %j", (value, state) => {
    delete process.env[VARIABLE];
    if (value !== undefined) process.env[VARIABLE] = value;
    expect(() => connections()).toThrow(
      `environment variable ${VARIABLE} is ${state}; expected the managementUrl of a WebSocketApi. Set \`environment\` of the NodejsFunction, such as { ${VARIABLE}: chat.managementUrl }.`,
    );
  });

  test.each([
    "wss://a1b2c3d4e5.execute-api.eu-central-1.amazonaws.com/live",
    "https://a1b2c3d4e5.execute-api.eu-central-1.amazonaws.com/live/@connections",
    "https://a1b2c3d4e5.execute-api.eu-central-1.amazonaws.com/live/%40connections/",
    "a1b2c3d4e5",
  ])("the URL %s is an error that names managementUrl", (wrong) => {
    const expected = `the URL of @connections is "${wrong}"; expected https://HOST/STAGE. Pass managementUrl of the WebSocketApi.`;
    expect(() => connections(wrong)).toThrow(expected);
    process.env[VARIABLE] = wrong;
    expect(() => connections()).toThrow(expected);
  });

  /** Sends each HTTPS request to the server instead. Returns the URLs of the requests. */
  function redirectRequests(): readonly string[] {
    const targets: string[] = [];
    jest.spyOn(https, "request").mockImplementation(((options: RequestOptions, callback: () => void) => {
      targets.push(`https://${options.host}${options.path}`);
      const { hostname: host, port } = new URL(url);
      return request({ ...options, protocol: "http:", agent: false, host, port }, callback);
    }) as typeof request);
    return targets;
  }

  /** Returns the URL to which a handler posts. The server receives the request instead of this URL. */
  async function postedUrl(context: object, region: string): Promise<string | undefined> {
    delete process.env[VARIABLE];
    process.env.AWS_REGION = region;
    const targets = redirectRequests();
    const post = handleMessage(message("post"), async ({ connections }) => {
      await connections.send("a=", closed);
    });
    expect(await post(messageEvent("post", "{}", context))).toEqual({ statusCode: 200 });
    return targets[0];
  }

  test.each([
    ["https://a1b2c3d4e5.execute-api.us-east-1.amazonaws.com/live", "us-east-1"],
    ["https://a1b2c3d4e5.execute-api.cn-north-1.amazonaws.com.cn/live", "cn-north-1"],
    ["https://chat.example.com", "eu-central-1"],
  ])("a request to %s is signed for the Region %s", async (endpoint, region) => {
    redirectRequests();
    await connections(endpoint).send("a", closed);
    expect(server.requests[0]?.authorization).toContain(`/${region}/execute-api/aws4_request`);
  });

  test.each([
    ["the execute-api host", {}, "eu-central-1", "a1b2c3d4e5.execute-api.eu-central-1.amazonaws.com"],
    [
      "the execute-api host for a custom domain",
      { domainName: "chat.example.com" },
      "eu-central-1",
      "a1b2c3d4e5.execute-api.eu-central-1.amazonaws.com",
    ],
    [
      "the host of China",
      { domainName: "a1b2c3d4e5.execute-api.cn-north-1.amazonaws.com.cn" },
      "cn-north-1",
      "a1b2c3d4e5.execute-api.cn-north-1.amazonaws.com.cn",
    ],
    [
      "the host of China for a custom domain",
      { domainName: "chat.example.cn" },
      "cn-north-1",
      "a1b2c3d4e5.execute-api.cn-north-1.amazonaws.com.cn",
    ],
    [
      "the host of the European Sovereign Cloud for a custom domain",
      { domainName: "chat.example.eu" },
      "eusc-de-east-1",
      "a1b2c3d4e5.execute-api.eusc-de-east-1.amazonaws.eu",
    ],
    [
      "the suffix of the event in another partition",
      { domainName: "a1b2c3d4e5.execute-api.us-iso-east-1.c2s.ic.gov" },
      "us-iso-east-1",
      "a1b2c3d4e5.execute-api.us-iso-east-1.c2s.ic.gov",
    ],
  ])("a handler posts to %s", async (_, context, region, host) => {
    expect(await postedUrl(context, region)).toBe(`https://${host}/live/@connections/a%3D`);
  });

  test("a handler without a Region and without the variable logs an error with the fix", async () => {
    delete process.env[VARIABLE];
    delete process.env.AWS_REGION;
    const error = jest.spyOn(console, "error").mockImplementation(() => {});
    jest.spyOn(console, "warn").mockImplementation(() => {});
    const post = handleMessage(message("post"), async ({ connections }) => {
      await connections.close("a");
    });
    await post(messageEvent("post", "{}"));
    expect(error.mock.calls[0]?.[0]).toMatchObject({
      error: {
        message: `environment variable AWS_REGION is not set; expected the Region, which Lambda sets. Outside Lambda, set ${VARIABLE}.`,
      },
    });
  });
});

describe("a problem of a one-way message", () => {
  const post = handleMessage(message("post"), () => {
    throw new HttpError(409, "taken", "It is taken.");
  });

  test("a client whose connection no longer exists is no warning", async () => {
    const warn = jest.spyOn(console, "warn");
    server.respond = () => gone;
    expect(await post(messageEvent("post", "{}"))).toEqual({ statusCode: 409 });
    expect(server.requests).toHaveLength(1);
    expect(warn).not.toHaveBeenCalled();
  });

  test("a missing permission is a warning that names the grant", async () => {
    const warn = jest.spyOn(console, "warn").mockImplementation(() => {});
    server.respond = () => ({ status: 403, error: "AccessDeniedException", body: '{"message":"denied"}' });
    expect(await post(messageEvent("post", "{}"))).toEqual({ statusCode: 409 });
    expect(warn.mock.calls).toEqual([
      [
        expect.objectContaining({
          message: "cannot send the problem to the client",
          routeKey: "post",
          error: expect.objectContaining({
            message:
              'connection "VNRUSeldSwMCIRQ=": AccessDeniedException: denied. Call grantManageConnections(fn) of the WebSocketApi with this function.',
          }),
        }),
      ],
    ]);
  });
});
