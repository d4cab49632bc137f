import {
  HttpApi,
  IamAuthorizer,
  RequestAuthorizer,
  type RestApi,
  type RestAuthorizer,
  TokenAuthorizer,
  UserPool,
} from "gatewright";
import { route } from "gatewright/contract";
import { errorsOf, synthesized } from "../../../support";
import { fn } from "../http/api-fixture";
import { restStack } from "./rest-fixture";

// A title that checks a rule of AWS names its source in brackets. A name such as (limits) is a page of
// https://docs.aws.amazon.com/apigateway/latest/developerguide/

/** Returns a stack with a user pool and an API. */
function poolStack() {
  const all = restStack();
  const users = new UserPool(all.stack, "users", {
    scopes: ["things/read"],
    groups: ["staff"],
    domainPrefix: "things",
  });
  users.addCodeClient("web", { callbackUrls: ["https://a.example/callback"] });
  return { ...all, users };
}

describe("the authorization of a route of a REST API", () => {
  test("the authorizer of a user pool has the type COGNITO_USER_POOLS (apigateway-integrate-with-cognito)", () => {
    const { stack, api, answer, users } = poolStack();
    api.route("GET /a", answer, { authorizer: users.authorizer() });
    api.route("GET /b", answer, { authorizer: users.authorizer(), scopes: ["things/read"] });
    api.route("GET /c", answer, { access: "public" });
    const { only, all, leadsTo } = synthesized(stack);
    const authorizer = only("aws_api_gateway_authorizer", {
      name: "users",
      type: "COGNITO_USER_POOLS",
      identity_source: "method.request.header.Authorization",
      provider_arns: ["${aws_cognito_user_pool.users.arn}"],
      lifecycle: { create_before_destroy: true },
    });
    const guarded = all("aws_api_gateway_method").filter(
      ({ values }) => values.authorization === "COGNITO_USER_POOLS",
    );
    expect(guarded.map(({ values }) => values.authorization_scopes)).toEqual([undefined, ["things/read"]]);
    for (const method of guarded) leadsTo(method, ["authorizer_id"], authorizer);
    leadsTo(authorizer, ["rest_api_id"], only("aws_api_gateway_rest_api"));
    only("aws_api_gateway_method", { authorization: "NONE", authorizer_id: undefined });
  });

  test("the same authorizer of a user pool protects an HTTP API, too", () => {
    const { stack, api, answer, users } = poolStack();
    const authorizer = users.authorizer();
    api.route("GET /", answer, { authorizer });
    new HttpApi(stack, "http", { authorizer }).route("GET /", answer);
    const { only } = synthesized(stack);
    only("aws_apigatewayv2_authorizer", { name: "users", authorizer_type: "JWT" });
    only("aws_api_gateway_authorizer", { name: "users", type: "COGNITO_USER_POOLS" });
  });

  test("a token authorizer passes a header to its function", () => {
    const { stack, api, answer } = restStack();
    const authorizer = new TokenAuthorizer("partners", {
      function: fn(stack, "check"),
      header: "x-partner",
      pattern: "^[a-z]+$",
      ttlSeconds: 60,
    });
    api.route("GET /a", answer, { authorizer });
    const { only, leadsTo } = synthesized(stack);
    const resource = only("aws_api_gateway_authorizer", {
      name: "partners",
      type: "TOKEN",
      identity_source: "method.request.header.x-partner",
      identity_validation_expression: "^[a-z]+$",
      authorizer_result_ttl_in_seconds: 60,
    });
    const check = only("aws_lambda_function", { function_name: "test-check" });
    leadsTo(only("aws_api_gateway_method", { authorization: "CUSTOM" }), ["authorizer_id"], resource);
    leadsTo(resource, ["authorizer_uri"], check);
    leadsTo(only("aws_lambda_permission", { function_name: /check/ }), ["function_name"], check);
  });

  test("a request authorizer passes parts of the request to its function", () => {
    const { stack, api, answer } = restStack();
    const authorizer = new RequestAuthorizer("partners", {
      function: fn(stack, "check"),
      identitySources: ["method.request.header.x-partner", "context.httpMethod"],
    });
    api.route("GET /a", answer, { authorizer });
    synthesized(stack).only("aws_api_gateway_authorizer", {
      type: "REQUEST",
      identity_source: "method.request.header.x-partner,context.httpMethod",
      authorizer_result_ttl_in_seconds: 0,
    });
  });

  test("a function authorizer reads the Authorization header and caches nothing by default", () => {
    const { stack, api, answer } = restStack();
    const check = { function: fn(stack, "check") };
    api.route("GET /a", answer, { authorizer: new TokenAuthorizer("token", check) });
    api.route("GET /b", answer, { authorizer: new RequestAuthorizer("request", check) });
    const defaults = {
      identity_source: "method.request.header.Authorization",
      authorizer_result_ttl_in_seconds: 0,
    };
    const { only } = synthesized(stack);
    only("aws_api_gateway_authorizer", { type: "TOKEN", ...defaults });
    only("aws_api_gateway_authorizer", { type: "REQUEST", ...defaults });
  });

  test("an authorizer without identity sources invokes its function for every request", () => {
    const { stack, api, answer } = restStack();
    const authorizer = new RequestAuthorizer("all", { function: fn(stack, "check"), identitySources: [] });
    api.route("GET /a", answer, { authorizer });
    synthesized(stack).only("aws_api_gateway_authorizer", { identity_source: undefined });
  });

  test("an IAM authorizer sets AWS_IAM and creates no resource", () => {
    const { stack, api, answer } = restStack({ authorizer: new IamAuthorizer() });
    api.route("GET /a", answer);
    const { only, none } = synthesized(stack);
    only("aws_api_gateway_method", { authorization: "AWS_IAM", authorizer_id: undefined });
    none("aws_api_gateway_authorizer");
  });

  test("an authorizer of your own returns the settings of a method", () => {
    const { stack, api, answer } = restStack();
    const authorizer: RestAuthorizer = {
      restSettings: (_: Pick<RestApi, "api">) => ({
        authorization: "COGNITO_USER_POOLS",
        authorizerId: "abc123",
      }),
      validateRest: () => [],
      validateRestRoute: () => [],
    };
    api.route("GET /a", answer, { authorizer });
    synthesized(stack).only("aws_api_gateway_method", { authorizer_id: "abc123" });
  });
});

describe("the validation of authorizers of a REST API", () => {
  test("a scope that the user pool does not have is an error", () => {
    const { stack, api, answer, users } = poolStack();
    api.route("GET /a", answer, { authorizer: users.authorizer(), scopes: ["things/write"] });
    expect(errorsOf(stack)).toEqual([
      expect.stringMatching(
        /^test\/api: route "GET \/a": no token from "users" can have the scope things\/write, so the route is unreachable/,
      ),
    ]);
  });

  test("groups next to a route key are an error, because only the handler of a contract checks them", () => {
    const { stack, api, answer, users } = poolStack();
    // @ts-expect-error a route key has no groups
    api.route("GET /a", answer, { authorizer: users.authorizer(), groups: ["staff"] });
    expect(errorsOf(stack)).toEqual([
      expect.stringMatching(/^test\/api: route "GET \/a": groups is set next to a route key/),
    ]);
  });

  test("scopes and groups of a route with an IAM or a function authorizer are errors", () => {
    const { stack, api, answer } = restStack();
    const check = { function: fn(stack, "check") };
    api.route("GET /a", answer, { authorizer: new IamAuthorizer(), scopes: ["a"] });
    api.route(route("GET /b", { groups: ["b"] }), answer, {
      authorizer: new TokenAuthorizer("token", check),
    });
    expect(errorsOf(stack)).toEqual([
      'test/api: route "GET /a": has the scopes a, but IAM does not check scopes. Remove them, or use the authorizer of a UserPool.',
      'test/api: route "GET /b": has the groups b, but a Lambda authorizer does not check groups. Check them in its function, or use the authorizer of a UserPool.',
    ]);
  });

  test.each([
    [{ pattern: "(" }, 'pattern is "("; expected a regular expression. Correct it or remove it.'],
    [{ pattern: "" }, 'pattern is ""; expected a regular expression. Set a value or remove it.'],
    [
      { header: "method.request.header.x-key" },
      'header is "method.request.header.x-key"; expected the name of a header. Write "x-key".',
    ],
  ])("%j of a token authorizer is an error", (props, error) => {
    const { stack, api, answer } = restStack();
    const authorizer = new TokenAuthorizer("token", { function: fn(stack, "check"), ...props });
    api.route("GET /a", answer, { authorizer });
    expect(errorsOf(stack)).toEqual([`test/api: authorizer "token": ${error}`]);
  });

  test("a pattern with the syntax of Java is accepted", () => {
    const { stack, api, answer } = restStack();
    const check = { function: fn(stack, "check"), pattern: "(?i)bearer (?s:.++)" };
    api.route("GET /a", answer, { authorizer: new TokenAuthorizer("token", check) });
    expect(errorsOf(stack)).toEqual([]);
  });

  test("a function of an authorizer with a timeout above 29 seconds is an error (limits)", () => {
    const { stack, api, answer } = restStack();
    const check = fn(stack, "slow", 30);
    api.route("GET /a", answer, { authorizer: new TokenAuthorizer("token", { function: check }) });
    api.route("GET /b", answer, { authorizer: new RequestAuthorizer("request", { function: check }) });
    const error =
      "timeout of test/slow is 30 s; the API stops waiting after 29 s. Set timeoutSeconds to 29 or less (check function-timeout).";
    expect(errorsOf(stack)).toEqual([
      `test/api: authorizer "token": ${error}`,
      `test/api: authorizer "request": ${error}`,
    ]);
  });

  test("an invalid TTL, header and identity source are errors (API_CreateAuthorizer)", () => {
    const { stack, api, answer } = restStack();
    const check = fn(stack, "check");
    const token = new TokenAuthorizer("token", { function: check, header: "x partner", ttlSeconds: 3601 });
    const request = new RequestAuthorizer("request", {
      function: check,
      identitySources: ["$request.header.Authorization", "method.request.path.id"],
    });
    const empty = new RequestAuthorizer("empty", { function: check, identitySources: [], ttlSeconds: 1 });
    api.route("GET /a", answer, { authorizer: token });
    api.route("GET /b", answer, { authorizer: request });
    api.route("GET /c", answer, { authorizer: empty });
    const expected =
      "expected method.request.header.NAME, method.request.querystring.NAME, context.NAME or stageVariables.NAME";
    expect(errorsOf(stack)).toEqual([
      'test/api: authorizer "token": ttlSeconds is 3601; expected a whole number from 0 to 3600 seconds',
      'test/api: authorizer "token": header is "x partner"; expected the name of a header, such as "Authorization"',
      `test/api: authorizer "request": identity source "$request.header.Authorization" is invalid; ${expected}`,
      `test/api: authorizer "request": identity source "method.request.path.id" is invalid; ${expected}`,
      'test/api: authorizer "empty": ttlSeconds is 1, but there is no identity source to use as the cache key. Add an identity source, or set ttlSeconds to 0.',
    ]);
  });

  test("two authorizers with one ID are an error", () => {
    const { stack, api, answer } = restStack();
    const check = { function: fn(stack, "check") };
    api.route("GET /a", answer, { authorizer: new TokenAuthorizer("check", check) });
    api.route("GET /b", answer, { authorizer: new RequestAuthorizer("check", check) });
    expect(errorsOf(stack)).toEqual(['test/api: duplicate authorizer "check". Give one of them another ID.']);
  });
});
