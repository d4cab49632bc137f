import { readFileSync } from "node:fs";
import { route } from "gatewright/contract";
import { handle, type Log, redactLogNames, SECRET_LOG_NAMES } from "gatewright/runtime";
import { eventOf } from "../support";

const ANY = route("GET /things");

/** Runs a handler that uses its log. Returns the status of the response, and the lines of the log as JSON. */
async function logged(use: (log: Log) => void): Promise<{ status?: number; lines: readonly string[] }> {
  const lines: string[] = [];
  const spy = jest
    .spyOn(console, "info")
    .mockImplementation((entry) => void lines.push(JSON.stringify(entry)));
  const handler = handle(ANY, ({ log }) => {
    use(log);
    return { status: 204 };
  });
  const { statusCode } = await handler(eventOf());
  spy.mockRestore();
  return { status: statusCode, lines };
}

/** Headers as axios keeps them. */
class Headers {
  constructor(headers: object) {
    Object.assign(this, headers);
  }

  toJSON(): object {
    return { ...this };
  }
}

const SECRET = "s3cr3t-value";
const BEARER = { authorization: `Bearer ${SECRET}` };
function nested(depth: number, inner: unknown): unknown {
  let value = inner;
  for (let level = 0; level < depth; level++) value = { a: [value] };
  return value;
}
const errorWith = (properties: object) => Object.assign(new Error("failed"), properties);

const SHAPES: readonly [string, object][] = [
  ...SECRET_LOG_NAMES.map((name): [string, object] => [`the name ${name}`, { [name]: SECRET }]),
  ["capital letters", { AUTHORIZATION: SECRET, "Set-Cookie": [SECRET] }],
  ["camel case", { accessToken: SECRET, X_Api_Key: SECRET }],
  ["a nested object", { request: { headers: BEARER } }],
  ["an object far below", { deep: nested(9, BEARER) }],
  ["a value with toJSON", { headers: new Headers(BEARER) }],
  ["a list of names and values", { rawHeaders: ["Accept", "a", "Authorization", SECRET] }],
  [
    "a list of pairs",
    {
      headers: [
        ["accept", "a"],
        ["Cookie", SECRET],
      ],
    },
  ],
  ["objects with name and value", { headers: [{ name: "x-api-key", value: SECRET }] }],
  ["objects with key and value", { headers: { cookie1: [{ key: "Cookie", value: SECRET }] } }],
  ["the user info of a URL", { url: `https://user:${SECRET}@example.com/a` }],
  ["the message of an error", { error: new Error(`GET https://a:${SECRET}@example.com failed`) }],
  ["a property of an error", { error: errorWith({ config: { headers: new Headers(BEARER) } }) }],
  ["the cause of an error", { error: new Error("failed", { cause: errorWith({ headers: BEARER }) }) }],
  ["an object without a prototype", Object.assign(Object.create(null), BEARER)],
  ["a getter", { headers: Object.defineProperty({}, "cookie", { get: () => SECRET, enumerable: true }) }],
];

test.each(SHAPES)("the log contains no secret in %s", async (_, fields) => {
  const { status, lines } = await logged((log) => {
    log.info("got", fields as Record<string, unknown>);
    log.child(fields as Record<string, unknown>).info("child");
  });
  expect(status).toBe(204);
  expect(lines).toHaveLength(2);
  expect(lines.join()).not.toContain(SECRET);
  expect(lines.join()).toContain("[secret]");
});

test("a secret in the message is not written", async () => {
  const { lines } = await logged((log) => log.info(`calling https://user:${SECRET}@example.com`));
  expect(lines.join()).toContain("https://[secret]@example.com");
});

test("names can be added, and other values are written as they are", async () => {
  redactLogNames("X-Session-Id");
  const fields = { sessionId: "a", xSessionId: SECRET, url: "https://example.com/a?b=1@c", list: ["a", "b"] };
  const { lines } = await logged((log) => log.info("got", fields));
  expect(JSON.parse(lines[0] ?? "")).toMatchObject({ ...fields, xSessionId: "[secret]" });
});

const throwing = () => {
  throw new Error("unreadable");
};

test.each<[string, () => object]>([
  ["an object nested 100,000 deep", () => ({ body: nested(100_000, 1) })],
  [
    "a getter that throws",
    () => ({
      get body() {
        return throwing();
      },
      other: 1,
    }),
  ],
  [
    "a nested getter that throws",
    () => ({
      body: {
        get a() {
          return throwing();
        },
      },
    }),
  ],
  ["a proxy that throws", () => ({ body: new Proxy({}, { ownKeys: throwing, get: throwing }) })],
  ["toJSON that throws", () => ({ body: { toJSON: throwing } })],
  [
    "toJSON that returns itself",
    () => {
      const own = { toJSON: (): unknown => own };
      return { body: own };
    },
  ],
  [
    "a circle",
    () => {
      const own: Record<string, unknown> = {};
      own.own = own;
      return own;
    },
  ],
  ["a bigint, a symbol and a function", () => ({ a: 1n, b: Symbol("b"), c: () => 1 })],
  ["an invalid date", () => ({ at: new Date(Number.NaN) })],
  ["a property __proto__", () => JSON.parse('{ "__proto__": { "message": 1 } }')],
  ["an error without a stack", () => ({ error: Object.assign(new Error("a"), { stack: undefined }) })],
])("the log writes an entry with %s, and the request succeeds", async (_, fields) => {
  const { status, lines } = await logged((log) => log.info("got", fields() as Record<string, unknown>));
  expect(status).toBe(204);
  expect(JSON.parse(lines[0] ?? "")).toMatchObject({ message: "got", requestId: "request-1" });
});

test("a console that throws does not change the response", async () => {
  const spy = jest.spyOn(console, "info").mockImplementation(throwing);
  const handler = handle(ANY, ({ log }) => {
    log.info("got");
    return { status: 204 };
  });
  expect((await handler(eventOf())).statusCode).toBe(204);
  spy.mockRestore();
});

test("fields of the user cannot replace those of the log", async () => {
  process.env._X_AMZN_TRACE_ID = "Root=1";
  const forged = { message: "m", requestId: "r", routeKey: "k", traceId: "t", user: "ann" };
  const { lines } = await logged((log) => {
    log.info("got", forged);
    log.child(forged).info("got");
  });
  delete process.env._X_AMZN_TRACE_ID;
  for (const line of lines) {
    expect(JSON.parse(line)).toEqual({
      ...{ message: "got", requestId: "request-1", routeKey: "$default", traceId: "Root=1", user: "ann" },
      ...{ "fields.message": "m", "fields.requestId": "r", "fields.routeKey": "k", "fields.traceId": "t" },
    });
  }
});

test("a text of 100 kB is redacted in linear time", async () => {
  const hostile = ["://", "?a=", "Bearer ", "&", "[", "{", ":/", "Basic  "].map((part) =>
    part.repeat(Math.floor(100_000 / part.length)),
  );
  const { status } = await logged((log) => log.info("got", { hostile }));
  expect(status).toBe(204);
}, 5000);

test("the page lists the names", () => {
  const page = readFileSync("docs/handlers.md", "utf8").replaceAll(/\s+/g, " ");
  for (const name of SECRET_LOG_NAMES) expect(page).toContain(`\`${name}\``);
});
