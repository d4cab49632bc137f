import { TerraformVariable } from "cdktf";
import {
  type App,
  AwsProvider,
  HttpApi,
  type HttpApiProps,
  IamAuthorizer,
  JwtAuthorizer,
  LambdaAuthorizer,
  NodejsFunction,
  TerraformStack as Stack,
  stubCode,
} from "gatewright";
import { byHeader, byMediaType, byQuery, route } from "gatewright/contract";
import * as z from "zod/mini";
import { errorsOf, synthesized, testStack } from "../../../support";
import { apiStack, fn, staff } from "./api-fixture";

// A title that checks a rule of AWS names its source in brackets:
// - A name such as (http-api-quotas) is a page of https://docs.aws.amazon.com/apigateway/latest/developerguide/
// - (gettingstarted-limits) is https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
// - [API reference] is the page apis or apis-apiid-routes of https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/
// - [measured] is behavior that others reported
//
// A title without a source checks a decision of this construct.

describe("the HTTP API", () => {
  test("a route or a target that no file exports is reported, and not as an error of this library", () => {
    const { stack, api, answer } = apiStack();
    api.route(undefined as never, answer);
    api.route(route("GET /a", { access: "public" }), undefined as never);
    expect(errorsOf(stack)).toEqual([
      "test/api: a route: the route is undefined. Check that the imported file exports it.",
      'test/api: route "GET /a": the target is undefined. Check that the imported file exports it.',
    ]);
  });

  test("an HttpApi has a $default stage with automatic deployment", () => {
    const { stack } = apiStack({ description: "Things", tags: { team: "things" } });
    const { only, leadsTo } = synthesized(stack);
    const tags = { team: "things" };
    const api = only("aws_apigatewayv2_api", {
      name: "test-api",
      protocol_type: "HTTP",
      description: "Things",
      tags,
    });
    const stage = only("aws_apigatewayv2_stage", { name: "$default", auto_deploy: true, tags });
    leadsTo(stage, ["api_id"], api);
  });

  test("the Terraform address of an API is derived from its construct ID", () => {
    expect(synthesized(apiStack().stack).stack.at("aws_apigatewayv2_api.api").values.name).toBe("test-api");
  });

  test("an API writes each request as one line of JSON to its own log group", () => {
    const { stack } = apiStack({ logRetentionDays: 7 });
    const { only, leadsTo } = synthesized(stack);
    const logs = only("aws_cloudwatch_log_group", {
      name: "/aws/vendedlogs/apis/test-api",
      retention_in_days: 7,
    });
    const stage = only("aws_apigatewayv2_stage");
    leadsTo(stage, ["access_log_settings.destination_arn"], logs);
    const { format } = stage.values.access_log_settings as { format: string };
    expect(JSON.parse(format)).toMatchObject({
      requestId: "$context.requestId",
      routeKey: "$context.routeKey",
    });
    expect(format).not.toContain("\n");
    expect(Buffer.byteLength(format)).toBeLessThanOrEqual(3072); // http-api-quotas
  });

  test("characters that a log group name cannot contain are replaced by hyphens", () => {
    synthesized(apiStack({ name: "Products API (dev)" }).stack).only("aws_cloudwatch_log_group", {
      name: "/aws/vendedlogs/apis/Products-API-dev-",
    });
  });

  test("an API without a throttle sets both throttle values to the account limits (http-api-quotas)", () => {
    synthesized(apiStack().stack).only("aws_apigatewayv2_stage", {
      default_route_settings: {
        detailed_metrics_enabled: false,
        throttling_rate_limit: 10_000,
        throttling_burst_limit: 5_000,
      },
      route_settings: undefined,
    });
  });

  test("a function of a route can use the URL of its API", () => {
    const { stack, api } = apiStack();
    const linked = new NodejsFunction(stack, "linked", { entry: "a.ts", environment: { API_URL: api.url } });
    api.route("GET /", linked, { access: "public" });
    synthesized(stack).only("aws_lambda_function", {
      function_name: "test-linked",
      environment: { variables: { API_URL: "${aws_apigatewayv2_api.api.api_endpoint}" } },
    });
  });
});

describe("the routes of an API", () => {
  test("a route invokes its function with payload format 2.0 and a timeout of 30 s (http-api-quotas)", () => {
    const { stack, api, answer } = apiStack();
    api.route("GET /things", answer, { access: "public" });
    const { only, leadsTo } = synthesized(stack);
    const routeResource = only("aws_apigatewayv2_route", { route_key: "GET /things" });
    const integration = only("aws_apigatewayv2_integration", {
      integration_type: "AWS_PROXY",
      integration_method: "POST",
      payload_format_version: "2.0",
      timeout_milliseconds: 30_000,
      lifecycle: undefined,
    });
    leadsTo(routeResource, ["target"], integration);
    leadsTo(routeResource, ["target", "integration_uri"], only("aws_lambda_function"));
    expect(integration.values.integration_uri).toBe("${aws_lambda_function.answer.invoke_arn}");
  });

  test("the Terraform address of a route does not depend on its parameter names", () => {
    const { stack, api, answer } = apiStack();
    api.route("GET /things/{thingId}", answer, { access: "public" });
    const [routeResource] = synthesized(stack).stack.ofType("aws_apigatewayv2_route");
    expect(routeResource?.address).toBe("aws_apigatewayv2_route.api_GET--things--_DCDF7D04");
    const renamed = apiStack();
    renamed.api.route("GET /things/{id}", renamed.answer, { access: "public" });
    expect(synthesized(renamed.stack).only("aws_apigatewayv2_route").address).toBe(routeResource?.address);
    expect(api.routes.get("GET /things/{thingId}")?.routeKeyInput).toBe("GET /things/{thingId}");
  });

  test("the stage depends on every route, because its settings refer to the routes", () => {
    const { stack, api, answer } = apiStack();
    api.route("GET /a", answer, { access: "public" });
    api.route("GET /b", answer, { access: "public", throttle: { rate: 1, burst: 2 } });
    const { only, all } = synthesized(stack);
    expect(only("aws_apigatewayv2_stage").values.depends_on).toEqual(
      all("aws_apigatewayv2_route").map(({ address }) => address),
    );
  });

  test("a route that overrides one setting keeps the other settings of the API", () => {
    const { stack, api, answer } = apiStack({ throttle: { rate: 50, burst: 100 }, detailedMetrics: true });
    api.route("GET /a", answer, { access: "public", throttle: { rate: 1, burst: 2 } });
    api.route("GET /b", answer, { access: "public", detailedMetrics: false });
    api.route("GET /c", answer, { access: "public" });
    synthesized(stack).only("aws_apigatewayv2_stage", {
      route_settings: [
        {
          route_key: "GET /a",
          detailed_metrics_enabled: true,
          throttling_rate_limit: 1,
          throttling_burst_limit: 2,
        },
        {
          route_key: "GET /b",
          detailed_metrics_enabled: false,
          throttling_rate_limit: 50,
          throttling_burst_limit: 100,
        },
      ],
    });
  });

  test("access in the settings of a route with a contract does not compile", () => {
    const { api, answer } = apiStack();
    const strict = { scopes: ["admin"] };
    // @ts-expect-error these settings have scopes, but the contract already defines the access
    api.route(route("GET /a", { access: "public" }), answer, strict);
  });

  test("a route has the scopes and the access of its contract", () => {
    const { stack, api, answer } = apiStack({ authorizer: staff() });
    api.route(route("GET /open", { access: "public" }), answer);
    api.route(route("GET /closed", { scopes: ["things/read"] }), answer);
    const { only } = synthesized(stack);
    only("aws_apigatewayv2_route", {
      route_key: "GET /open",
      authorization_type: "NONE",
      authorizer_id: undefined,
    });
    only("aws_apigatewayv2_route", { route_key: "GET /closed", authorization_scopes: ["things/read"] });
  });

  test.each(["$default", "ANY /{proxy+}", "GET /"] as const)("a route key can be %s", (key) => {
    const { stack, api, answer } = apiStack();
    api.route(key, answer, { access: "public" });
    synthesized(stack).only("aws_apigatewayv2_route", { route_key: key });
  });
});

describe("the functions of an API", () => {
  test("a function of several routes has one permission, and each route has its own integration (gettingstarted-limits: 20 KB of policy)", () => {
    const { stack, api, answer } = apiStack();
    for (const key of ["GET /a", "GET /b", "GET /c"] as const) api.route(key, answer, { access: "public" });
    const { only, leadsTo, all } = synthesized(stack);
    expect(all("aws_apigatewayv2_route")).toHaveLength(3);
    expect(all("aws_apigatewayv2_integration")).toHaveLength(3);
    const permission = only("aws_lambda_permission", {
      action: "lambda:InvokeFunction",
      principal: "apigateway.amazonaws.com",
      source_arn: "${aws_apigatewayv2_api.api.execution_arn}/*/*",
    });
    leadsTo(permission, ["function_name"], only("aws_lambda_function"));
    expect(api.permissions.get(answer)?.friendlyUniqueId).toBe(permission.name);
    expect(api.integrations.get("GET /a")?.integrationTypeInput).toBe("AWS_PROXY");
  });

  test("a function that serves a route and authorizes another has one permission", () => {
    const { stack, api, answer } = apiStack();
    api.route("GET /a", answer, { access: "public" });
    api.route("GET /b", answer, { authorizer: new LambdaAuthorizer("callers", { function: answer }) });
    synthesized(stack).only("aws_lambda_permission");
  });

  test("a function that two APIs invoke has a permission for each API", () => {
    const { stack, api, answer } = apiStack();
    const other = new HttpApi(stack, "other");
    for (const target of [api, other]) target.route("GET /", answer, { access: "public" });
    expect(synthesized(stack).all("aws_lambda_permission")).toHaveLength(2);
  });

  test("a route can invoke a function in another stack", () => {
    const { stack, api } = apiStack();
    stubCode(stack.node.root as App);
    const otherStack = new Stack(stack.node.root as App, "elsewhere");
    new AwsProvider(otherStack, "aws", { region: "eu-central-1" });
    api.route("GET /", fn(otherStack), { access: "public" });
    expect(errorsOf(stack)).toEqual([]);
    synthesized(stack).only("aws_apigatewayv2_integration", {
      integration_uri: /^\$\{data\.terraform_remote_state\..*elsewhere/,
    });
  });
});

describe("the validation of an API", () => {
  test("a malformed route key is an error (http-api-develop-routes)", () => {
    const { stack, api, answer } = apiStack();
    api.route("GET products/{id}" as "GET /", answer, { access: "public" });
    expect(errorsOf(stack)).toEqual([
      'test/api: route "GET products/{id}" must have a path that starts with "/". Write "GET /products/{id}".',
    ]);
  });

  describe("the versions of a route", () => {
    const V1 = byMediaType("application/vnd.things.v1+json", { get: route("GET /a", { access: "public" }) });
    const V2 = byMediaType("application/vnd.things.v2+json", { get: route("GET /a", { access: "public" }) });

    test("two versions of a route create one route and use one function", () => {
      const { stack, api, answer } = apiStack();
      api.route(V1.get, answer);
      api.route(V2.get, answer);
      synthesized(stack).only("aws_apigatewayv2_route", { route_key: "GET /a" });
      synthesized(stack).only("aws_apigatewayv2_integration");
    });

    test("a conflict between two versions is an error that names the conflict", () => {
      const { stack, api, answer } = apiStack({ authorizer: staff() });
      api.route(V1.get, answer);
      api.route(route("GET /a", { version: V2.get.version }), fn(stack, "other"), {
        throttle: { rate: 1, burst: 1 },
      });
      api.route(V1.get, answer);
      expect(errorsOf(stack)).toEqual([
        'test/api: route "GET /a": has versions with different functions. Use one function for all, with handleAll().',
        'test/api: route "GET /a": has versions with different access, but access is checked before the version is selected. Give all versions the same access.',
        'test/api: route "GET /a": has settings on a later version. Set them once, with the first version.',
        'test/api: duplicate route "GET /a". Remove one.',
      ]);
    });

    test("versions that are requested in different ways are an error", () => {
      const { stack, api, answer } = apiStack();
      api.route(V1.get, answer);
      api.route(byQuery("version", "2", { get: route("GET /a", { access: "public" }) }).get, answer);
      expect(errorsOf(stack)).toEqual([
        'test/api: route "GET /a": has versions that are requested in different ways. Use only media types, only one query parameter, or only one header.',
      ]);
    });

    test("versions of different headers are an error, and versions of one header share a route", () => {
      const { stack, api, answer } = apiStack();
      const get = route("GET /a", { access: "public" });
      api.route(byHeader("x-version", "1", { get }).get, answer);
      api.route(byHeader("X-Version", "2", { get }).get, answer);
      expect(errorsOf(stack)).toEqual([]);
      api.route(byHeader("x-other", "2", { get }).get, answer);
      expect(errorsOf(stack)).toEqual([
        'test/api: route "GET /a": has versions that are requested in different ways. Use only media types, only one query parameter, or only one header.',
      ]);
    });

    test("a version that is not a JSON media type is an error", () => {
      const { stack, api, answer } = apiStack();
      api.route(byMediaType("v2", { get: route("GET /a", { access: "public" }) }).get, answer);
      expect(errorsOf(stack)).toEqual([
        'test/api: route "GET /a": version "v2" is not a JSON media type; expected one like "application/vnd.things.v2+json"',
      ]);
    });
  });

  test("an example that its schema rejects is an error", () => {
    const { stack, api, answer } = apiStack();
    const examples = { body: 1 as unknown as string };
    api.route(route("POST /a", { access: "public", body: z.string(), examples }), answer);
    expect(errorsOf(stack)).toEqual([
      'test/api: route "POST /a": has a body example that its schema rejects (Invalid input). Correct the example or the schema.',
    ]);
  });

  test("a duplicate route key is an error [API reference: 409]", () => {
    const { stack, api, answer } = apiStack();
    api.route("GET /a", answer, { access: "public" });
    api.route("GET /a", answer, { access: "public" });
    expect(errorsOf(stack)).toEqual(['test/api: duplicate route "GET /a". Remove one.']);
  });

  test("a route key that differs only in a parameter name is an error [measured] (serverless/serverless 3785)", () => {
    const { stack, api, answer } = apiStack();
    api.route("GET /a/{x}", answer, { access: "public" });
    api.route("GET /a/{y}", answer, { access: "public" });
    expect(errorsOf(stack)).toEqual([
      'test/api: route "GET /a/{y}" duplicates "GET /a/{x}" (parameter names do not count). Remove one.',
    ]);
  });

  test("a route without an authorizer that is not declared public is an error", () => {
    const { stack, api, answer } = apiStack();
    api.route("GET /a", answer);
    expect(errorsOf(stack)).toEqual([
      'test/api: route "GET /a": has no authorizer, so it would be public. Set `authorizer` on the route or the API, or set `access: "public"`.',
    ]);
  });

  test("a route with a scope that no token can have is an error", () => {
    const authorizer = new JwtAuthorizer("staff", {
      issuer: "https://login.example.com/",
      audiences: ["api"],
      scopes: ["things/read"],
    });
    const { stack, api, answer } = apiStack({ authorizer });
    api.route("GET /a", answer, { scopes: ["things/raed"] });
    expect(errorsOf(stack)).toEqual([
      'test/api: route "GET /a": no token from "staff" can have the scope things/raed, so the route is unreachable. Available: things/read. Correct the scope, or add it to the user pool.',
    ]);
  });

  test.each([
    [
      "access and scopes",
      { access: "public", scopes: ["a/b"] },
      'is public and has scopes. Remove `access: "public"` or `scopes`.',
    ],
    [
      "access and an authorizer",
      { access: "public", authorizer: staff() },
      'is public and has an authorizer. Remove `access: "public"` or `authorizer`.',
    ],
    [
      "an empty list of scopes",
      { scopes: [] },
      "`scopes` is empty, so any valid token is accepted. Add a scope or remove `scopes`.",
    ],
    [
      "a long scope [API reference]",
      { scopes: [`things/${"r".repeat(60)}`] },
      `scope "things/${"r".repeat(60)}" has 67 characters; the maximum is 64. Shorten it.`,
    ],
    [
      "scopes and IAM",
      { scopes: ["a/b"], authorizer: new IamAuthorizer() },
      "has the scopes a/b, but IAM does not check scopes. Remove them, or use a JwtAuthorizer.",
    ],
    [
      "a throttle that rejects every request",
      { throttle: { rate: 0, burst: 1 } },
      "throttle.rate is 0; expected a number greater than 0 (with 0, every request gets 429)",
    ],
  ] as const)("a route with %s is an error", (_, settings, error) => {
    const { stack, api, answer } = apiStack({ authorizer: staff() });
    // The compiler does not check a value with the type object, as in an application in JavaScript.
    api.route("GET /a", answer, settings as object);
    expect(errorsOf(stack)).toEqual([`test/api: route "GET /a": ${error}`]);
  });

  test.each([
    [{ since: "soon" }, 'deprecated.since is "soon"; expected a date like "2026-01-31"'],
    [
      { since: "2026-01-31", sunset: "2026-02-31x" },
      'deprecated.sunset is "2026-02-31x"; expected a date like "2026-01-31"',
    ],
    [
      { since: "2026-01-31", sunset: "2026-01-31" },
      'deprecated.sunset is "2026-01-31"; expected a date after deprecated.since, which is "2026-01-31"',
    ],
  ])("a deprecation of %j is an error", (deprecated, error) => {
    const { stack, api, answer } = apiStack({ authorizer: staff() });
    api.route(route("GET /a", { deprecated }), answer);
    expect(errorsOf(stack)).toEqual([`test/api: route "GET /a": ${error}`]);
  });

  test("a function timeout over 30 s, the limit of the API, is an error (http-api-quotas)", () => {
    const { stack, api } = apiStack();
    api.route("GET /a", fn(stack, "slow", 31), { access: "public" });
    expect(errorsOf(stack)).toEqual([
      'test/api: route "GET /a": timeout of test/slow is 31 s; the API stops waiting after 30 s. Set timeoutSeconds to 30 or less (check function-timeout).',
    ]);
  });

  test("a protected route that would reject preflight requests is an error (http-api-cors)", () => {
    const { stack, api, answer } = apiStack({ authorizer: staff(), cors: { origins: ["*"] } });
    api.route("ANY /a/{x}", answer);
    api.route("$default", answer);
    expect(errorsOf(stack)).toEqual([
      'test/api: route "ANY /a/{x}" has an authorizer and matches preflight requests, which carry no token. Add a public route "OPTIONS /a/{x}" (check preflight-authorizer).',
      'test/api: route "$default" has an authorizer and matches preflight requests, which carry no token. Add a public route "OPTIONS /{proxy+}" (check preflight-authorizer).',
    ]);
  });

  test("a protected OPTIONS route is an error only if the API has CORS", () => {
    for (const cors of [undefined, { origins: ["*"] }]) {
      const { stack, api, answer } = apiStack({ authorizer: staff(), cors });
      api.route("OPTIONS /a", answer);
      expect(errorsOf(stack)).toEqual(
        cors ? [expect.stringContaining('Add a public route "OPTIONS /a"')] : [],
      );
    }
  });

  test("paths that differ only in / and -- are two routes", () => {
    const { stack, api, answer } = apiStack();
    api.route("GET /a/b", answer, { access: "public" });
    api.route("GET /a--b", answer, { access: "public" });
    expect(synthesized(stack).all("aws_apigatewayv2_route")).toHaveLength(2);
  });

  test("a public OPTIONS route handles the preflight of a protected route", () => {
    const { stack, api, answer } = apiStack({ authorizer: staff(), cors: { origins: ["*"] } });
    api.route("ANY /a/{x}", answer);
    api.route("OPTIONS /a/{y}", answer, { access: "public" });
    expect(errorsOf(stack)).toEqual([]);
  });

  test.each<[string, HttpApiProps, string]>([
    [
      "a name of 129 characters [API reference]",
      { name: "a".repeat(129) },
      `API name "${"a".repeat(129)}" has length 129; expected 1 to 128 characters. Change a construct ID in the path, or set \`name\`.`,
    ],
    [
      "a long description [API reference]",
      { description: "a".repeat(1025) },
      "description has 1025 characters; the maximum is 1024. Shorten it.",
    ],
    [
      "a burst of 0 (http-api-throttling)",
      { throttle: { rate: 1, burst: 0 } },
      "throttle.burst is 0; expected a whole number greater than 0 (with 0, every request gets 429)",
    ],
    [
      "a fraction as its burst",
      { throttle: { rate: 0.5, burst: 1.5 } },
      "throttle.burst is 1.5; expected a whole number greater than 0 (with 0, every request gets 429)",
    ],
    [
      "a wildcard within an origin (http-api-cors)",
      { cors: { origins: ["https://*.example.com"] } },
      'cors.origins has "https://*.example.com"; API Gateway supports no wildcard within a host. List each origin.',
    ],
    ["no origin", { cors: { origins: [] } }, "cors.origins is empty. Add an origin, or remove `cors`."],
    [
      "an origin with a path",
      { cors: { origins: ["https://app.example.com/"] } },
      'cors.origins has "https://app.example.com/"; expected a scheme and a host in lower case, without a path. Write "https://app.example.com", or "*".',
    ],
    [
      "an origin without a scheme",
      { cors: { origins: ["app.example.com"] } },
      'cors.origins has "app.example.com"; expected a scheme and a host in lower case, without a path. Write "https://app.example.com", or "*".',
    ],
    [
      "credentials for every method and header",
      {
        cors: {
          origins: ["https://a.b"],
          methods: ["*"],
          headers: ["*"],
          exposeHeaders: ["*"],
          credentials: true,
        },
      },
      ["methods", "headers", "exposeHeaders"]
        .map(
          (name) =>
            `cors.${name} has "*" and cors.credentials is true; browsers reject the combination. List the ${name} instead of "*".`,
        )
        .join("\ntest/api: "),
    ],
    [
      "credentials for every origin",
      { cors: { origins: ["*"], credentials: true } },
      'cors.origins has "*" and cors.credentials is true; browsers reject the combination. List the origins instead of "*".',
    ],
    [
      "a long max age [API reference]",
      { cors: { origins: ["*"], maxAgeSeconds: 86_401 } },
      "cors.maxAgeSeconds is 86401; expected a whole number from 0 to 86400 seconds",
    ],
  ])("an API with %s is an error", (_, props, error) => {
    expect(errorsOf(apiStack(props).stack).join("\n")).toBe(`test/api: ${error}`);
  });

  test.each(["*.example.com", "https://a*", "https://user@example.com", "", "https://", "example.com:443/x"])(
    "the CORS origin %j is an error",
    (origin) => {
      expect(errorsOf(apiStack({ cors: { origins: [origin] } }).stack)).toHaveLength(1);
    },
  );

  test("values that only Terraform knows are not checked", () => {
    const stack = testStack();
    const text = new TerraformVariable(stack, "text", { type: "string" }).stringValue;
    const number = new TerraformVariable(stack, "number", { type: "number" }).numberValue;
    const throttle = { rate: number, burst: number };
    new HttpApi(stack, "api", { name: text, description: text, throttle, cors: { origins: [text] } });
    expect(errorsOf(stack)).toEqual([]);
    synthesized(stack).only("aws_cloudwatch_log_group", { name: "/aws/vendedlogs/apis/${var.text}" });
  });

  test.each([
    [300, []],
    [
      301,
      [
        "test/api: has 301 routes; the maximum is 300. Split the API, or combine routes with a path parameter (check route-quota).",
      ],
    ],
  ])("%d routes are an error only above the quota of 300 integrations (http-api-quotas)", (count, errors) => {
    const { stack, api } = apiStack();
    for (let index = 0; index < count; index++)
      api.route(`GET /r${index}`, fn(stack, `f${index}`), { access: "public" });
    expect(errorsOf(stack)).toEqual(errors);
  });

  // An authorizer that creates no resource does not count towards the quota.
  test.each([
    [10, []],
    [
      11,
      [
        "test/api: has 11 authorizers; the maximum is 10. Share authorizers between routes, or split the API (check authorizer-quota).",
      ],
    ],
  ])("%d authorizers are an error only above the quota of 10 (http-api-quotas)", (count, errors) => {
    const { stack, api, answer } = apiStack();
    api.route("GET /iam", answer, { authorizer: new IamAuthorizer() });
    for (let index = 0; index < count; index++) {
      const audiences = ["api"];
      const authorizer = new JwtAuthorizer(`a${index}`, { issuer: "https://login.example.com/", audiences });
      api.route(`GET /a${index}`, answer, { authorizer });
      api.route(`GET /b${index}`, answer, { authorizer });
    }
    expect(errorsOf(stack)).toEqual(errors);
  });

  test.each([
    ["tracing", "X-Ray tracing. Use `tracing` of NodejsFunction, which is on by default."],
    ["webAcl", "AWS WAF. Put a CloudFront distribution with a web ACL in front of the API."],
    [
      "caching",
      "caching. Use a RestApi, put a CloudFront distribution in front of the API, or set Cache-Control in responses.",
    ],
    ["apiKey", "API keys and usage plans. Use an authorizer and a throttle."],
    ["usagePlan", "API keys and usage plans. Use an authorizer and a throttle."],
    ["requestValidator", "request validation. Declare schemas in the contract of the route."],
    ["requestTemplates", "mapping templates for bodies. Build the body in the function."],
    ["mock", "mock integrations. Return the response from a function."],
    [
      "canary",
      "canary release deployments. Split the traffic between function versions with an aws_lambda_alias.",
    ],
    [
      "private",
      "private and edge-optimized endpoints. Use a RestApi, or put a CloudFront distribution in front of the API.",
    ],
    ["resourcePolicy", "resource policies. Use a RestApi, or an IamAuthorizer."],
    ["gatewayResponses", "custom gateway responses. Have clients handle the HTTP status code."],
    [
      "executionLogs",
      "execution logs. Read the access logs, which contain the reason for a rejected or failed request.",
    ],
  ])("the REST API prop %s is an error that names a replacement (http-api-vs-rest)", (prop, error) => {
    const { stack } = apiStack({ [prop]: true } as HttpApiProps);
    expect(errorsOf(stack)).toEqual([`test/api: ${prop}: HTTP APIs do not support ${error}`]);
    expect(errorsOf(apiStack({ [prop]: undefined } as HttpApiProps).stack)).toEqual([]);
  });
});
