import { binary, message, route, stream, text } from "gatewright/contract";
import { HttpError, handle, handleAll } from "gatewright/runtime";
import { handleMessage } from "gatewright/runtime/websocket";
import { invoke } from "gatewright/testing";
import * as z from "zod/mini";

const Thing = z.object({ name: z.string() });
const createThing = route("POST /owners/{owner}/things", {
  body: Thing,
  query: z.object({ tag: z.array(z.string()) }),
});

test("a handler gets the parts of the request, and its reply is returned with the parsed body", async () => {
  const handler = handle(createThing, ({ params, query, headers, body, claims, event }) => ({
    status: 201,
    headers: { "X-Path": event.rawPath },
    body: { params, query, type: headers["content-type"], trace: headers["x-trace"], body, claims },
  }));
  const response = await invoke(handler, {
    params: { owner: "ada" },
    query: { tag: ["a b", "c"] },
    headers: { "X-Trace": "1" },
    body: { name: "x" },
    claims: { sub: "ada" },
  });
  expect(response).toEqual({
    status: 201,
    headers: { "content-type": "application/json", "x-path": "/owners/ada/things" },
    cookies: [],
    body: {
      params: { owner: "ada" },
      query: { tag: ["a b", "c"] },
      type: "application/json",
      trace: "1",
      body: { name: "x" },
      claims: { sub: "ada" },
    },
  });
});

test("an invalid request and an error of the handler are responses with problem details", async () => {
  const handler = handle(createThing, () => {
    throw new HttpError(409, "exists", "The thing exists.");
  });
  const request = { params: { owner: "ada" }, query: { tag: ["a"] } };
  expect(await invoke(handler, { ...request, body: { name: 1 } })).toMatchObject({
    status: 400,
    body: { code: "invalid-input", errors: [{ in: "body", path: "/name" }] },
  });
  expect(await invoke(handler, { ...request, body: { name: "x" } })).toMatchObject({
    status: 409,
    body: { code: "exists", detail: "The thing exists." },
  });
});

test("a body that is not JSON is a text, and an empty body is undefined", async () => {
  const download = route("GET /csv", { replies: { 200: text("text/csv") } });
  expect((await invoke(handle(download, () => ({ status: 200, body: "a,b" })))).body).toBe("a,b");
  const image = route("GET /image", { replies: { 200: binary("text/plain") } });
  expect((await invoke(handle(image, () => ({ status: 200, body: Buffer.from("bytes") })))).body).toBe(
    "bytes",
  );
  expect((await invoke(handle(route("DELETE /a"), () => ({ status: 204 })))).body).toBeUndefined();
});

test("bytes are base64-encoded in the event, unless the content type is a text", async () => {
  const handler = handle(route("POST /images"), ({ event }) => ({
    status: 200,
    body: { type: event.headers["content-type"], body: event.body, isBase64Encoded: event.isBase64Encoded },
  }));
  const body = Uint8Array.of(0, 255, 1);
  expect((await invoke(handler, { body })).body).toEqual({ body: "AP8B", isBase64Encoded: true });
  const type = "text/csv; charset=utf-8";
  const request = { body: Buffer.from("a,b"), headers: { "Content-Type": type } };
  expect((await invoke(handler, request)).body).toEqual({ type, body: "a,b", isBase64Encoded: false });
  expect((await invoke(handler, { body: new Uint8Array() })).body).toEqual({ isBase64Encoded: false });
});

test("the bytes of a binary response are returned unchanged", async () => {
  const image = route("GET /image", { replies: { 200: binary("image/png") } });
  const response = await invoke(handle(image, () => ({ status: 200, body: Buffer.of(0, 255, 1) })));
  expect(response.bytes).toEqual(Buffer.of(0, 255, 1));
  expect((await invoke(handle(route("DELETE /a"), () => ({ status: 204 })))).bytes).toHaveLength(0);
});

test.each<[string, unknown]>([
  ["a handler of messages", handleMessage(message("a"), () => {})],
  ["a Lambda handler", async () => ({ statusCode: 200 })],
  ["no handler", undefined],
])("%s is an error", async (_, other) => {
  await expect(invoke(other as never)).rejects.toThrow(
    "invoke: the handler has no routes; expected a handler from handle() or handleAll(). Use invokeMessage() for a handler of a WebSocket API.",
  );
});

test("a path parameter that is not set, or that the route does not have, is an error", async () => {
  const handler = handle(route("GET /things/{thingId}"), () => ({ status: 200 }));
  await expect(invoke(handler)).rejects.toThrow(
    'invoke: the path parameter "thingId" is not set. Add it to params.',
  );
  await expect(invoke(handler, { params: { thingId: "1", id: "1" } })).rejects.toThrow(
    'invoke: the route has no path parameter "id". Remove it from params.',
  );
});

test("the event has the cookies, the query and the address of the request, as API Gateway sends them", async () => {
  const handler = handle(route("GET /things"), ({ event, query }) => ({
    status: 200,
    cookies: ["a=1; Secure", "b=2"],
    body: {
      cookies: event.cookies,
      headers: event.headers,
      raw: event.rawQueryString,
      parameters: event.queryStringParameters,
      query,
      domain: event.requestContext.domainName,
      protocol: event.requestContext.http.protocol,
    },
  }));
  const response = await invoke(handler, {
    query: { tag: ["a b", "c"], page: "1" },
    headers: { Cookie: "x=1; y=2" },
  });
  expect(response.cookies).toEqual(["a=1; Secure", "b=2"]);
  const host = "testapi.execute-api.us-east-1.amazonaws.com";
  expect(response.body).toMatchObject({
    cookies: ["x=1", "y=2"],
    headers: { host },
    raw: "tag=a+b&tag=c&page=1",
    parameters: { tag: "a b,c", page: "1" },
    domain: host,
    protocol: "HTTP/1.1",
  });
  expect(response.body.headers).not.toHaveProperty("cookie");
});

test("the route key selects the route of a combined handler", async () => {
  const handler = handleAll(
    handle(route("GET /a"), () => ({ status: 200, body: "a" })),
    handle(route("$default"), () => ({ status: 200, body: "default" })),
  );
  expect((await invoke(handler)).body).toBe("a");
  expect((await invoke(handler, { routeKey: "$default" })).body).toBe("default");
  await expect(invoke(handler, { routeKey: "GET /none" })).rejects.toThrow(
    'invoke: the handler has no route "GET /none"; expected one of GET /a, $default.',
  );
});

describe("the event of a REST API", () => {
  const getFile = route("GET /owners/{owner}/files/{path+}", { groups: ["staff"] });
  const handler = handle(getFile, ({ params, query, headers, claims, event }) => ({
    status: 200,
    cookies: ["a=1", "b=2"],
    body: { params, query, type: headers["x-type"], cookies: event.cookies, claims, path: event.rawPath },
  }));
  const request = {
    params: { owner: "a/b", path: "x y/z%" },
    query: { tag: ["a b", "c"], page: "1" },
    headers: { "X-Type": "csv", Cookie: "x=1; y=2" },
    claims: { sub: "ada", "cognito:groups": "[admin staff]", exp: "1718722804", iat: "1718719204" },
  };

  test("a handler gets the same request, and returns the same response", async () => {
    const http = await invoke(handler, request);
    const rest = await invoke(handler, { ...request, api: "rest" });
    expect(rest).toEqual({ ...http, body: { ...http.body, path: "/v1/owners/a/b/files/x y/z%" } });
    expect(rest).toMatchObject({ status: 200, cookies: ["a=1", "b=2"] });
  });

  test("the event has the fields that API Gateway sends", async () => {
    const events: unknown[] = [];
    const recorder = Object.assign(
      async (event: unknown) => {
        events.push(event);
        return {};
      },
      { routes: [getFile] },
    );
    await invoke(recorder, { ...request, api: "rest" });
    expect(events[0]).toMatchObject({
      resource: "/owners/{owner}/files/{path+}",
      path: "/owners/a%2Fb/files/x%20y/z%25",
      httpMethod: "GET",
      headers: { "x-type": "csv", cookie: "x=1; y=2" },
      multiValueHeaders: { "x-type": ["csv"] },
      queryStringParameters: { tag: "c", page: "1" },
      multiValueQueryStringParameters: { tag: ["a b", "c"], page: ["1"] },
      pathParameters: { owner: "a%2Fb", path: "x%20y/z%25" },
      stageVariables: null,
      body: null,
      isBase64Encoded: false,
      requestContext: {
        authorizer: {
          claims: {
            sub: "ada",
            "cognito:groups": "admin,staff",
            exp: "Tue Jun 18 15:00:04 UTC 2024",
            iat: "Tue Jun 18 14:00:04 UTC 2024",
          },
        },
        path: "/v1/owners/a%2Fb/files/x%20y/z%25",
        resourcePath: "/owners/{owner}/files/{path+}",
        stage: "v1",
      },
    });
    expect(events[0]).not.toHaveProperty("version");
  });

  test("fields without a value are null, and the method ANY is sent as GET", async () => {
    const any = handle(route("ANY /a"), ({ event }) => ({
      status: 200,
      body: event.requestContext.http.method,
    }));
    expect(await invoke(any, { api: "rest" })).toMatchObject({ status: 200, body: "GET" });
  });

  test("the route $default is an error, because REST APIs do not have it", async () => {
    const any = handle(route("$default"), () => ({ status: 204 }));
    await expect(invoke(any, { api: "rest" })).rejects.toThrow(
      'invoke: a REST API has no route "$default". Remove api: "rest".',
    );
  });
});

test("invoke() waits for the end of a streamed reply, and returns its whole body", async () => {
  async function* chunks() {
    yield "data: 1\n\n";
    yield "data: 2\n\n";
  }
  const events = route("GET /events", { replies: { 200: stream("text/event-stream") } });
  const handler = handle(events, () => ({ status: 200, body: chunks() }));
  expect(await invoke(handler, { api: "rest" })).toEqual({
    status: 200,
    headers: { "content-type": "text/event-stream" },
    cookies: [],
    body: "data: 1\n\ndata: 2\n\n",
  });
});
