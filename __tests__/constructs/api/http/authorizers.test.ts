import { HttpApi, IamAuthorizer, JwtAuthorizer, LambdaAuthorizer } from "gatewright";
import { byQuery, route } from "gatewright/contract";
import { errorsOf, synthesized } from "../../../support";
import { apiStack, fn, staff } from "./api-fixture";

// A title that checks a rule of AWS names its source in brackets:
// - A name such as (http-api-lambda-authorizer) is a page of https://docs.aws.amazon.com/apigateway/latest/developerguide/
// - [API reference] is https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis-apiid-authorizers.html

describe("the authorization of a route", () => {
  test("the API's JWT authorizer protects every route without its own", () => {
    const { stack, api, answer } = apiStack({ authorizer: staff() });
    api.route("GET /a", answer);
    api.route("GET /b", answer, { scopes: ["things/read"] });
    const { only, all, leadsTo } = synthesized(stack);
    const authorizer = only("aws_apigatewayv2_authorizer", {
      name: "staff",
      authorizer_type: "JWT",
      identity_sources: ["$request.header.Authorization"],
      jwt_configuration: { issuer: "https://login.example.com/", audience: ["api"] },
    });
    for (const route of all("aws_apigatewayv2_route", { authorization_type: "JWT" })) {
      leadsTo(route, ["authorizer_id"], authorizer);
    }
    only("aws_apigatewayv2_route", { route_key: "GET /b", authorization_scopes: ["things/read"] });
  });

  test("a route can have its own Lambda authorizer, which uses payload format 2.0 (http-api-lambda-authorizer)", () => {
    const { stack, api, answer } = apiStack({ authorizer: staff() });
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

  test("a Lambda authorizer caches no result by default", () => {
    const { stack, api, answer } = apiStack();
    api.route("GET /a", answer, {
      authorizer: new LambdaAuthorizer("callers", { function: fn(stack, "check") }),
    });
    synthesized(stack).only("aws_apigatewayv2_authorizer", {
      authorizer_result_ttl_in_seconds: 0,
      identity_sources: ["$request.header.Authorization"],
    });
  });

  test("an IAM authorizer sets AWS_IAM and creates no resource", () => {
    const { stack, api, answer } = apiStack({ authorizer: new IamAuthorizer() });
    api.route("GET /a", answer);
    const { only, none } = synthesized(stack);
    only("aws_apigatewayv2_route", { authorization_type: "AWS_IAM", authorizer_id: undefined });
    none("aws_apigatewayv2_authorizer");
  });

  test("an authorizer that two APIs use creates a resource in each API", () => {
    const { stack, api, answer } = apiStack();
    const shared = staff();
    for (const target of [api, new HttpApi(stack, "other")]) {
      target.route("GET /", answer, { authorizer: shared });
    }
    expect(synthesized(stack).all("aws_apigatewayv2_authorizer")).toHaveLength(2);
  });
});

describe("the validation of authorizers", () => {
  test.each([
    [
      "that is not an https URL (http-api-jwt-authorizer)",
      { issuer: "http://login.example.com", audiences: ["a"] },
      'issuer is "http://login.example.com"; expected an https URL. Write it exactly as in the iss claim of the tokens.',
    ],
  ])("an issuer %s is an error", (_, props, error) => {
    const { stack, api, answer } = apiStack({ authorizer: new JwtAuthorizer("staff", props) });
    api.route("GET /a", answer);
    expect(errorsOf(stack)).toEqual([`test/api: authorizer "staff": ${error}`]);
  });

  test.each([
    [0, "has no audience, so it denies every request. Add an audience, or add a client to the user pool."],
    [51, "has 51 audiences; the maximum is 50. Split the clients between two authorizers."],
  ])(
    "an authorizer with %d audiences is a single error, however many routes use it (http-api-quotas)",
    (length, error) => {
      const audiences = Array.from({ length }, (_, index) => `a${index}`);
      const { stack, api, answer } = apiStack({
        authorizer: new JwtAuthorizer("staff", { issuer: "https://login.example.com", audiences }),
      });
      api.route("GET /a", answer);
      api.route("GET /b", answer);
      expect(errorsOf(stack)).toEqual([`test/api: authorizer "staff" ${error}`]);
    },
  );

  test("a Lambda authorizer reports a TTL over 3600 s [API reference], an invalid source and a timeout over 10 s (http-api-quotas)", () => {
    const { stack, api, answer } = apiStack();
    const props = { function: fn(stack, "check", 11), identitySources: ["Authorization"], ttlSeconds: 3601 };
    api.route("GET /a", answer, { authorizer: new LambdaAuthorizer("callers", props) });
    expect(errorsOf(stack)).toEqual([
      'test/api: authorizer "callers": ttlSeconds is 3601; expected a whole number from 0 to 3600 seconds',
      'test/api: authorizer "callers": identity source "Authorization" is invalid; expected $request.header.NAME, $request.querystring.NAME, $context.NAME or $stageVariables.NAME',
      'test/api: authorizer "callers": timeout of test/check is 11 s; the API stops waiting for an authorizer after 10 s. Set timeoutSeconds to 10 or less (check function-timeout).',
    ]);
  });

  test("an authorizer ID of more than 128 characters is an error [API reference]", () => {
    const id = "a".repeat(129);
    const authorizer = new JwtAuthorizer(id, { issuer: "https://login.example.com", audiences: ["a"] });
    const { stack, api, answer } = apiStack({ authorizer });
    api.route("GET /a", answer);
    api.route("GET /b", answer, {
      authorizer: new LambdaAuthorizer(`b${id}`, { function: fn(stack, "check") }),
    });
    expect(errorsOf(stack)).toEqual([
      `test/api: authorizer ID "${id}" has length 129; expected 1 to 128 characters. Rename it.`,
      `test/api: authorizer ID "b${id}" has length 130; expected 1 to 128 characters. Rename it.`,
    ]);
  });

  test("two authorizers with the same ID in one API are an error", () => {
    const { stack, api, answer } = apiStack({ authorizer: staff() });
    api.route("GET /a", answer);
    api.route("GET /b", answer, { authorizer: staff() });
    expect(errorsOf(stack)).toEqual(['test/api: duplicate authorizer "staff". Give one of them another ID.']);
  });

  test("an authorizer is deleted only after its routes have changed", () => {
    const { stack, api, answer } = apiStack({ authorizer: staff() });
    api.route("GET /a", answer);
    api.route("GET /b", answer, {
      authorizer: new LambdaAuthorizer("callers", { function: fn(stack, "check") }),
    });
    const authorizers = synthesized(stack).all("aws_apigatewayv2_authorizer", {
      lifecycle: { create_before_destroy: true },
    });
    expect(authorizers).toHaveLength(2);
  });

  test("a route that requires an unknown group is an error", () => {
    const known = new JwtAuthorizer("staff", { issuer: "https://a.b/", audiences: ["a"], groups: ["admin"] });
    const { stack, api, answer } = apiStack({ authorizer: known });
    api.route(route("GET /a", { groups: ["admin"] }), answer);
    api.route(route("GET /b", { groups: ["amdin"] }), answer);
    api.route(route("GET /c", { groups: [] }), answer);
    api.route(route("GET /d", { groups: ["admin"] }), answer, { authorizer: new IamAuthorizer() });
    // @ts-expect-error a public route has no groups
    api.route(route("GET /e", { groups: ["admin"], access: "public" }), answer);
    expect(errorsOf(stack)).toEqual([
      'test/api: route "GET /b": no token from "staff" can have the group amdin, so the route is unreachable. Available: admin. Correct the group, or add it to the user pool.',
      'test/api: route "GET /c": `groups` is empty, so the route is unreachable. Add a group or remove `groups`.',
      'test/api: route "GET /d": has the groups admin, but IAM does not check groups. Remove them, or use a JwtAuthorizer.',
      'test/api: route "GET /e": is public and has groups. Remove `access: "public"` or `groups`.',
    ]);
  });

  test("groups next to a route key are an error, because only the handler of a contract checks them", () => {
    const { stack, api, answer } = apiStack({ authorizer: staff() });
    // @ts-expect-error a route key has no groups
    api.route("GET /a", answer, { groups: ["admin"] });
    // @ts-expect-error a route key has no groups
    api.route("GET /b", answer, { groups: [] });
    expect(errorsOf(stack)).toEqual(
      ["a", "b"].map(
        (name) =>
          `test/api: route "GET /${name}": groups is set next to a route key, but only the handler of a contract checks groups. Write \`route("GET /${name}", { groups })\` instead of the key, and implement it with \`handle()\`; or remove \`groups\`.`,
      ),
    );
  });

  test("a group that the claim of a token cannot contain is an error, in every version of a route", () => {
    const { stack, api, answer } = apiStack({ authorizer: staff() });
    api.route(route("GET /a", { groups: ["admin,staff", "größe"] }), answer);
    api.route(route("GET /b", { groups: ["the staff", ""] }), answer);
    for (const [value, group] of [
      ["1", "admin"],
      ["2", "[admin"],
    ] as const) {
      api.route(byQuery("v", value, { get: route("GET /c", { groups: [group] }) }).get, answer);
    }
    expect(errorsOf(stack)).toEqual([
      'test/api: route "GET /b": group "the staff" is invalid; expected letters, digits and punctuation without [ and ]. Rename it.',
      'test/api: route "GET /b": group "" has length 0; expected 1 to 128 characters. Rename it.',
      'test/api: route "GET /c": group "[admin" is invalid; expected letters, digits and punctuation without [ and ]. Rename it.',
    ]);
  });

  test("scopes on a route with a Lambda authorizer are an error", () => {
    const { stack, api, answer } = apiStack();
    const authorizer = new LambdaAuthorizer("callers", { function: fn(stack, "check") });
    api.route("GET /a", answer, { authorizer, scopes: ["a/b"] });
    expect(errorsOf(stack)).toEqual([
      'test/api: route "GET /a": has the scopes a/b, but a Lambda authorizer does not check scopes. Check them in its function, or use a JwtAuthorizer.',
    ]);
  });

  test("a TTL without an identity source, which is the cache key, is an error (http-api-lambda-authorizer)", () => {
    const { stack, api, answer } = apiStack();
    const props = { function: fn(stack, "check"), identitySources: [], ttlSeconds: 60 };
    api.route("GET /a", answer, { authorizer: new LambdaAuthorizer("callers", props) });
    expect(errorsOf(stack)).toEqual([
      'test/api: authorizer "callers": ttlSeconds is 60, but there is no identity source to use as the cache key. Add an identity source, or set ttlSeconds to 0.',
    ]);
  });
});
