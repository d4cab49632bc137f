import fc from "fast-check";
import { client, route } from "gatewright/contract";
import * as z from "zod/mini";
import { testGateway } from "../local/gateway/test-gateway";

/** Parts of the event that the function returns. */
const Echo = z.object({
  pathParameters: z.record(z.string(), z.string()),
  rawQueryString: z.string(),
  headers: z.record(z.string(), z.string()),
});
const routes = {
  thing: route("GET /things/{thingId}", { replies: { 200: Echo } }),
  file: route("GET /files/{path+}", { replies: { 200: Echo } }),
};
const gateway = testGateway({
  routes: { "GET /things/{thingId}": { to: "echo" }, "GET /files/{path+}": { to: "echo" } },
});

const connect = () => client(routes, { baseUrl: gateway.local.url });

/** Text that often contains characters with a meaning in a URL or a header. */
const text = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.string({
    unit: fc.constantFrom(..."/?%#+.&=;:@ \\\t\n\0'\"{}é€😀a0", "..", "%2F", "%3F", "%25", "\ud800"),
  }),
);

/** Runs a request. Returns undefined if the client rejects a value. Any other error fails the test. */
async function unlessRejected<Result>(request: () => Promise<Result>): Promise<Result | undefined> {
  try {
    return await request();
  } catch (error) {
    if (/: (query )?(parameter|header) ".*" is .*; expected /s.test(String(error))) return undefined;
    throw error;
  }
}

test.each([
  ["thing", "thingId"],
  ["file", "path"],
] as const)(
  "a path parameter of the route %s arrives unchanged, or the client rejects it",
  async (name, parameter) => {
    const api = connect();
    await fc.assert(
      fc.asyncProperty(text, async (value) => {
        const call = api[name] as (request: object) => Promise<{ readonly body: z.infer<typeof Echo> }>;
        const response = await unlessRejected(() => call({ params: { [parameter]: value } }));
        if (response) expect(response.body.pathParameters).toEqual({ [parameter]: value });
      }),
      { numRuns: 400 },
    );
  },
);

test("a query parameter arrives unchanged, or the client rejects it", async () => {
  const api = connect();
  await fc.assert(
    fc.asyncProperty(text, text, async (name, value) => {
      const request = { params: { thingId: "t" }, query: { [name]: value } };
      const response = await unlessRejected(() => api.thing(request));
      if (response) {
        const received = [...new URLSearchParams(response.body.rawQueryString)];
        expect(received).toEqual([[name, value]]);
      }
    }),
    { numRuns: 200 },
  );
});

test("a header arrives unchanged, or the client rejects it", async () => {
  const api = connect();
  await fc.assert(
    fc.asyncProperty(text, async (value) => {
      const request = { params: { thingId: "t" }, headers: { "x-value": value } };
      const response = await unlessRejected(() => api.thing(request));
      if (response) expect(response.body.headers["x-value"] ?? "").toBe(value);
    }),
    { numRuns: 200 },
  );
});

test.each(["t-1", "a b", "é€😀", "a+b", "a#b", "a&b=c", "a;b", "a:b@c", "a.b", "...", "a\\b", "a\nb"])(
  "the parameter %j is accepted",
  async (value) => {
    const { body } = await connect().thing({ params: { thingId: value } });
    expect(body.pathParameters).toEqual({ thingId: value });
  },
);

test.each([
  ["what?", 'is "what?"; expected no "%" or "?", which API Gateway would change in a path.'],
  ["100%", 'is "100%"; expected no "%" or "?", which API Gateway would change in a path.'],
  ["", 'is ""; expected a value.'],
  [undefined, "is undefined; expected a value."],
  [null, "is null; expected a value."],
  ["\ud800", 'is "\\ud800"; expected valid Unicode, without half of a surrogate pair.'],
])("the parameter %j is rejected before a request is sent", async (value, message) => {
  const fetch = jest.fn();
  const api = client(routes, { baseUrl: "https://api.example.com", fetch });
  await expect(api.thing({ params: { thingId: value as string } })).rejects.toThrow(
    `GET /things/{thingId}: parameter "thingId" ${message}`,
  );
  expect(fetch).not.toHaveBeenCalled();
});

test.each(["", "a//b", "/a", "a/"])("the greedy parameter %j is rejected", async (value) => {
  const fetch = jest.fn();
  const api = client(routes, { baseUrl: "https://api.example.com", fetch });
  await expect(api.file({ params: { path: value } })).rejects.toThrow("expected no empty segment.");
  expect(fetch).not.toHaveBeenCalled();
});

test("half of a surrogate pair in a query, and a header with other characters than ASCII, are rejected", async () => {
  const fetch = jest.fn();
  const api = client(routes, { baseUrl: "https://api.example.com", fetch });
  const params = { thingId: "t" };
  await expect(api.thing({ params, query: { q: "\udc00" } })).rejects.toThrow(
    'GET /things/{thingId}: query parameter "q" is "\\udc00"; expected valid Unicode',
  );
  await expect(api.thing({ params, headers: { "x-name": "Zoë" } })).rejects.toThrow(
    'GET /things/{thingId}: header "x-name" is "Zoë"; expected printable ASCII without spaces at its ends.',
  );
  expect(fetch).not.toHaveBeenCalled();
});

test.each<[unknown, string]>([
  [null, "is null; expected"],
  [{ a: 1 }, "is [object Object]; expected"],
  [[null], "is null; expected"],
])(
  "the value %j of a query or a header is rejected, because its text has another meaning",
  async (value, message) => {
    const fetch = jest.fn();
    const api = client(routes, { baseUrl: "https://api.example.com", fetch });
    const params = { thingId: "t" };
    const rule = `${message} a string, a number or a boolean, or undefined to leave it out.`;
    await expect(api.thing({ params, query: { q: value as string } })).rejects.toThrow(
      `GET /things/{thingId}: query parameter "q" ${rule}`,
    );
    const [header] = [value].flat();
    await expect(api.thing({ params, headers: { "x-name": header as string } })).rejects.toThrow(
      `GET /things/{thingId}: header "x-name" ${rule}`,
    );
    expect(fetch).not.toHaveBeenCalled();
  },
);

test.each(["a\nb", "😀", " a"])(
  "the token %j is rejected, and the error does not contain it",
  async (token) => {
    const fetch = jest.fn();
    const api = client(routes, { baseUrl: "https://api.example.com", fetch, token });
    await expect(api.thing({ params: { thingId: "t" } })).rejects.toThrow(
      new Error(
        "GET /things/{thingId}: the token is invalid; expected printable ASCII without spaces at its ends.",
      ),
    );
    expect(fetch).not.toHaveBeenCalled();
  },
);
