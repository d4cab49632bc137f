import type { BlockArguments } from "../terraform-fixture";
import { type MethodDescription, restGateway } from "./rest-fixture";

// Sources of the expected results (docs/decisions/021-facts-carry-sources.md explains the marks in titles):
// - [AWS docs]: the pages how-to-mock-integration, request-response-data-mappings and integration-passthrough-behaviors of
//   the developer guide
// - [measured]: LocalStack, ministack, and the projects that a title names

/** MOCK method with these request templates. */
const mock = (templates: BlockArguments, more: BlockArguments = {}): MethodDescription => ({
  integration: { type: "MOCK", request_templates: templates, ...more },
});
const json = (template: string, more?: BlockArguments) => mock({ "application/json": template }, more);

/** Responses of the methods, by key and name. */
type Responses = Readonly<Record<string, MethodDescription["responses"]>>;

/** Template that the AWS CDK writes for several origins. */
const CDK_TEMPLATE = `#set($origin = $input.params().header.get("Origin"))
#if($origin == "")
  #set($origin = $input.params().header.get("origin"))
#end
#if($origin == "https://a.example" || $origin.startsWith('https://b.'))
  #set($context.responseOverride.header.Access-Control-Allow-Origin = $origin)
#end`;

/** Request template that sets the response. LocalStack's tests recorded the response on AWS. */
const OVERRIDE = `#set($context.responseOverride.status = 444)
#set($context.responseOverride.header.foo = "bar")
#set($context.responseOverride.custom = "is also passed around")
{ "statusCode": 200 }`;

const RESPONSES: Responses = {
  "OPTIONS /origins": {
    default: {
      status_code: "204",
      response_parameters: { "method.response.header.Access-Control-Allow-Origin": "'https://a.example'" },
      response_templates: { "application/json": CDK_TEMPLATE },
    },
  },
  "OPTIONS /cors": {
    default: {
      status_code: "204",
      response_parameters: {
        "method.response.header.Access-Control-Allow-Headers": "'Content-Type,Authorization'",
        "method.response.header.Access-Control-Allow-Methods": "'OPTIONS,GET'",
        "method.response.header.Access-Control-Allow-Origin": "'*'",
      },
    },
  },
  "OPTIONS /binary": { default: { status_code: "200" } },
  "OPTIONS /text": { default: { status_code: "200" } },
  "POST /json": { default: { status_code: "200" } },
  "POST /strict": { default: { status_code: "200" } },
  "POST /templates": { default: { status_code: "200" } },
  "GET /lenient": { default: { status_code: "200" } },
  "GET /body": {
    default: {
      status_code: "200",
      response_templates: { "application/json": '{"a":1}', "text/plain": "text" },
      response_parameters: {
        "method.response.header.Content-Type": "'application/x'",
        "method.response.header.X-Stage": "context.stage",
        "method.response.header.X-Color": "stageVariables.color",
        "method.response.header.X-None": "stageVariables.none",
        "method.response.header.X-Backend": "integration.response.header.X",
      },
    },
  },
  "GET /pattern": {
    a: { status_code: "201", selection_pattern: "4\\d{2}" },
    b: { status_code: "404", selection_pattern: "4.*" },
    c: { status_code: "202", selection_pattern: "404" },
    default: { status_code: "200" },
  },
  "GET /part": {
    start: { status_code: "201", selection_pattern: "40" },
    end: { status_code: "202", selection_pattern: "04" },
    default: { status_code: "200" },
  },
  "GET /several": {
    a: { status_code: "203", selection_pattern: "4\\d{2}" },
    b: { status_code: "202", selection_pattern: "404" },
    c: { status_code: "201", selection_pattern: "4.*" },
    default: { status_code: "200" },
  },
  "GET /status-text": { default: { status_code: "202" } },
  "GET /status-low": { default: { status_code: "202" } },
  "GET /status-high": { default: { status_code: "202" } },
  "GET /status-fraction": { default: { status_code: "202" } },
  "GET /status-twice": { default: { status_code: "202" } },
  "GET /other": { default: { status_code: "201" }, some: { status_code: "202", selection_pattern: "4" } },
  "GET /text-status": { default: { status_code: "200" } },
  "GET /empty-template": { default: { status_code: "200" } },
  "GET /high": { default: { status_code: "200" } },
  "GET /override-with": {
    default: {
      status_code: "200",
      response_templates: {
        "application/json": `{ "statusOverride": "$context.responseOverride.status", "fooHeader": "$context.responseOverride.header.foo", "custom": "$context.responseOverride.custom" }`,
      },
    },
  },
  "GET /override-without": { default: { status_code: "200" } },
  "GET /decoded/{data}": {
    default: {
      status_code: "200",
      selection_pattern: "2\\d{2}",
      response_templates: {
        "application/json": `#set($body = $util.parseJson($context.requestOverride.path.body))
#if($body.message == "path1")one#elseif($body.message == "path2")two#else else#end`,
      },
    },
  },
  "GET /assign": {
    default: {
      status_code: "200",
      response_templates: {
        "application/json": `{ "value": "$context.requestOverride.querystring["foo"]", "value2": "$context.requestOverride.querystring["putfoo"]", "value3": "$context.requestOverride.querystring["nestedfoo"]" }`,
      },
    },
  },
  "POST /input": {
    default: { status_code: "200", response_templates: { "application/json": "$input.body" } },
  },
  "GET /no-default": { some: { status_code: "404", selection_pattern: "4\\d{2}" } },
  "POST /parameters": { default: { status_code: "200" } },
  "GET /undeclared": { undeclared: { status_code: "200" } },
};

/** Request template that sets the status of the response. */
const status = (value: string) => `#set($context.responseOverride.status = ${value}){"statusCode": 200}`;

const withResponses = (methods: Readonly<Record<string, MethodDescription>>) =>
  Object.fromEntries(
    Object.entries(methods).map(([key, method]) => [key, { ...method, responses: RESPONSES[key] ?? {} }]),
  );

const INTERNAL = [500, '{"message": "Internal server error"}'];

const api = restGateway({
  api: { binary_media_types: ["image/png"] },
  stages: { dev: { variables: { color: "red" } } },
  methods: withResponses({
    "OPTIONS /cors": json('{"statusCode": 200}'),
    "GET /cors": { to: "echo" },
    "OPTIONS /origins": json("{ statusCode: 204 }"),
    "OPTIONS /binary": mock({ "image/png": '{"statusCode": 200}' }),
    "OPTIONS /text": mock({ "image/png": '{"statusCode": 200}' }, { content_handling: "CONVERT_TO_TEXT" }),
    "POST /json": json('{"statusCode": 200}'),
    "POST /strict": json('{"statusCode": 200}', { passthrough_behavior: "NEVER" }),
    "POST /templates": json('{"statusCode": 200}', { passthrough_behavior: "WHEN_NO_TEMPLATES" }),
    "GET /lenient": json("{ 'statusCode': 200, }"),
    "GET /body": json("{statusCode: 200}"),
    "GET /pattern": json('{"statusCode": 404}'),
    "GET /part": json('{"statusCode": 404}'),
    "GET /several": json('{"statusCode": 404}'),
    "GET /status-text": json(status('"404"')),
    "GET /status-low": json(status("99")),
    "GET /status-high": json(status("600")),
    "GET /status-fraction": json(status("404.5")),
    "GET /status-twice": json(`#set($context.responseOverride.status = 404)${status("404")}`),
    "GET /other": json('{"statusCode": 500}'),
    "GET /undeclared": json('{"statusCode": 200}'),
    "GET /text-status": json('{"statusCode": "200"}'),
    "GET /empty-template": json(""),
    "GET /high": json('{"statusCode": 999}'),
    "GET /override-with": json(OVERRIDE),
    "GET /override-without": json(OVERRIDE),
    "GET /decoded/{data}": json(`#set($body = $util.base64Decode($input.params('data')))
#set($context.requestOverride.path.body = $body)
{ "statusCode": 200 }`),
    "GET /assign": json(`#set($paramName = "foo")
#set($context.requestOverride.querystring[$paramName] = "bar")
$context.requestOverride.querystring.put("putfoo", "putBar")
#set($context["requestOverride"].querystring["nestedfoo"] = "nestedFoo")
{ "statusCode": 200 }`),
    "POST /input": json('{"statusCode": 200}'),
    "GET /no-default": json('{"statusCode": 500}'),
    "POST /parameters": mock({ "application/json;version=1": '{"statusCode": 200}' }),
  }),
});

test("a CORS preflight gets the mapped headers, and no body [AWS docs]", async () => {
  const { status, body, rawHeaders } = await api.call("OPTIONS /dev/cors", {
    headers: { Origin: "https://a.example", "Access-Control-Request-Method": "GET" },
  });
  expect([status, body]).toEqual([204, ""]);
  expect(rawHeaders.filter(([name]) => !["Date", "Connection"].includes(name))).toEqual([
    ["Content-Type", "application/json"],
    ["Access-Control-Allow-Headers", "Content-Type,Authorization"],
    ["Access-Control-Allow-Methods", "OPTIONS,GET"],
    ["Access-Control-Allow-Origin", "*"],
    ["x-amzn-RequestId", expect.any(String)],
    ["x-amz-apigw-id", expect.any(String)],
  ]);
  expect((await api.call("GET /dev/cors")).status).toBe(200);
});

test("mappings read the context and stage variables, and a missing value sets no header [AWS docs]", async () => {
  const { headers, body } = await api.call("GET /dev/body");
  expect(headers).toMatchObject({ "content-type": "application/x", "x-stage": "dev", "x-color": "red" });
  expect(Object.keys(headers)).not.toEqual(expect.arrayContaining(["x-none"]));
  expect(Object.keys(headers)).not.toEqual(expect.arrayContaining(["x-backend"]));
  expect(body).toBe('{"a":1}');
});

test("the accepted type selects the body [AWS docs]", async () => {
  expect((await api.call("GET /dev/body", { headers: { Accept: "text/plain, */*" } })).body).toBe("text");
});

test.each([
  "{ statusCode: 200 }",
  "{statusCode: 200,super{ f}oo: [ba r]}",
  `{statusCode: 200, "value": 'goog'}`,
  "{statusCode: 200, foo}: [ba r]}",
  "{statusCode: 200, foo'}: [ba r]}",
  "{statusCode: 200, }foo: ''}",
  '{statusCode: 200, " ": " "}',
  "{'statusCode': 200, '': ''}",
  '{"statusCode": 200, "": ""}',
  '{"statusCode": 200 , }',
  '{"statusCode": 200 ,, }',
  '{"statusCode": 200 , null: null }',
])("the output %s of a request template is read leniently [measured: LocalStack]", async (body) => {
  const headers = { "content-type": "text/plain" };
  expect((await api.call("POST /dev/json", { headers, body })).status).toBe(200);
});

test.each([
  `{"statusCode': 200 }`,
  `{'statusCode": 200 }`,
  "{'statusCode: 200 }",
  "statusCode: 200",
  '{"statusCode": 200',
  "{statusCode: 200, {foo: [ba r]}",
  "{statusCode: 200, 'foo: 1}",
  '{"statusCode": "200"}',
  '{"statusCode": 200.5}',
  "{}",
  "null",
  "",
])("the output %s of a request template has no status, and is 500 [measured: LocalStack]", async (body) => {
  const headers = { "content-type": "text/plain" };
  const response = await api.call("POST /dev/json", { headers, body });
  expect([response.status, response.body]).toEqual(INTERNAL);
});

test("a value with one quote is not valid [unverified]", async () => {
  const headers = { "content-type": "text/plain" };
  const response = await api.call("POST /dev/json", { headers, body: "{statusCode: 200, foo: 'a}" });
  expect([response.status, response.body]).toEqual(INTERNAL);
});

test("any integer is a status, also a negative one [measured: LocalStack]", async () => {
  const headers = { "content-type": "text/plain" };
  expect((await api.call("POST /dev/json", { headers, body: '{"statusCode": -1000}' })).status).toBe(200);
});

test("a request template is read leniently [measured: LocalStack]", async () => {
  expect((await api.call("GET /dev/lenient")).status).toBe(200);
});

test("a pattern matches the whole status, and the response with this status has priority [measured: ministack#1756]", async () => {
  expect((await api.call("GET /dev/pattern")).status).toBe(404);
  expect((await api.call("GET /dev/other")).status).toBe(201);
});

test("a pattern that matches a part of the status selects nothing [AWS docs]", async () => {
  expect((await api.call("GET /dev/part")).status).toBe(200);
});

test("the first of several matching responses has priority if none has the status [unverified]", async () => {
  expect((await api.call("GET /dev/several")).status).toBe(203);
});

test.each(["text", "low", "high", "fraction"])(
  "an override of the status that is no integer from 100 to 599 is ignored: %s [measured: LocalStack]",
  async (name) => {
    expect((await api.call(`GET /dev/status-${name}`)).status).toBe(202);
  },
);

test("an override of the status that is set twice is 500 [AWS docs]", async () => {
  const { status, body } = await api.call("GET /dev/status-twice");
  expect([status, body]).toEqual(INTERNAL);
});

const UNSUPPORTED = [415, '{"message": "Unsupported Media Type"}'];

test.each<[string, string, string, readonly unknown[]]>([
  ["a body without a template and without a status", "POST /dev/json", "text/plain", INTERNAL],
  ["a type without a template, with NEVER", "POST /dev/strict", "text/plain", UNSUPPORTED],
  ["a type without a template, with WHEN_NO_TEMPLATES", "POST /dev/templates", "text/plain", UNSUPPORTED],
  ["a binary type without content_handling", "OPTIONS /dev/binary", "image/png", INTERNAL],
])("%s is an error [measured: aws-cdk#16323, chalice#1310]", async (_, line, type, expected) => {
  const { status, body } = await api.call(line, { headers: { "content-type": type }, body: "x" });
  expect([status, body]).toEqual(expected);
});

test("no body and no template for the type of the request is 500 [unverified]", async () => {
  const headers = { "content-type": "text/plain" };
  const { status, body } = await api.call("POST /dev/json", { headers });
  expect([status, body]).toEqual(INTERNAL);
});

test.each<[string, string]>([
  ["a status as a string", "GET /dev/text-status"],
  ["no status", "GET /dev/empty-template"],
])("%s in the request template is 500 [measured: LocalStack]", async (_, line) => {
  const { status, body } = await api.call(line);
  expect([status, body]).toEqual(INTERNAL);
});

test("any number is a status of the mock, and selects the response [unverified]", async () => {
  expect((await api.call("GET /dev/high")).status).toBe(200);
});

test("a status without a matching response and without a default is 500 [AWS docs]", async () => {
  const { status, body } = await api.call("GET /dev/no-default");
  expect([status, body]).toEqual(INTERNAL);
});

test("a template whose type has parameters is never used [measured: aws-cdk#16323]", async () => {
  const headers = { "content-type": "application/json;version=1" };
  expect((await api.call("POST /dev/parameters", { headers, body: "x" })).status).toBe(500);
});

test("a request without a content type uses the template of application/json [unverified]", async () => {
  expect((await api.call("POST /dev/strict", { body: "x" })).status).toBe(200);
});

test("the type of a request is compared without its parameters [AWS docs]", async () => {
  const headers = { "content-type": "application/json; charset=utf-8" };
  expect((await api.call("POST /dev/strict", { headers, body: "x" })).status).toBe(200);
});

test("a body without a template can contain the status [measured: aws-cdk#16323]", async () => {
  const headers = { "content-type": "text/plain; charset=utf-8" };
  expect((await api.call("POST /dev/json", { headers, body: '{"statusCode": 200}' })).status).toBe(200);
});

test("a binary type is allowed with CONVERT_TO_TEXT [measured: chalice#1310]", async () => {
  const headers = { "content-type": "image/png" };
  expect((await api.call("OPTIONS /dev/text", { headers, body: "x" })).status).toBe(200);
});

const allBinary = restGateway({
  api: { binary_media_types: ["*/*"] },
  methods: {
    "OPTIONS /plain": { ...json('{"statusCode": 200}'), responses: { default: { status_code: "204" } } },
    "OPTIONS /text": {
      ...json('{"statusCode": 200}', { content_handling: "CONVERT_TO_TEXT" }),
      responses: { default: { status_code: "204" } },
    },
  },
});

test("a preflight of an API with the binary type */* needs CONVERT_TO_TEXT [measured: chalice#1310]", async () => {
  const { status, body } = await allBinary.call("OPTIONS /dev/plain");
  expect([status, body]).toEqual(INTERNAL);
  expect((await allBinary.call("OPTIONS /dev/text")).status).toBe(204);
});

test("a response without a method response is 500 [AWS docs]", async () => {
  const { status, body, headers } = await api.call("GET /dev/undeclared");
  expect([status, body]).toEqual(INTERNAL);
  expect(headers["x-amzn-errortype"]).toBe("InternalServerErrorException");
});

test.each([
  ["https://a.example", "https://a.example"],
  ["https://b.example", "https://b.example"],
  ["https://c.example", "https://a.example"],
])(
  "the template of a preflight for several origins answers %s with %s [AWS docs]",
  async (Origin, allowed) => {
    const { status, headers, body } = await api.call("OPTIONS /dev/origins", { headers: { Origin } });
    expect([status, headers["access-control-allow-origin"], body]).toEqual([204, allowed, ""]);
  },
);

test.each([
  ["with", { statusOverride: "444", fooHeader: "bar", custom: "is also passed around" }],
  ["without", undefined],
])(
  "a response override of a request template is applied %s a response template [captured: LocalStack]",
  async (name, expected) => {
    const { status, headers, body } = await api.call(`GET /dev/override-${name}`);
    expect([status, headers.foo]).toEqual([444, "bar"]);
    expect(body === "" ? undefined : JSON.parse(body)).toEqual(expected);
  },
);

test.each([
  ["path1", "one"],
  ["path2", "two"],
  ["whatever", "else"],
])(
  "a response template reads an override of the request template for %s [captured: LocalStack]",
  async (message, expected) => {
    const data = Buffer.from(JSON.stringify({ message })).toString("base64");
    expect((await api.call(`GET /dev/decoded/${data}`)).body.trim()).toBe(expected);
  },
);

test("a query override can be set in several ways [captured: LocalStack]", async () => {
  expect(JSON.parse((await api.call("GET /dev/assign")).body)).toEqual({
    value: "bar",
    value2: "putBar",
    value3: "nestedFoo",
  });
});

test("the body of the response is only the output of the template, and its input is {} [measured: LocalStack]", async () => {
  expect((await api.call("POST /dev/input", { body: '{"a":1}' })).body).toBe("{}");
  expect(
    (
      await api.call("POST /dev/json", {
        headers: { "content-type": "text/plain" },
        body: '{"statusCode":200,"a":1}',
      })
    ).body,
  ).toBe("");
});
