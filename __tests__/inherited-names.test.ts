import { binary, client, openapi, route } from "gatewright/contract";
import { handle } from "gatewright/runtime";
import { assertions, invoke } from "gatewright/testing";
import * as classic from "zod";
import * as z from "zod/mini";
import { computeDataAttribute, computeResourceAttribute } from "#aws";
import { references, resolveStack, Stack, UnknownValue } from "#terraform";
import { readModel } from "../src/local/model";
import { testBackend } from "./local/gateway/backend";
import { authorizedBy, describeTerraform, invokeArn } from "./local/gateway/terraform-fixture";
import { testGateway } from "./local/gateway/test-gateway";
import { change, constructLines, findingLines } from "./plan/review/support";
import { eventOf } from "./support";

// Every object of JavaScript inherits properties such as `constructor`. A name that comes from a user, from Terraform or
// from a request can be the same as the name of such a property, and must behave like any other name.

const NAMES = ["constructor", "toString", "valueOf", "hasOwnProperty", "isPrototypeOf", "__proto__"];

/** Returns an object whose own property has the name, even if the name is `__proto__`. */
const named = <Value>(name: string, value: Value): Readonly<Record<string, Value>> =>
  Object.fromEntries([[name, value]]);

describe.each(NAMES)("Terraform with the name %s", (name) => {
  function read(json: object) {
    const stack = Stack.parse(JSON.stringify(json));
    return { stack, resolved: resolveStack({ name: "test", dir: "/stack", stack }) };
  }

  /** Returns the value of an expression in a stack with these blocks. */
  const evaluate = (expression: string, json: object) =>
    read({ ...json, resource: { aws_thing: { it: { value: expression } } } }).resolved.find("aws_thing.it")
      ?.values.value;

  test("variables, local values, providers, modules, outputs, resources and data sources can have the name", () => {
    const blocks = named(name, { default: "x" });
    const { stack, resolved } = read({
      variable: blocks,
      locals: named(name, "x"),
      output: named(name, { value: "x" }),
      provider: named(name, [{ alias: "a" }]),
      module: named(name, { source: "./x" }),
      data: named(name, named(name, {})),
      resource: [named(name, named(name, { a: "1" })), named(name, { other: {} })],
    });
    const { configuration } = stack;
    for (const part of [
      configuration.variable,
      configuration.locals,
      configuration.output,
      configuration.provider,
    ])
      expect(Object.keys(part)).toEqual([name]);
    expect(resolved.modules).toEqual([name]);
    expect(resolved.resources.map(({ address }) => address)).toEqual([`${name}.${name}`, `${name}.other`]);
    expect(resolved.find(`${name}.${name}`)?.attribute("id")).toMatch(/^[a-z0-9]{10}$/);
    expect(resolved.find(`${name}.${name}`)?.attribute("arn")).toBeUndefined();
    expect(stack.at(`${name}.other`).values).toEqual({});
  });

  test("a stack without the name has no such value", () => {
    const { stack, resolved } = read({
      resource: { aws_thing: { it: {} } },
      variable: { a: {} },
      locals: { a: 1 },
    });
    expect([stack.ofType(name), resolved.find(`aws_thing.${name}`)]).toEqual([[], undefined]);
    expect(resolved.find("aws_thing.it")?.values[name]).toBeUndefined();
    expect(resolved.find("aws_thing.it")?.attribute(name)).toBeUndefined();
    for (const expression of [
      `var.${name}`,
      `local.${name}`,
      `data.aws_region.${name}.id`,
      `aws_thing.it.${name}`,
    ])
      expect(evaluate(`\${${expression}}`, {})).toBeInstanceOf(UnknownValue);
  });

  test("an attribute, a key and a function with the name have only their own value", () => {
    const json = {
      variable: { map: { default: { a: {} } }, own: { default: named(name, "x") }, list: { default: [1] } },
    };
    expect(evaluate(`\${var.own["${name}"]}`, json)).toBe("x");
    expect(evaluate(`\${lookup(var.own, "${name}")}`, json)).toBe("x");
    expect(evaluate(`\${lookup(merge(var.map, var.own), "${name}")}`, json)).toBe("x");
    expect(evaluate(`\${var.map["${name}"]}`, json)).toMatchObject({ reason: `no value at "${name}"` });
    expect(evaluate(`\${var.list["${name}"]}`, json)).toMatchObject({ reason: `no value at "${name}"` });
    expect(evaluate('${var.list["length"]}', json)).toMatchObject({ reason: 'no value at "length"' });
    expect(evaluate(`\${${name}()}`, json)).toMatchObject({
      reason: `the function ${name}() is not evaluated`,
    });
  });

  test("references and assertions do not follow inherited properties", () => {
    const json = JSON.stringify({ resource: { aws_thing: { it: { a: `\${aws_thing.it.${name}}` } } } });
    const stack = Stack.parse(json);
    expect(references(stack.at("aws_thing.it").values)).toHaveLength(1);
    expect(stack.resolve(stack.at("aws_thing.it").values)).toEqual({ a: `\${aws_thing.it.${name}}` });
    expect(() => stack.follow(stack.at("aws_thing.it"), name)).toThrow("is not set");
    expect(() => assertions(json).only("aws_thing", named(name, "x"))).toThrow(
      `${name} is not set, expected "x"`,
    );
  });

  test("AWS computes no attribute with the name, and none of a type with the name", () => {
    const resource = (type: string) => ({ type, region: () => "eu-central-1", argument: () => undefined });
    expect(computeResourceAttribute(resource("aws_lambda_function"), name)).toBeUndefined();
    expect(computeResourceAttribute(resource(name), "id")).toMatch(/^[a-z0-9]{10}$/);
    expect(computeDataAttribute(resource(name), "id")).toBeUndefined();
    expect(computeDataAttribute(resource("aws_region"), name)).toBeUndefined();
  });

  test("the local gateway starts with resources and variables of the name", () => {
    const more = { resource: named(name, named(name, {})), variable: named(name, { default: "x" }) };
    const stack = Stack.parse(
      describeTerraform({ stages: named(`s-${name}`, { stage_variables: named(name, "x") }), more }),
    );
    expect(readModel({ name: "test", dir: "/stack", stack }, () => "").warnings).toEqual([]);
  });

  test("a review prints a changed argument and a type with the name", () => {
    const changed = change("aws_sqs_queue", { before: { tags: {} }, after: { tags: named(name, "a") } });
    expect(constructLines(changed)).toContain(`    tags.${name}: (none) → a`);
    const other = change(name, { action: "create", before: null, after: named(name, "a") });
    expect(findingLines(other)).toEqual([]);
    expect(constructLines(other)).toEqual([expect.stringContaining("+"), `    ${name}: a`]);
  });
});

describe.each(NAMES)("a contract with the name %s", (name) => {
  const path = `/x/{${name}}` as const;

  test("the OpenAPI document has the parameter as a string, and no example", () => {
    const get = route(`GET ${path}`, { examples: { params: {} as never, query: {} as never } });
    const { paths } = openapi(named(name, get), { title: "x", version: "1" });
    const [operation] = Object.values(paths[path] ?? {});
    expect(operation).toMatchObject({ operationId: name });
    const [parameter] = (operation as { readonly parameters: object[] }).parameters;
    expect(parameter).toEqual({ name, in: "path", required: true, schema: { type: "string" } });
  });

  test("a client has the route, and sends the parameter", async () => {
    const urls: string[] = [];
    const send = async (url: unknown) => {
      urls.push(String(url));
      return new Response(null, { status: 204 });
    };
    const routes = named(name, route(`GET ${path}`, { replies: { 204: binary("a/b") } }));
    const api = client(routes, { baseUrl: "https://a", fetch: send as typeof fetch });
    await Object.getOwnPropertyDescriptor(api, name)?.value({
      params: named(name, "1"),
      query: named(name, "2"),
    });
    expect(urls).toEqual([`https://a/x/1?${name}=2`]);
  });

  test("a handler receives parameters with the name, and returns a header with it", async () => {
    const handler = handle(route("GET /x"), ({ query, log }) => {
      log.info("request", named(name, "logged"));
      return { status: 200, body: Object.entries(query), headers: named(name, "1") };
    });
    const entries: object[] = [];
    const info = jest.spyOn(console, "info").mockImplementation((entry) => entries.push(entry));
    const result = (await handler(eventOf({ query: `${name}=a&${name}=b` }))) as {
      headers: object;
      body: string;
    };
    info.mockRestore();
    expect(JSON.parse(result.body)).toEqual([[name, "b"]]);
    expect(Object.entries(result.headers)).toContainEqual([name.toLowerCase(), "1"]);
    expect(entries.flatMap((entry) => Object.entries(entry))).toContainEqual([name, "logged"]);
  });

  test("a schema validates a parameter with the name", async () => {
    const schema = z.looseObject({ limit: z.optional(z.number()) });
    const handler = handle(route("GET /x", { query: schema }), ({ query }) => ({
      status: 200,
      body: query.limit,
    }));
    expect(await handler(eventOf({ query: `${name}=a&limit=5` }))).toMatchObject({
      statusCode: 200,
      body: "5",
    });
  });

  test("a parameter with the name gets the type of the schema", async () => {
    for (const query of [
      z.record(z.string(), z.number()),
      classic.record(classic.string(), classic.number()),
    ]) {
      const handler = handle(route("GET /x", { query }), ({ query }) => ({
        status: 200,
        body: Object.entries(query),
      }));
      const { body } = (await handler(eventOf({ query: `${name}=5` }))) as { body: string };
      // zod leaves out the name __proto__.
      expect(JSON.parse(body)).toEqual(name === "__proto__" ? [] : [[name, 5]]);
    }
  });

  test("invoke() reports a missing parameter with the name", async () => {
    const handler = handle(route(`GET ${path}`), () => ({ status: 204 }));
    await expect(invoke(handler, {} as never)).rejects.toThrow(`the path parameter "${name}" is not set`);
  });
});

describe("the local gateway", () => {
  const endpoint = testBackend();
  const all = (template: (name: string) => string) => NAMES.map(template).join(" ");
  const format = [
    all((name) => `$\${context.${name}}`),
    all((name) => `$\${context.authorizer.${name}}`),
    all((name) => `$\${context.authorizer.claims.${name}}`),
  ].join(" ");
  const mappings = NAMES.flatMap((name) =>
    [`context.${name}`, `stageVariables.${name}`, `request.path.${name}`, `request.querystring.${name}`].map(
      (expression, index) => [`append:header.x-${index}-${name}`, `$\${${expression}}`],
    ),
  );
  const bodies = NAMES.map((name) => [`append:header.x-body-${name}`, `$request.body.${name}`]);
  const authorizer = {
    authorizer_uri: invokeArn("allow"),
    authorizer_payload_format_version: "2.0",
    enable_simple_responses: true,
    identity_sources: NAMES.slice(0, 3).map((name) => `$request.querystring.${name}`),
  };

  const api = testGateway(() => ({
    stages: { $default: { access_log_settings: { destination_arn: "arn:aws:logs:x", format } } },
    functions: { allow: { code: "exports.handler = async () => ({ isAuthorized: true, context: {} });" } },
    authorizers: { lambda: authorizer },
    routes: {
      "POST /mapped": {
        to: "echo",
        integration: { request_parameters: Object.fromEntries([...mappings, ...bodies]) },
      },
      "GET /lambda": { to: "echo", ...authorizedBy("lambda", "CUSTOM") },
      "GET /v1/{constructor}/{toString}/{__proto__+}": {
        to: "echo",
        integration: { payload_format_version: "1.0" },
      },
      "GET /v2/{constructor}/{toString}/{__proto__+}": { to: "echo" },
      "GET /http/{id}": { to: `${endpoint.url}/{constructor}/{__proto__}/{id}` },
      "GET /variable": { to: `${endpoint.url}/$\${stageVariables.constructor}` },
    },
  }));
  const query = NAMES.map((name) => `${name}=1`).join("&");

  test("no variable of an access log finds an inherited property", async () => {
    await api.call(`GET /lambda?${query}`);
    expect(api.takeLogs("access")).toEqual([Array.from({ length: 3 * NAMES.length }, () => "-").join(" ")]);
  });

  test("no mapping finds an inherited property", async () => {
    const { headers } = await api.event("POST /mapped", { body: "{}" });
    expect(Object.keys(headers).filter((name) => /^x-(\d|body)-/.test(name))).toEqual([]);
  });

  test("a mapping finds the value of a query parameter and of a body", async () => {
    const body = `{${NAMES.map((name) => `"${name}":"b"`).join(",")}}`;
    const { headers } = await api.event(`POST /mapped?${query}`, { body });
    const values = (prefix: string) => NAMES.map((name) => headers[`${prefix}${name.toLowerCase()}`]);
    expect([values("x-3-"), values("x-body-")]).toEqual([NAMES.map(() => "1"), NAMES.map(() => "b")]);
  });

  test.each(["/v1", "/v2"])("the event of %s has the parameters", async (prefix) => {
    const event = await api.event(`GET ${prefix}/a/b/c/d?${query}`, {
      headers: NAMES.map((name) => `${name}: h`),
    });
    expect(Object.entries(event.pathParameters)).toEqual([
      ["constructor", "a"],
      ["toString", "b"],
      ["__proto__", "c/d"],
    ]);
    expect(Object.keys(event.queryStringParameters).sort()).toEqual([...NAMES].sort());
    const names = Object.keys(event.headers).map((name) => name.toLowerCase());
    expect(names).toEqual(expect.arrayContaining(NAMES.map((name) => name.toLowerCase())));
  });

  test("a URL of an endpoint has no text of an inherited property", async () => {
    expect(JSON.parse((await api.call("GET /http/1")).body).url).toBe("///1");
    expect((await api.call("GET /variable")).status).toBe(500);
  });
});
