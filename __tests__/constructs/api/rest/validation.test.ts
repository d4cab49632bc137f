import {
  HttpApi,
  httpProxy,
  type JwtAuthorizer,
  type NodejsFunction,
  RestApi,
  type RestApiProps,
  TokenAuthorizer,
  UserPool,
  waive,
} from "gatewright";
import { route } from "gatewright/contract";
import { errorsOf } from "../../../support";
import { fn, staff } from "../http/api-fixture";
import { restStack } from "./rest-fixture";

// A title that checks a rule of AWS names its source in brackets. A name such as (limits) is a page of
// https://docs.aws.amazon.com/apigateway/latest/developerguide/

/** Returns the errors of an API with one route. */
function errorsWith(props: RestApiProps): readonly string[] {
  const { stack, api, answer } = restStack(props);
  api.route("GET /", answer, { access: "public" });
  return errorsOf(stack);
}

/** Returns the errors of an API with public routes. */
function errorsOfRoutes(...keys: readonly string[]): readonly string[] {
  const { stack, api, answer } = restStack();
  for (const key of keys) api.route(key as "GET /", answer, { access: "public" });
  return errorsOf(stack);
}

describe("the validation of a REST API", () => {
  test("an API without a route is an error (set-up-deployments)", () => {
    expect(errorsOf(restStack().stack)).toEqual([
      "test/api: has no route, and API Gateway rejects the deployment of an API without methods. Add a route.",
    ]);
  });

  test("a stage name with other characters, or with more than 128, is an error (API_CreateStage)", () => {
    expect(errorsWith({ stageName: "v 1" })).toEqual([
      'test/api: stage name "v 1" is invalid; expected letters, digits, - and _. Rename it.',
    ]);
    expect(errorsWith({ stageName: "v\n1" })[0]).toContain('stage name "v\\n1" is invalid');
    expect(errorsWith({ stageName: "a".repeat(129) })[0]).toMatch(/has length 129; expected 1 to 128/);
  });

  test("invalid names and values of stage variables are errors (aws-api-gateway-stage-variables-reference)", () => {
    expect(errorsWith({ stageVariables: { "a-b": "red", color: "a b" } })).toEqual([
      'test/api: stage variable name "a-b" is invalid; expected letters, digits and _. Rename it.',
      'test/api: stage variable color "a b" is invalid; expected letters, digits and - . _ ~ : / ? # & = ,. Correct it.',
    ]);
  });

  test("a VPC endpoint or a media type that is in its list twice is an error", () => {
    const id = "vpce-0123456789abcdef0";
    expect(
      errorsWith({
        endpoint: "PRIVATE",
        vpcEndpoints: [id, id],
        binaryTypes: ["image/png", "*/*", "image/png"],
      }),
    ).toEqual(
      expect.arrayContaining([
        "test/api: vpcEndpoints[1] is the same as vpcEndpoints[0]. Remove one of them.",
        "test/api: binaryTypes[2] is the same as binaryTypes[0]. Remove one of them.",
      ]),
    );
  });

  test("an empty title and version of the OpenAPI document are errors", () => {
    expect(errorsWith({ openApi: { title: "", version: "" } })).toEqual([
      'test/api: openApi.title is ""; expected a text that is not empty',
      'test/api: openApi.version is ""; expected a text that is not empty',
    ]);
  });

  test("more than 100 stage variables are an error (limits)", () => {
    const stageVariables = Object.fromEntries(Array.from({ length: 101 }, (_, n) => [`v${n}`, "a"]));
    expect(errorsWith({ stageVariables })).toEqual([
      "test/api: stageVariables has 101 variables; the maximum is 100. Remove variables.",
    ]);
  });

  test("a throttle of 0 is an error, for the API and for a route", () => {
    const { stack, api, answer } = restStack({ throttle: { rate: 0, burst: 1 } });
    api.route("GET /", answer, { access: "public", throttle: { rate: 1, burst: 0.5 } });
    expect(errorsOf(stack)).toEqual([
      "test/api: throttle.rate is 0; expected a number greater than 0 (with 0, every request gets 429)",
      'test/api: route "GET /": throttle.burst is 0.5; expected a whole number greater than 0 (with 0, every request gets 429)',
    ]);
  });

  test("two APIs of one name are an error, because their metrics would be mixed (api-gateway-metrics-and-dimensions)", () => {
    const { stack, api, answer } = restStack({ name: "things" });
    const other = new RestApi(stack, "other", { name: "things" });
    for (const each of [api, other]) each.route("GET /", answer, { access: "public" });
    expect(errorsOf(stack)).toEqual([
      'test/other: duplicate REST API name "things", already used by test/api. Change a construct ID in the path, or set `name`.',
    ]);
  });
});

describe("the validation of the routes of a REST API", () => {
  test("a route or a target that no file exports is reported", () => {
    const { stack, api, answer } = restStack();
    api.route("GET /", answer, { access: "public" });
    api.route(undefined as never, answer);
    api.route(route("GET /a", { access: "public" }), undefined as never);
    expect(errorsOf(stack)).toEqual([
      "test/api: a route: the route is undefined. Check that the imported file exports it.",
      'test/api: route "GET /a": the target is undefined. Check that the imported file exports it.',
    ]);
  });

  test("the route $default is an error", () => {
    expect(errorsOfRoutes("GET /", "$default")).toEqual([
      'test/api: route "$default": REST APIs have no default route. Write "ANY /{proxy+}", and "ANY /" for the path /.',
    ]);
  });

  test("a path segment with characters that only HTTP APIs accept is an error (API_CreateResource)", () => {
    expect(errorsOfRoutes("GET /", "GET /a~b", "GET /a.b_c-d:e,f")).toEqual([
      'test/api: route "GET /a~b": has the path segment "a~b"; expected letters, digits and - _ . , : in a REST API. Rename it, or use a path parameter.',
    ]);
  });

  test("a path of the health checks of API Gateway is an error, unless the check is waived (api-gateway-known-issues)", () => {
    expect(errorsOfRoutes("GET /ping", "GET /ping/a", "GET /a/ping")).toEqual([
      'test/api: route "GET /ping" has a path that API Gateway reserves for health checks on custom domains. Rename it (check reserved-path).',
    ]);
    const { stack, api, answer } = restStack();
    api.route("GET /sping", answer, { access: "public" });
    waive(api, "reserved-path", "The API has no custom domain.");
    expect(errorsOf(stack)).toEqual([]);
  });

  test.each([
    ["GET /things/{id}", "GET /things/{thingId}/parts", "{thingId}", "{id}"],
    ["GET /things/{id}", "GET /things/{rest+}", "{rest+}", "{id}"],
    ["ANY /{proxy+}", "GET /{id}", "{id}", "{proxy+}"],
  ])("after %s, the route %s has a second parameter at the same place", (first, second, found, other) => {
    expect(errorsOfRoutes(first, second)).toEqual([
      `test/api: route "${second}": has the path segment ${found}, but route "${first}" has ${other} at the same place; a REST API accepts one path parameter there. Use ${other}.`,
    ]);
  });

  test("duplicate, malformed and greedy keys have the errors of an HTTP API", () => {
    expect(errorsOfRoutes("GET /a/{id}", "GET /a/{id}", "GET /a/{other}", "GET /b/", "GET /{c+}/d")).toEqual([
      'test/api: duplicate route "GET /a/{id}". Remove one.',
      'test/api: route "GET /a/{other}" duplicates "GET /a/{id}" (parameter names do not count). Remove one.',
      'test/api: route "GET /b/" must not end in "/". Write "GET /b".',
      'test/api: route "GET /{c+}/d" has the greedy parameter {c+} before its last segment. Write "GET /{c}/d".',
    ]);
  });

  test("a route without an authorizer is an error, unless it is public", () => {
    const { stack, api, answer } = restStack();
    api.route("GET /", answer);
    expect(errorsOf(stack)).toEqual([
      'test/api: route "GET /": has no authorizer, so it would be public. Set `authorizer` on the route or the API, or set `access: "public"`.',
    ]);
  });

  test("an authorizer that only HTTP APIs have is an error", () => {
    const { stack, api, answer } = restStack({ authorizer: staff() as never });
    api.route("GET /", answer, { authorizer: staff() as never });
    api.route("GET /a", answer, { access: "public" });
    const found = "an object of the class JwtAuthorizer; expected an authorizer of a REST API";
    const fix = "Use the authorizer of a UserPool, or write `new RequestAuthorizer(…)`.";
    expect(errorsOf(stack)).toEqual([
      `test/api: authorizer is ${found}. ${fix}`,
      `test/api: route "GET /": authorizer is ${found}. ${fix}`,
    ]);
  });

  test("an authorizer that only REST APIs have is an error of an HTTP API", () => {
    const { stack, answer } = restStack();
    const authorizer = new TokenAuthorizer("token", { function: answer }) as never;
    new HttpApi(stack, "http", { authorizer }).route("GET /", answer);
    expect(errorsOf(stack)).toContain(
      "test/http: authorizer is an object of the class TokenAuthorizer; expected an authorizer of an HTTP API. Write `new LambdaAuthorizer(…)`.",
    );
  });

  test("a group with a comma is an error, in a contract and in the user pool of the authorizer", () => {
    const { stack, api, answer } = restStack();
    const users = new UserPool(stack, "users", { scopes: ["a/read"], groups: ["eu,sales", "admin"] });
    users.addSrpClient("web");
    const authorizer = users.authorizer();
    api.route(route("GET /a", { groups: ["admin"] }), answer, { authorizer });
    api.route(route("GET /b", { groups: ["eu,sales"] }), answer, { authorizer });
    const error =
      'group "eu,sales" contains a comma, with which a REST API separates the groups of a caller. Rename the group, or use an HttpApi.';
    expect(errorsOf(stack)).toEqual([
      `test/api: authorizer "users": ${error}`,
      `test/api: route "GET /b": ${error}`,
    ]);
  });

  test("a JwtAuthorizer does not compile", () => {
    const { api, answer } = restStack();
    const authorizer: JwtAuthorizer = staff();
    // @ts-expect-error a JwtAuthorizer has no settings for REST APIs
    api.route("GET /", answer, { authorizer });
  });

  test("a timeout of more than 29 s is an error, for a function and for an HTTP endpoint (limits)", () => {
    const { stack, api } = restStack();
    api.route("GET /a", fn(stack, "slow", 30), { access: "public" });
    const legacy = httpProxy("https://a.example", { timeoutSeconds: 29.5 });
    api.route("GET /b", legacy, { access: "public" });
    expect(errorsOf(stack)).toEqual([
      'test/api: route "GET /a": timeout of test/slow is 30 s; the API stops waiting after 29 s. Set timeoutSeconds to 29 or less (check function-timeout).',
      'test/api: route "GET /b": timeoutSeconds is 29.5; expected 0.05 to 29 seconds, with at most three decimals',
    ]);
  });

  test.each<[string, (check: NodejsFunction) => object]>([
    ["an integration of an HTTP API", () => ({ settings: () => ({}), validateRoute: () => [] })],
    ["an authorizer", (check) => new TokenAuthorizer("check", { function: check })],
    ["an object", () => ({})],
  ])("%s as a target is an error", (_, target) => {
    const { stack, api, answer } = restStack();
    api.route("GET /", answer, { access: "public" });
    api.route("GET /a", target(answer) as never, { access: "public" });
    expect(errorsOf(stack)).toEqual([
      expect.stringMatching(
        /^test\/api: route "GET \/a": the target is .+; expected a Lambda function or an integration/,
      ),
    ]);
  });
});
