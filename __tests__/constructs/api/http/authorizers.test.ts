import { HttpApi, IamAuthorizer, JwtAuthorizer, LambdaAuthorizer } from "#constructs";
import { faultsOf, synthesized } from "../../../support";
import { fn, given, staff } from "./api-fixture";

// Facts: the API Gateway developer guide's pages, which are named; apis-apiid-authorizers, API Gateway V2 API reference (API).

describe("who may call a route", () => {
  test("with the API's JWT authorizer: who has a token", () => {
    const { stack, api, answer } = given({ authorizer: staff() });
    api.route("GET /a", answer);
    api.route("GET /b", answer, { scopes: ["things/read"] });
    const { only, all, leadsTo } = synthesized(stack);
    const authorizer = only("aws_apigatewayv2_authorizer", {
      name: "staff",
      authorizer_type: "JWT",
      identity_sources: ["$request.header.Authorization"],
      jwt_configuration: { issuer: "https://login.example.com/", audience: ["api"] },
    });
    for (const made of all("aws_apigatewayv2_route", { authorization_type: "JWT" })) {
      leadsTo(made, ["authorizer_id"], authorizer);
    }
    only("aws_apigatewayv2_route", { route_key: "GET /b", authorization_scopes: ["things/read"] });
  });

  test("with a Lambda authorizer of its own: whom that lets in, by payload format 2.0 (http-api-lambda-authorizer)", () => {
    const { stack, api, answer } = given({ authorizer: staff() });
    const callers = new LambdaAuthorizer("callers", {
      function: fn(stack, "check"),
      identitySources: ["$request.header.X-Key", "$context.routeKey"],
      ttlSeconds: 60,
    });
    api.route("GET /a", answer, { authorizer: callers });
    const { only, leadsTo } = synthesized(stack);
    const authorizer = only("aws_apigatewayv2_authorizer", {
      authorizer_type: "REQUEST",
      authorizer_payload_format_version: "2.0",
      enable_simple_responses: true,
      identity_sources: ["$request.header.X-Key", "$context.routeKey"],
      authorizer_result_ttl_in_seconds: 60,
    });
    const check = only("aws_lambda_function", { function_name: "test-check" });
    leadsTo(only("aws_apigatewayv2_route", { authorization_type: "CUSTOM" }), ["authorizer_id"], authorizer);
    leadsTo(authorizer, ["authorizer_uri"], check);
    leadsTo(only("aws_lambda_permission", { function_name: /check/ }), ["function_name"], check);
  });

  test("by default, a Lambda authorizer is asked for each request", () => {
    const { stack, api, answer } = given();
    api.route("GET /a", answer, {
      authorizer: new LambdaAuthorizer("callers", { function: fn(stack, "check") }),
    });
    synthesized(stack).only("aws_apigatewayv2_authorizer", {
      authorizer_result_ttl_in_seconds: 0,
      identity_sources: ["$request.header.Authorization"],
    });
  });

  test("with IAM: who signs", () => {
    const { stack, api, answer } = given({ authorizer: new IamAuthorizer() });
    api.route("GET /a", answer);
    const { only, none } = synthesized(stack);
    only("aws_apigatewayv2_route", { authorization_type: "AWS_IAM", authorizer_id: undefined });
    none("aws_apigatewayv2_authorizer");
  });

  test("with an authorizer of two APIs: each has its own", () => {
    const { stack, api, answer } = given();
    const shared = staff();
    for (const one of [api, new HttpApi(stack, "other")]) one.route("GET /", answer, { authorizer: shared });
    expect(synthesized(stack).all("aws_apigatewayv2_authorizer")).toHaveLength(2);
  });
});

describe("an authorizer at synth", () => {
  test.each([
    [
      "no https URL (http-api-jwt-authorizer)",
      { issuer: "http://login.example.com", audiences: ["a"] },
      'issuer must be an https URL, found "http://login.example.com"; write it as the tokens\' iss says it',
    ],
  ])("with %s as its issuer is a fault", (_, props, fault) => {
    const { stack, api, answer } = given({ authorizer: new JwtAuthorizer("staff", props) });
    api.route("GET /a", answer);
    expect(faultsOf(stack)).toEqual([`test/api: authorizer "staff": ${fault}`]);
  });

  test.each([
    [0, "has no audience, so nobody may call; name one, or add a client to the user pool"],
    [51, "has 51 audiences, 50 are allowed; split its clients over two"],
  ])("with %d audiences is one fault, however many routes it guards (http-api-quotas)", (length, fault) => {
    const audiences = Array.from({ length }, (_, index) => `a${index}`);
    const { stack, api, answer } = given({
      authorizer: new JwtAuthorizer("staff", { issuer: "https://login.example.com", audiences }),
    });
    api.route("GET /a", answer);
    api.route("GET /b", answer);
    expect(faultsOf(stack)).toEqual([`test/api: authorizer "staff" ${fault}`]);
  });

  test("a Lambda authorizer's faults are told apart: 3600 s kept (API), its sources, 10 s to answer (http-api-quotas)", () => {
    const { stack, api, answer } = given();
    const props = { function: fn(stack, "check", 11), identitySources: ["Authorization"], ttlSeconds: 3601 };
    api.route("GET /a", answer, { authorizer: new LambdaAuthorizer("callers", props) });
    expect(faultsOf(stack)).toEqual([
      'test/api: authorizer "callers": ttlSeconds must be a whole number from 0 to 3600 seconds, found 3601',
      'test/api: authorizer "callers": identity source "Authorization" is none; write $request.header.NAME, $request.querystring.NAME, $context.NAME or $stageVariables.NAME',
      'test/api: authorizer "callers": its function test/check has a timeout of 11 s, the API waits 10 s; set timeoutSeconds to 10 or less',
    ]);
  });

  test("with a long id is a fault (API)", () => {
    const id = "a".repeat(129);
    const authorizer = new JwtAuthorizer(id, { issuer: "https://login.example.com", audiences: ["a"] });
    const { stack, api, answer } = given({ authorizer });
    api.route("GET /a", answer);
    api.route("GET /b", answer, {
      authorizer: new LambdaAuthorizer(`b${id}`, { function: fn(stack, "check") }),
    });
    expect(faultsOf(stack)).toEqual([
      `test/api: authorizer id must have 1 to 128 characters, found 129 in "${id}"; rename it`,
      `test/api: authorizer id must have 1 to 128 characters, found 130 in "b${id}"; rename it`,
    ]);
  });

  test("of a name that another has is a fault", () => {
    const { stack, api, answer } = given({ authorizer: staff() });
    api.route("GET /a", answer);
    api.route("GET /b", answer, { authorizer: staff() });
    expect(faultsOf(stack)).toEqual([
      'test/api: has two authorizers called "staff"; give one of them another id',
    ]);
  });

  test("is deleted only after the routes that leave it", () => {
    const { stack, api, answer } = given({ authorizer: staff() });
    api.route("GET /a", answer);
    api.route("GET /b", answer, {
      authorizer: new LambdaAuthorizer("callers", { function: fn(stack, "check") }),
    });
    const authorizers = synthesized(stack).all("aws_apigatewayv2_authorizer", {
      lifecycle: { create_before_destroy: true },
    });
    expect(authorizers).toHaveLength(2);
  });

  test("refuses groups that its users are never in, and those of callers who are in none", () => {
    const known = new JwtAuthorizer("staff", { issuer: "https://a.b/", audiences: ["a"], groups: ["admin"] });
    const { stack, api, answer } = given({ authorizer: known });
    api.route("GET /a", answer, { groups: ["admin"] });
    api.route("GET /b", answer, { groups: ["amdin"] });
    api.route("GET /c", answer, { groups: [] });
    api.route("GET /d", answer, { groups: ["admin"], authorizer: new IamAuthorizer() });
    api.route("GET /e", answer, { groups: ["admin"], access: "public" });
    expect(faultsOf(stack)).toEqual([
      'test/api: route "GET /b" asks for the group amdin, which authorizer "staff" never gives (it has admin), so nobody may call it; correct the group, or add it there',
      'test/api: route "GET /c" has an empty list of groups, which nobody is in; name one, or drop groups',
      'test/api: route "GET /d" has the groups admin, and IAM knows no groups; drop them, or guard the route with a JwtAuthorizer',
      'test/api: route "GET /e" is public and has groups; drop one of the two',
    ]);
  });

  test("of Lambda looks at no scope", () => {
    const { stack, api, answer } = given();
    const authorizer = new LambdaAuthorizer("callers", { function: fn(stack, "check") });
    api.route("GET /a", answer, { authorizer, scopes: ["a/b"] });
    expect(faultsOf(stack)).toEqual([
      'test/api: route "GET /a" has the scopes a/b, and a Lambda authorizer knows no scopes; check them in its function, or guard the route with a JwtAuthorizer',
    ]);
  });

  test("an answer that is kept needs something to be kept by (http-api-lambda-authorizer)", () => {
    const { stack, api, answer } = given();
    const props = { function: fn(stack, "check"), identitySources: [], ttlSeconds: 60 };
    api.route("GET /a", answer, { authorizer: new LambdaAuthorizer("callers", props) });
    expect(faultsOf(stack)).toEqual([
      'test/api: authorizer "callers": ttlSeconds is 60 and there is no identity source to keep an answer by; name one, or set it to 0',
    ]);
  });
});
