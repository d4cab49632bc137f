import type { APIGatewayProxyEventV2 } from "aws-lambda";
import fc from "fast-check";
import { byQuery, route } from "gatewright/contract";
import { handle, handleAll } from "gatewright/runtime";
import * as z from "zod/mini";
import { eventOf } from "../support";

/** Handler that returns its validated body. */
const echo = handle(route("POST /echo", { body: z.unknown() }), ({ body }) => ({ status: 200, body }));
const create = handle(route("POST /things", { body: z.strictObject({ a: z.number() }) }), ({ body }) => ({
  status: 201,
  body,
}));

function withBody(body: unknown, event: Partial<APIGatewayProxyEventV2> = {}): APIGatewayProxyEventV2 {
  return { ...eventOf({ headers: { "content-type": "application/json" } }), ...event, body: body as string };
}

/** Calls a handler, and returns its result and the log entry of its error. */
async function callWithLog(handler: typeof echo, event: unknown) {
  const spy = jest.spyOn(console, "error").mockImplementation(() => {});
  const result = await handler(event as APIGatewayProxyEventV2);
  const log = JSON.stringify(spy.mock.calls);
  spy.mockRestore();
  return { result, log };
}

describe("a body that middleware has parsed", () => {
  test("a parsed body gives the same response as its text", async () => {
    const value = fc.jsonValue().filter((parsed) => typeof parsed !== "string");
    await fc.assert(
      fc.asyncProperty(value, fc.boolean(), async (parsed, isBase64Encoded) => {
        const text = JSON.stringify(parsed);
        const expected = await echo(withBody(text));
        expect(await echo(withBody(JSON.parse(text), { isBase64Encoded }))).toEqual(expected);
        expect(await create(withBody(JSON.parse(text)))).toEqual(await create(withBody(text)));
      }),
    );
  });

  test.each([
    ["a valid object", { a: 1 }, 201],
    ["an object without a prototype", Object.assign(Object.create(null), { a: 1 }), 201],
    ["an invalid object", { a: "1" }, 400],
    ["null", null, 400],
  ])("%s is validated by the schema", async (_, body, status) => {
    expect((await create(withBody(body))).statusCode).toBe(status);
  });

  test.each([
    ["a Buffer", Buffer.from("{}"), "Buffer"],
    ["a Map", new Map(), "Map"],
    ["a Date", new Date(0), "Date"],
    ["a value that is not resolved", Promise.resolve({}), "Promise"],
    ["an instance of a class", new (class Form {})(), "Form"],
    ["a function", () => ({}), "Function"],
    ["a bigint", 1n, "BigInt"],
    ["a symbol", Symbol("a"), "Symbol"],
  ])("%s causes a 500, and the log names the type", async (_, body, type) => {
    const { result, log } = await callWithLog(echo, withBody(body));
    expect(result.statusCode).toBe(500);
    expect(log).toContain(`the body of the event is a ${type}; expected text or a JSON value.`);
  });
});

describe("an event of another format", () => {
  const several = handleAll(
    echo,
    handle(byQuery("v", "2", { get: route("POST /echo") }).get, () => ({ status: 204 })),
  );

  const { requestContext } = eventOf();

  test.each<[string, unknown, string]>([
    ["no event", undefined, "undefined"],
    ["null", null, "null"],
    ["an empty object", {}, "version undefined with the properties ;"],
    [
      "an event of a load balancer",
      { httpMethod: "GET", requestContext },
      "version undefined with the properties httpMethod,requestContext;",
    ],
    ["part of payload format 1.0", { version: "1.0", requestContext }, "version 1.0 with the properties"],
    ["an event of SQS", { Records: [] }, "version undefined with the properties Records;"],
    ["an event without a request context", { version: "2.0" }, "version 2.0 with the properties version;"],
  ])("%s causes a 500, and the log names the format", async (_, event, found) => {
    for (const handler of [echo, several]) {
      const { result, log } = await callWithLog(handler, event);
      expect(result).toMatchObject({ statusCode: 500 });
      expect(log).toContain(`the event is ${found}`);
      expect(log).toContain("expected payload format 2.0 or 1.0 of API Gateway.");
    }
  });
});
