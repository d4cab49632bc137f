import type { Cors, RestIntegration, RestIntegrationResponse, RestIntegrationSettings } from "gatewright";
import { renderTemplate } from "gatewright/testing";
import { errorsOf, synthesized } from "../../../../support";
import { restStack } from "../rest-fixture";

/** Returns an integration with these arguments, as a user can write one. */
function integration(settings: RestIntegrationSettings): RestIntegration {
  return { restSettings: () => settings, validateRestRoute: () => [] };
}

const HTTP = {
  type: "HTTP",
  uri: "https://backend.example.com/items",
  integrationHttpMethod: "GET",
} as const satisfies RestIntegrationSettings;

const SERVICE = {
  type: "AWS",
  uri: "arn:aws:apigateway:eu-central-1:sqs:path/1/q",
  integrationHttpMethod: "POST",
  credentials: "arn:aws:iam::123456789012:role/r",
} as const satisfies RestIntegrationSettings;

const FUNCTION_ARN = "arn:aws:lambda:eu-central-1:123456789012:function:f";

/** Returns a stack whose API has the route `GET /items/{id}` with these arguments. */
function itemsApi(settings: RestIntegrationSettings, cors?: Cors) {
  const { stack, api } = restStack(cors && { cors });
  api.route("GET /items/{id}", integration(settings), { access: "public" });
  return { stack, api };
}

const RESPONSES: readonly RestIntegrationResponse[] = [
  {
    statusCode: 200,
    responseParameters: { "method.response.header.etag": "integration.response.header.ETag" },
    responseTemplates: { "application/json": '{"item":$input.json("$")}' },
  },
  { statusCode: 404, selectionPattern: "404" },
];

describe("an integration without a proxy", () => {
  test("each response has a method response and an integration response, which depend on the integration", () => {
    const { stack, api } = itemsApi({ ...HTTP, responses: RESPONSES });
    const { only, leadsTo } = synthesized(stack);
    const found = only("aws_api_gateway_integration", { type: "HTTP" });
    const declared = only("aws_api_gateway_method_response", { status_code: "200" });
    expect(declared.values.response_parameters).toEqual({ "method.response.header.etag": true });
    const response = only("aws_api_gateway_integration_response", {
      response_templates: { "application/json": '{"item":$input.json("$")}' },
    });
    leadsTo(response, ["status_code"], declared);
    expect(response.values).toMatchObject({
      depends_on: [found.address],
      lifecycle: { replace_triggered_by: [`${found.address}.id`] },
      response_parameters: { "method.response.header.etag": "integration.response.header.ETag" },
    });
    only("aws_api_gateway_integration_response", { selection_pattern: "404" });
    expect(api.methodResponses.get("GET /items/{id}")).toHaveLength(2);
    expect(api.integrationResponses.get("GET /items/{id}")).toHaveLength(2);
  });

  test("the deployment depends on the responses, and a changed template changes its trigger", () => {
    const deploymentOf = (template: string) => {
      const responses = [{ statusCode: 200, responseTemplates: { "application/json": template } }];
      const { stack } = itemsApi({ ...HTTP, responses });
      const assertions = synthesized(stack);
      const { values } = assertions.only("aws_api_gateway_deployment");
      for (const type of ["aws_api_gateway_method_response", "aws_api_gateway_integration_response"])
        expect(values.depends_on).toContain(assertions.only(type).address);
      return values.triggers;
    };
    expect(deploymentOf("a")).not.toEqual(deploymentOf("b"));
    expect(deploymentOf("a")).toEqual(deploymentOf("a"));
  });

  test("the method declares the parameters that a mapping reads", () => {
    const { stack } = itemsApi({
      ...HTTP,
      requestParameters: {
        "integration.request.header.tenant": "method.request.header.tenant",
        "integration.request.querystring.tag": "method.request.multivaluequerystring.tag",
        "integration.request.header.source": "'gateway'",
        "integration.request.header.request": "context.requestId",
        "integration.request.header.name": "method.request.body.name",
        "integration.request.path.id": "method.request.path.id",
      },
      responses: RESPONSES,
    });
    expect(synthesized(stack).only("aws_api_gateway_method").values.request_parameters).toEqual({
      "method.request.header.tenant": false,
      "method.request.querystring.tag": false,
      "method.request.path.id": false,
    });
  });

  test("a template that looks like an expression of Terraform reaches API Gateway unchanged", () => {
    const { stack } = itemsApi({
      ...HTTP,
      requestTemplates: { "application/json": "${context.requestId}-%{x}" },
      responses: [{ statusCode: 200, responseTemplates: { "text/plain": "${context.requestId}" } }],
    });
    const { only } = synthesized(stack);
    const { request_templates } = only("aws_api_gateway_integration").values;
    expect(request_templates).toEqual({ "application/json": "$${context.requestId}-%%{x}" });
    const { response_templates } = only("aws_api_gateway_integration_response").values;
    expect(response_templates).toEqual({ "text/plain": "$${context.requestId}" });
  });
});

describe("CORS of an integration without a proxy", () => {
  const responseOf = (cors: Cors, settings: Partial<RestIntegrationSettings> = {}) => {
    const { stack } = itemsApi({ ...HTTP, responses: [{ statusCode: 200 }], ...settings }, cors);
    const { all } = synthesized(stack);
    const response = all("aws_api_gateway_integration_response").find(
      ({ address }) => !address.includes("preflight"),
    );
    const templates = (response?.values.response_templates ?? {}) as Record<string, string>;
    return { headers: response?.values.response_parameters, templates };
  };

  test("the headers of a response have the only origin", () => {
    expect(responseOf({ origins: ["https://a.example"], credentials: true })).toEqual({
      headers: {
        "method.response.header.Access-Control-Allow-Origin": "'https://a.example'",
        "method.response.header.Access-Control-Allow-Credentials": "'true'",
        "method.response.header.Access-Control-Expose-Headers": "'x-trace-id'",
        "method.response.header.Vary": "'Origin'",
      },
      templates: {},
    });
  });

  test("a header of the response itself has priority over the header of the API", () => {
    const responses = [
      {
        statusCode: 200,
        responseParameters: { "method.response.header.access-control-allow-origin": "'https://b.example'" },
      },
    ];
    const { headers } = responseOf({ origins: ["*"] }, { responses });
    expect(headers).toEqual({
      "method.response.header.access-control-allow-origin": "'https://b.example'",
      "method.response.header.Access-Control-Expose-Headers": "'x-trace-id'",
    });
  });

  test.each<[string, Partial<RestIntegrationSettings>, string, string]>([
    ["without a template", {}, '{"a":1}', '{"a":1}'],
    ["of a mock without a template", { type: "MOCK" }, '{"a":1}', ""],
    [
      "with a template",
      { responses: [{ statusCode: 200, responseTemplates: { "text/plain": "id $input.path('$.a')" } }] },
      '{"a":1}',
      "id 1",
    ],
  ])("a response %s has the same body and the allowed origin of several", (_, settings, body, output) => {
    const { templates } = responseOf({ origins: ["https://a.example", "https://b.example"] }, settings);
    const [template = ""] = Object.values(templates);
    const render = (origin: string) =>
      renderTemplate(template, { body, params: { header: { Origin: origin } } });
    expect(render("https://b.example")).toMatchObject({
      output,
      responseOverride: { header: { "Access-Control-Allow-Origin": "https://b.example" } },
    });
    expect(render("https://evil.example")).toMatchObject({ output, responseOverride: {} });
  });
});

describe("errors of an integration", () => {
  const mapped = (source: string) => ({
    ...HTTP,
    requestParameters: { "integration.request.header.x": source },
    responses: RESPONSES,
  });
  const answered = (response: Partial<RestIntegrationResponse>) => ({
    ...HTTP,
    responses: [{ statusCode: 200, ...response }],
  });
  const header = (source: string) => answered({ responseParameters: { "method.response.header.x": source } });

  const CASES: readonly (readonly [string, RestIntegrationSettings, string, Cors?])[] = [
    [
      "a mapping of an unknown path parameter",
      mapped("method.request.path.name"),
      'header "x" of the backend request is mapped from "method.request.path.name"; expected one of id',
    ],
    [
      "a mapping of no expression",
      mapped("method.request.headers.x"),
      'is mapped from "method.request.headers.x"; expected an expression',
    ],
    [
      "a static value without quotes",
      mapped("gateway"),
      "or a text of printable ASCII characters in single quotes",
    ],
    [
      "a static value with a quote",
      mapped("'it's'"),
      'header "x" of the backend request is "it\'s"; expected printable ASCII characters other than \'. Correct it.',
    ],
    ["a static value with two pairs of quotes", mapped("''*''"), 'Write "*".'],
    [
      "a response source in a request",
      mapped("integration.response.header.x"),
      "expected an expression such as method.request.header.x-id",
    ],
    [
      "a request source in a response",
      header("method.request.header.x"),
      "expected an expression such as integration.response.header.x-id",
    ],
    [
      "an unknown target",
      { ...mapped("'a'"), requestParameters: { "x-tenant": "'a'" } },
      '"x-tenant" is not a mapping target; expected integration.request.header.NAME',
    ],
    [
      "a target that is no header of the response",
      answered({ responseParameters: { etag: "'a'" } }),
      '"etag" is not a mapping target; expected method.response.header.NAME',
    ],
    ...["Content-Length", "Transfer-Encoding", "X-Amzn-Trace-Id", "X-Amzn-Apigateway-Api-Id"].map(
      (name) =>
        [
          `the header ${name}, which API Gateway sets,`,
          { ...mapped("'a'"), requestParameters: { [`integration.request.header.${name}`]: "'1'" } },
          `header "${name}" of the backend request cannot be set`,
        ] as const,
    ),
    ...["Authorization", "Connection", "Expect", "Proxy-Authenticate", "TE"].map(
      (name) =>
        [
          `the header ${name}, which only AWS services reject,`,
          {
            ...SERVICE,
            requestParameters: { [`integration.request.header.${name}`]: "'a'" },
            responses: RESPONSES,
          },
          `header "${name}" of the backend request cannot be set`,
        ] as const,
    ),
    ...["AWS", "AWS_PROXY"].map(
      (type) =>
        [
          `a function with the type ${type} and the method GET`,
          {
            type: type as "AWS",
            uri: `arn:aws:apigateway:eu-central-1:lambda:path/2015-03-31/functions/${FUNCTION_ARN}/invocations`,
            integrationHttpMethod: "GET",
            responses: type === "AWS" ? RESPONSES : undefined,
          },
          'integrationHttpMethod is "GET"; expected "POST", with which API Gateway invokes a function. Correct it.',
        ] as const,
    ),
    ...[HTTP, SERVICE, { type: "MOCK" as const }].map(
      (settings) =>
        [
          `a stream of the type ${settings.type}`,
          { ...settings, responses: RESPONSES, responseTransferMode: "STREAM" as const },
          `responseTransferMode is "STREAM"; an integration of the type ${settings.type} sends only complete responses.`,
        ] as const,
    ),
    [
      "a header that is set twice",
      answered({
        responseParameters: { "method.response.header.a": "'1'", "method.response.header.A": "'2'" },
      }),
      'response 200: header "A" is set twice. Remove one.',
    ],
    [
      "a template with a mistake",
      {
        ...HTTP,
        requestTemplates: { "application/json": "{\n  $util.toJson($input)" },
        responses: RESPONSES,
      },
      "the request template for application/json: 2:3: ",
    ],
    [
      "a response template with a mistake",
      answered({ responseTemplates: { "application/json": "#if(true)" } }),
      "response 200: the template for application/json: 1:",
    ],
    [
      "a template that is too large",
      answered({ responseTemplates: { "application/json": "a".repeat(307_201) } }),
      "the template has 307201 bytes; API Gateway allows 307200. Shorten it.",
    ],
    [
      "a content type with parameters",
      answered({ responseTemplates: { "application/json; charset=utf-8": "a" } }),
      'Write "application/json".',
    ],
    [
      "two responses without a pattern",
      { ...HTTP, responses: [{ statusCode: 200 }, { statusCode: 500 }] },
      "the responses 200 and 500 have no selectionPattern; one response can be without.",
    ],
    [
      "two responses with one status",
      { ...HTTP, responses: [{ statusCode: 200 }, { statusCode: 200, selectionPattern: "a" }] },
      "has two responses with the status 200. Join them",
    ],
    [
      "a pattern that is no regular expression",
      answered({ selectionPattern: "(" }),
      'response 200: selectionPattern is "("; expected a regular expression',
    ],
    [
      "an empty pattern",
      answered({ selectionPattern: "" }),
      'selectionPattern is ""; expected a regular expression',
    ],
    [
      "a status that is no status",
      answered({ statusCode: 99 }),
      "status is 99; expected a whole number from 200 to 599",
    ],
    [
      "a timeout that is too long",
      { ...HTTP, responses: RESPONSES, timeoutMilliseconds: 30_000 },
      "timeoutMilliseconds is 30000; expected a whole number from 50 to 29000",
    ],
    ["no response", HTTP, "has no response, so API Gateway responds with 500 to each request. Add one."],
    [
      "responses of a proxy",
      { ...HTTP, type: "HTTP_PROXY", responses: RESPONSES },
      "an integration of the type HTTP_PROXY has responses",
    ],
    [
      "no URI",
      { type: "HTTP", integrationHttpMethod: "GET", responses: RESPONSES },
      "an integration of the type HTTP has no uri. Set it.",
    ],
    [
      "no method",
      { type: "HTTP", uri: HTTP.uri, responses: RESPONSES },
      "an integration of the type HTTP has no integrationHttpMethod. Set it.",
    ],
    [
      "an AWS service without a role",
      { ...SERVICE, credentials: undefined, responses: RESPONSES },
      "has no credentials. Set the ARN of a role.",
    ],
    [
      "a binary body with several origins",
      answered({ contentHandling: "CONVERT_TO_BINARY" }),
      "has a binary body, but `cors` has several origins",
      { origins: ["https://a.example", "https://b.example"] },
    ],
  ];

  test.each(CASES.map(([title, settings, expected, cors]) => ({ title, settings, expected, cors })))(
    "$title is the only error of the route",
    ({ settings, expected, cors }) => {
      const errors = errorsOf(itemsApi(settings, cors).stack);
      expect(errors).toEqual([expect.stringContaining('route "GET /items/{id}": ')]);
      expect(errors).toEqual([expect.stringContaining(expected)]);
    },
  );

  test("a route with groups has an error, because no function checks them", () => {
    const { stack, api } = restStack();
    api.route(
      { key: "GET /items", groups: ["admin"], access: undefined },
      integration({ ...HTTP, responses: RESPONSES }),
      {},
    );
    expect(errorsOf(stack)).toContainEqual(
      expect.stringContaining("has the groups admin, but only `handle()` checks groups"),
    );
  });

  test("a Java pattern with inline flags is accepted", () => {
    const { stack } = itemsApi(answered({ selectionPattern: "(?i)not found.*|(\\n|.)++" }));
    expect(errorsOf(stack)).toEqual([]);
  });

  test.each(["4\\d{2}", "4{1,}", "\\{.*", "[{]", "\\Q{\\E", "\\p{Lu}+"])(
    "the pattern %s with a brace is accepted",
    (pattern) => {
      expect(errorsOf(itemsApi(answered({ selectionPattern: pattern })).stack)).toEqual([]);
    },
  );

  test.each(["4\\d{2", "4{x}", "{"])(
    "the pattern %s is an error, because Java rejects the brace",
    (pattern) => {
      const { stack } = itemsApi(answered({ selectionPattern: pattern }));
      expect(errorsOf(stack)).toEqual([
        expect.stringContaining(`selectionPattern is "${pattern}"; expected a`),
      ]);
    },
  );
});
