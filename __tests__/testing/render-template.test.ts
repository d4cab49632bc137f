import { renderTemplate } from "gatewright/testing";

test("a template reads the body, the parameters, the context and the stage variables", () => {
  const template = [
    "{",
    '  "id": "$input.params(\'id\')",',
    "  \"name\": $input.json('$.name'),",
    '  "ip": "$context.identity.sourceIp",',
    '  "table": "${stageVariables.table}"',
    "}",
  ].join("\n");
  const { output } = renderTemplate(template, {
    body: { name: "Desk lamp" },
    params: { path: { id: "p-1" } },
    context: { identity: { sourceIp: "192.0.2.1" } },
    stageVariables: { table: "products" },
  });
  expect(JSON.parse(output)).toEqual({ id: "p-1", name: "Desk lamp", ip: "192.0.2.1", table: "products" });
});

test("a template sets headers, path parameters, query parameters and the status", () => {
  const template = `
    #set($context.requestOverride.header.X-Tag = "a")
    #set($context.requestOverride.header["X-Tags"] = ["a", "b"])
    #set($context.requestOverride.path.id = 5)
    #set($context.requestOverride.querystring.page = "1")
    #set($context.responseOverride.status = 201)
    #set($context.responseOverride.header.Location = "/things/5")
  `;
  expect(renderTemplate(template)).toEqual({
    output: expect.stringMatching(/^\s*$/),
    requestOverride: {
      header: { "X-Tag": "a", "X-Tags": ["a", "b"] },
      path: { id: "5" },
      querystring: { page: "1" },
    },
    responseOverride: { status: 201, header: { Location: "/things/5" } },
  });
});

test.each(['"201"', "99", "600", "2.5", '"x"'])("the status %s of a response is ignored", (status) => {
  const { responseOverride } = renderTemplate(`#set($context.responseOverride.status = ${status})`);
  expect(responseOverride).toEqual({ header: {} });
});

test("a response template reads and keeps the override of the request template", () => {
  const request = renderTemplate("#set($context.responseOverride.status = 444)");
  const response = renderTemplate(
    '$context.responseOverride.status#set($context.responseOverride.header.a = "b")',
    request,
  );
  expect(response).toMatchObject({ output: "444", responseOverride: { status: 444, header: { a: "b" } } });
  const again = renderTemplate("#set($context.responseOverride.status = 200)", request);
  expect(again.responseOverride.status).toBe(200);
});

test.each([
  ["text", "text"],
  [{ a: 1 }, '{"a":1}'],
  [[1], "[1]"],
  [undefined, "{}"],
])("the body %j is read as %s", (body, text) => {
  expect(renderTemplate("$input.body", { body }).output).toBe(text);
});

test("names that every object inherits are not values of a template", () => {
  const template =
    "$constructor$input.constructor$input.path('$.__proto__')$input.params('toString')$context.valueOf";
  expect(renderTemplate(template, { body: "{}" }).output).toBe("");
});

test("an unknown kind of parameters is an error", () => {
  const request = { params: { query: { a: "1" } } } as object;
  expect(() => renderTemplate("$x", request)).toThrow(
    'params has the unknown kind "query"; expected path, querystring, header. Correct the name.',
  );
});

test("a template that is not exported is an error", () => {
  expect(() => renderTemplate(undefined as unknown as string)).toThrow(
    "the template is undefined; expected a text",
  );
});
