import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import * as z from "zod/mini";
import { route } from "#contract";
import { HttpError, handle } from "#runtime";
import { eventOf } from "../support";

const NewThing = z.strictObject({ name: z.string(), tags: z.optional(z.array(z.string())) });
const createThing = route("POST /things/{owner}", { access: "public", body: NewThing });

function call(
  handler: (event: APIGatewayProxyEventV2) => Promise<APIGatewayProxyStructuredResultV2>,
  event: Parameters<typeof eventOf>[0] = {},
) {
  return handler(eventOf(event));
}

function problemOf(result: APIGatewayProxyStructuredResultV2): unknown {
  expect(result.headers).toEqual({ "content-type": "application/problem+json" });
  return JSON.parse(result.body ?? "");
}

describe("a handler", () => {
  test("gets the path's parameters, the query, the validated body and the event", async () => {
    const event = eventOf({ params: { owner: "ann" }, query: { dry: "1" }, body: '{"name":"x"}' });
    const handler = handle(createThing, ({ params, query, body, event: whole }) => ({
      status: 200,
      body: [params.owner, query.dry, body.name, whole === event],
    }));
    expect(await handler(event)).toEqual({
      statusCode: 200,
      headers: { "content-type": "application/json" },
      body: '["ann","1","x",true]',
    });
  });

  test("gets a body that came as base64", async () => {
    const handler = handle(createThing, ({ body }) => ({ status: 200, body: body.name }));
    const body = Buffer.from('{"name":"größe"}').toString("base64");
    expect(await call(handler, { body, isBase64Encoded: true })).toMatchObject({ body: '"größe"' });
  });

  test("reads no body where its route promises none", async () => {
    const handler = handle(route("GET /things"), ({ body }) => ({
      status: 200,
      body: { body: body ?? null },
    }));
    expect(await call(handler, { body: "not JSON" })).toMatchObject({ body: '{"body":null}' });
  });

  test("may say what its body is", async () => {
    const headers = { "content-type": "application/vnd.things+json" };
    const handler = handle(route("GET /things"), () => ({ status: 200, headers, body: {} }));
    expect(await call(handler)).toMatchObject({ headers });
  });

  test("may answer with headers of its own and without a body", async () => {
    const handler = handle(route("GET /things"), () => ({ status: 204, headers: { etag: "1" } }));
    expect(await call(handler)).toEqual({ statusCode: 204, headers: { etag: "1" } });
  });
});

describe("a bad body is a 400 that says", () => {
  const handler = handle(createThing, () => ({ status: 201 }));

  test.each([
    ["that it is empty", undefined, "invalid-json", "The body is empty."],
    ["that it is no JSON", '{"name":', "invalid-json", "The body is not JSON."],
  ])("%s", async (_, body, code, detail) => {
    const result = await call(handler, { body });
    expect(result.statusCode).toBe(400);
    expect(problemOf(result)).toEqual({ status: 400, code, detail, requestId: "request-1" });
  });

  test("a path with / and ~ in it so that it can be told apart", async () => {
    const odd = route("POST /odd", { body: z.object({ "a/b~c": z.string() }) });
    const result = await call(
      handle(odd, () => ({ status: 201 })),
      { body: "{}" },
    );
    expect(problemOf(result)).toMatchObject({ errors: [{ path: "/a~1b~0c" }] });
  });

  test("every path that is wrong, as a JSON Pointer", async () => {
    const result = await call(handler, { body: '{"tags":["a",1],"more":true}' });
    expect(problemOf(result)).toMatchObject({
      code: "invalid-body",
      errors: [
        { path: "/name", message: expect.any(String) },
        { path: "/tags/1", message: expect.any(String) },
        { path: "", message: expect.any(String) },
      ],
    });
  });
});

describe("what a handler throws", () => {
  test("as an HttpError is told to the caller", async () => {
    const handler = handle(route("GET /things"), () => {
      throw new HttpError(409, "taken", "That name is taken.");
    });
    const result = await call(handler);
    expect(result.statusCode).toBe(409);
    expect(problemOf(result)).toEqual({
      status: 409,
      code: "taken",
      detail: "That name is taken.",
      requestId: "request-1",
    });
  });

  test.each([
    ["an error", new Error("the secret")],
    ["no error at all", "the secret"],
  ])("as %s is logged, and tells the caller nothing but the request id", async (_, thrown) => {
    const log = jest.spyOn(console, "error").mockImplementation(() => {});
    const handler = handle(route("GET /things"), async () => {
      throw thrown;
    });
    const result = await call(handler);
    expect(result.statusCode).toBe(500);
    expect(problemOf(result)).toEqual({
      status: 500,
      code: "internal-error",
      detail: "Something went wrong.",
      requestId: "request-1",
    });
    expect(log).toHaveBeenCalledWith(thrown);
    log.mockRestore();
  });
});
