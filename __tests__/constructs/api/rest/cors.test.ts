import { type Cors, RestApi, type RestApiProps, TerraformVariable, UserPool } from "gatewright";
import { Token } from "#cdktf";
import { errorsOf, synthesized, testStack } from "../../../support";
import { restStack } from "./rest-fixture";

// A title that checks a rule of AWS names its source in brackets. A name such as (how-to-cors) is a page of
// https://docs.aws.amazon.com/apigateway/latest/developerguide/

/** Returns assertions on an API with CORS, and a route with the method GET. */
function corsApi(cors: Cors) {
  const { stack, api, answer } = restStack({ cors });
  api.route("GET /things", answer, { access: "public" });
  return synthesized(stack);
}

/** Response parameters of the preflight response. */
function preflightOf(cors: Cors) {
  const { values } = corsApi(cors).only("aws_api_gateway_integration_response");
  const template = (values.response_templates as Record<string, string> | undefined)?.["application/json"];
  return { headers: values.response_parameters as Record<string, string>, template };
}

const A = "https://a.example";
const B = "https://b.example";

describe("CORS of a REST API", () => {
  test("an API without CORS has no preflight method and no CORS headers", () => {
    const { stack, api, answer } = restStack();
    api.route("GET /things", answer, { access: "public" });
    const { all, only } = synthesized(stack);
    only("aws_api_gateway_method", { http_method: "GET" });
    for (const { values } of all("aws_api_gateway_gateway_response"))
      expect(JSON.stringify(values)).not.toContain("Access-Control");
  });

  test("the preflight method responds without a backend and without authorization (how-to-cors)", () => {
    const { stack, api, answer } = restStack({ cors: { origins: [A] } });
    const users = new UserPool(stack, "users");
    users.addSrpClient("app");
    api.route("GET /things/{id}", answer, { authorizer: users.authorizer() });
    api.route("PUT /things/{id}", answer, { authorizer: users.authorizer() });
    const { only, leadsTo } = synthesized(stack);
    const method = only("aws_api_gateway_method", { http_method: "OPTIONS", authorization: "NONE" });
    leadsTo(method, ["resource_id"], only("aws_api_gateway_resource", { path_part: "{id}" }));
    const integration = only("aws_api_gateway_integration", {
      type: "MOCK",
      request_templates: { "application/json": '{"statusCode":204}' },
    });
    leadsTo(integration, ["http_method"], method);
    const headers = {
      "Access-Control-Allow-Origin": "'https://a.example'",
      "Access-Control-Allow-Methods": "'GET,PUT'",
      "Access-Control-Allow-Headers": "'authorization,content-type'",
      "Access-Control-Max-Age": "'3600'",
      Vary: "'Origin'",
    };
    const prefix = (values: Readonly<Record<string, unknown>>) =>
      Object.fromEntries(
        Object.entries(values).map(([name, value]) => [`method.response.header.${name}`, value]),
      );
    const declared = Object.fromEntries(Object.keys(headers).map((name) => [name, true]));
    const response = only("aws_api_gateway_method_response", { response_parameters: prefix(declared) });
    const { values } = only("aws_api_gateway_integration_response");
    expect(values).toMatchObject({ response_parameters: prefix(headers) });
    expect(values.response_templates).toBeUndefined();
    expect(values.depends_on).toEqual([integration.address]);
    leadsTo(only("aws_api_gateway_integration_response"), ["status_code"], response);
  });

  test("the deployment depends on the preflight responses and on the gateway responses", () => {
    const { only, all } = corsApi({ origins: [A] });
    const types = [
      "aws_api_gateway_gateway_response",
      "aws_api_gateway_integration_response",
      "aws_api_gateway_method_response",
    ];
    const addresses = types.flatMap((type) => all(type).map(({ address }) => address));
    expect(only("aws_api_gateway_deployment").values.depends_on).toEqual(expect.arrayContaining(addresses));
  });

  test("all options become headers", () => {
    expect(
      preflightOf({
        origins: [A],
        methods: ["GET", "POST"],
        headers: ["x-key"],
        credentials: true,
        maxAgeSeconds: 60,
      }).headers,
    ).toEqual({
      "method.response.header.Access-Control-Allow-Origin": "'https://a.example'",
      "method.response.header.Access-Control-Allow-Methods": "'GET,POST'",
      "method.response.header.Access-Control-Allow-Headers": "'x-key'",
      "method.response.header.Access-Control-Max-Age": "'60'",
      "method.response.header.Access-Control-Allow-Credentials": "'true'",
      "method.response.header.Vary": "'Origin'",
    });
  });

  test("the origin * needs no template, and the response does not depend on the origin", () => {
    const { headers, template } = preflightOf({ origins: [A, "*"] });
    expect(headers["method.response.header.Access-Control-Allow-Origin"]).toBe("'*'");
    expect(headers).not.toHaveProperty(["method.response.header.Vary"]);
    expect(template).toBeUndefined();
  });

  test("a template compares the origin of the request with several origins", () => {
    const { headers, template } = preflightOf({ origins: [A, "http://*"] });
    expect(headers).not.toHaveProperty(["method.response.header.Access-Control-Allow-Origin"]);
    expect(template?.split("\n")).toEqual([
      '#set($origin = $input.params().header.get("Origin"))',
      '#if($origin == "")#set($origin = $input.params().header.get("origin"))#end',
      "#if($origin == 'https://a.example' || $origin.startsWith('http://'))#set($context.responseOverride.header.Access-Control-Allow-Origin = $origin)#end",
    ]);
  });

  test("Terraform writes the template for a list of origins that only Terraform knows", () => {
    const { listValue } = new TerraformVariable(testStack(), "origins", { type: "list(string)" });
    const { template } = preflightOf({ origins: listValue });
    expect(template).toMatch(/#if\(\$\{join\(" \|\| ", \(\[for origin in var\.origins : .+\]\)\)\}\)#set/);
  });

  test("an ANY route allows all methods", () => {
    const { stack, api, answer } = restStack({ cors: { origins: [A] } });
    api.route("ANY /{proxy+}", answer, { access: "public" });
    const { values } = synthesized(stack).only("aws_api_gateway_integration_response");
    expect(values.response_parameters).toMatchObject({
      "method.response.header.Access-Control-Allow-Methods": "'DELETE,GET,HEAD,OPTIONS,PATCH,POST,PUT'",
    });
  });

  test.each(["before", "after"])(
    "an OPTIONS route %s another route replaces the preflight method",
    (order) => {
      const { stack, api, answer } = restStack({ cors: { origins: [A] } });
      const keys = ["OPTIONS /things", "GET /things"] as const;
      for (const key of order === "before" ? keys : keys.toReversed()) {
        api.route(key, answer, { access: "public" });
      }
      const { all, none } = synthesized(stack);
      expect(
        all("aws_api_gateway_method")
          .map(({ values }) => values.http_method)
          .sort(),
      ).toEqual(["GET", "OPTIONS"]);
      none("aws_api_gateway_integration_response");
    },
  );

  test.each<[string, Cors, string, string | undefined]>([
    ["with one origin names it", { origins: [A] }, `'${A}'`, undefined],
    ["with several origins allows all", { origins: [A, B] }, "'*'", undefined],
    [
      "with several origins and credentials names the first",
      { origins: [A, B], credentials: true },
      `'${A}'`,
      "'true'",
    ],
  ])("an error of API Gateway %s (supported-gateway-response-types)", (_, cors, origin, credentials) => {
    const responses = corsApi(cors).all("aws_api_gateway_gateway_response");
    expect(responses.length).toBeGreaterThan(2);
    for (const { values } of responses) {
      const headers = values.response_parameters as Record<string, string>;
      expect(headers["gatewayresponse.header.Access-Control-Allow-Origin"]).toBe(origin);
      expect(headers["gatewayresponse.header.Access-Control-Allow-Credentials"]).toBe(credentials);
      expect(headers["gatewayresponse.header.Access-Control-Expose-Headers"]).toBe("'x-trace-id'");
    }
  });
});

/** Variables of the stage of an API with these options. */
function variablesOf(props: RestApiProps) {
  const { stack, api, answer } = restStack(props);
  api.route("GET /things", answer, { access: "public" });
  return synthesized(stack).only("aws_api_gateway_stage").values.variables;
}

describe("the stage variables with which functions add CORS headers", () => {
  test("a stage without CORS has no variables", () => {
    expect(variablesOf({})).toBeUndefined();
    expect(variablesOf({ stageVariables: { color: "red" } })).toEqual({ color: "red" });
  });

  test.each<[string, RestApiProps, object]>([
    ["one origin", { cors: { origins: [A] } }, { corsOrigins: A, corsExposeHeaders: "x-trace-id" }],
    [
      "wildcards, which API Gateway rejects there (API_CreateStage)",
      { cors: { origins: [A, "https://*"], exposeHeaders: ["*"] } },
      { corsOrigins: `${A},https://~`, corsExposeHeaders: "~" },
    ],
    [
      "credentials and variables of the API",
      { stageVariables: { color: "red" }, cors: { origins: [A], credentials: true } },
      { color: "red", corsOrigins: A, corsExposeHeaders: "x-trace-id", corsCredentials: "true" },
    ],
  ])("a stage has the variables of %s", (_, props, variables) => {
    expect(variablesOf(props)).toEqual(variables);
  });

  test("Terraform computes the variables of unknown origins", () => {
    const { stack, api, answer } = restStack();
    const origins = new TerraformVariable(stack, "origins", { type: "list(string)" }).listValue;
    const variables = new TerraformVariable(stack, "variables", { type: "map(string)" });
    const stageVariables = Token.asStringMap(variables.value);
    const other = new RestApi(stack, "other", { stageVariables, cors: { origins } });
    for (const each of [api, other]) each.route("GET /things", answer, { access: "public" });
    const { values } = synthesized(stack).only("aws_api_gateway_stage", {
      rest_api_id: "${aws_api_gateway_rest_api.other.id}",
    });
    expect(values.variables).toBe(
      '${merge(var.variables, { "corsOrigins" = "${replace("${join(",", var.origins)}", "*", "~")}" }, { "corsExposeHeaders" = "x-trace-id" })}',
    );
  });
});

describe("the validation of CORS of a REST API", () => {
  test.each<[string, RestApiProps, string]>([
    [
      "an origin with a character that a stage variable cannot contain",
      { cors: { origins: ["http://[::1]:3000"] } },
      'cors.origins has "http://[::1]:3000"; a REST API accepts only letters, digits and - . _ : / ? # & = there, because a stage variable contains the list. Correct or remove it.',
    ],
    [
      "an exposed header with such a character",
      { cors: { origins: [A], exposeHeaders: ["x+y"] } },
      'cors.exposeHeaders has "x+y"; a REST API accepts only letters, digits and - . _ : / ? # & = there, because a stage variable contains the list. Correct or remove it.',
    ],
    [
      "too many origins",
      {
        cors: { origins: Array.from({ length: 20 }, (_, index) => `https://app-${index + 10}.team.example`) },
      },
      "cors.origins has 559 characters with the commas; the maximum is 512 in a REST API, because a stage variable contains the list. Remove items, or use a wildcard.",
    ],
    [
      "a stage variable with the same name",
      { cors: { origins: [A] }, stageVariables: { corsOrigins: "a" } },
      'stageVariables has "corsOrigins", which `cors` sets. Rename it.',
    ],
    [
      "too many stage variables",
      {
        cors: { origins: [A] },
        stageVariables: Object.fromEntries(Array.from({ length: 99 }, (_, index) => [`v${index}`, "a"])),
      },
      "stageVariables has 99 variables; the maximum is 98. Remove variables.",
    ],
  ])("%s is an error", (_, props, error) => {
    const { stack, api, answer } = restStack(props);
    api.route("GET /things", answer, { access: "public" });
    expect(errorsOf(stack)).toEqual([`test/api: ${error}`]);
  });

  test("the errors are those of an HTTP API", () => {
    const { stack, api, answer } = restStack({ cors: { origins: ["https://a.example/"] } });
    api.route("GET /things", answer, { access: "public" });
    expect(errorsOf(stack)).toEqual([
      'test/api: cors.origins has "https://a.example/"; expected a scheme and a host in lower case, without a path. Write "https://a.example", or "*".',
    ]);
  });

  test("an OPTIONS route with an authorizer is an error, and an ANY route is not", () => {
    const { stack, api, answer } = restStack({ cors: { origins: [A] } });
    const users = new UserPool(stack, "users");
    users.addSrpClient("app");
    api.route("ANY /a", answer, { authorizer: users.authorizer() });
    api.route("OPTIONS /b", answer, { authorizer: users.authorizer() });
    expect(errorsOf(stack)).toEqual([
      'test/api: route "OPTIONS /b" has an authorizer and matches preflight requests, which carry no token. Set `access: "public"`, or remove the route (check preflight-authorizer).',
    ]);
  });
});
