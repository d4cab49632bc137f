import { TerraformVariable } from "cdktf";
import * as z from "zod/mini";
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
} from "#constructs";
import { byMediaType, byQuery, route } from "#contract";
import { faultsOf, synthesized, testStack } from "../../../support";
import { fn, given, staff } from "./api-fixture";

// Facts: the API Gateway developer guide's pages, which are named; apis and apis-apiid-routes, API Gateway V2 API reference
// (API). What has neither is how this construct is made.

describe("an API", () => {
  test("is an HTTP API with a default stage that deploys itself", () => {
    const { stack } = given({ description: "Things", tags: { team: "things" } });
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

  test("has the address of its id", () => {
    expect(synthesized(given().stack).stack.at("aws_apigatewayv2_api.api").values.name).toBe("test-api");
  });

  test("logs each request as one line of JSON into a log group of its own", () => {
    const { stack } = given({ logRetentionDays: 7 });
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

  test("with a name that a log group cannot have still has its log group", () => {
    synthesized(given({ name: "Products API (dev)" }).stack).only("aws_cloudwatch_log_group", {
      name: "/aws/vendedlogs/apis/Products-API-dev-",
    });
  });

  test("says both throttle values even where nobody asked for a limit (http-api-quotas)", () => {
    synthesized(given().stack).only("aws_apigatewayv2_stage", {
      default_route_settings: {
        detailed_metrics_enabled: false,
        throttling_rate_limit: 10_000,
        throttling_burst_limit: 5_000,
      },
      route_settings: undefined,
    });
  });

  test("has a URL that a function of its own routes may hold", () => {
    const { stack, api } = given();
    const linked = new NodejsFunction(stack, "linked", { entry: "a.ts", environment: { API_URL: api.url } });
    api.route("GET /", linked, { access: "public" });
    synthesized(stack).only("aws_lambda_function", {
      function_name: "test-linked",
      environment: { variables: { API_URL: "${aws_apigatewayv2_api.api.api_endpoint}" } },
    });
  });
});

describe("a route", () => {
  test("leads to its function, by payload format 2.0, for 30 s (http-api-quotas)", () => {
    const { stack, api, answer } = given();
    api.route("GET /things", answer, { access: "public" });
    const { only, leadsTo } = synthesized(stack);
    const made = only("aws_apigatewayv2_route", { route_key: "GET /things" });
    const integration = only("aws_apigatewayv2_integration", {
      integration_type: "AWS_PROXY",
      integration_method: "POST",
      payload_format_version: "2.0",
      timeout_milliseconds: 30_000,
      lifecycle: undefined,
    });
    leadsTo(made, ["target"], integration);
    leadsTo(made, ["target", "integration_uri"], only("aws_lambda_function"));
    expect(integration.values.integration_uri).toBe("${aws_lambda_function.answer.invoke_arn}");
  });

  test("has an address that follows from its key, and not from its parameters' names", () => {
    const { stack, api, answer } = given();
    api.route("GET /things/{thingId}", answer, { access: "public" });
    const [made] = synthesized(stack).stack.ofType("aws_apigatewayv2_route");
    expect(made?.address).toBe("aws_apigatewayv2_route.api_GET--things--_DCDF7D04");
    const renamed = given();
    renamed.api.route("GET /things/{id}", renamed.answer, { access: "public" });
    expect(synthesized(renamed.stack).only("aws_apigatewayv2_route").address).toBe(made?.address);
    expect(api.routes.get("GET /things/{thingId}")?.routeKeyInput).toBe("GET /things/{thingId}");
  });

  test("is there before the stage, whose settings name it", () => {
    const { stack, api, answer } = given();
    api.route("GET /a", answer, { access: "public" });
    api.route("GET /b", answer, { access: "public", throttle: { rate: 1, burst: 2 } });
    const { only, all } = synthesized(stack);
    expect(only("aws_apigatewayv2_stage").values.depends_on).toEqual(
      all("aws_apigatewayv2_route").map(({ address }) => address),
    );
  });

  test("with a setting of its own keeps the API's others", () => {
    const { stack, api, answer } = given({ throttle: { rate: 50, burst: 100 }, detailedMetrics: true });
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

  test("of a contract leaves nobody else to say who may call", () => {
    const { api, answer } = given();
    const strict = { scopes: ["admin"] };
    // @ts-expect-error the contract says it, and these scopes would be for nothing
    api.route(route("GET /a", { access: "public" }), answer, strict);
  });

  test("of a contract takes scopes and access from it", () => {
    const { stack, api, answer } = given({ authorizer: staff() });
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

  test.each(["$default", "ANY /{proxy+}", "GET /"] as const)("may be %s", (key) => {
    const { stack, api, answer } = given();
    api.route(key, answer, { access: "public" });
    synthesized(stack).only("aws_apigatewayv2_route", { route_key: key });
  });
});

describe("a function", () => {
  test("of several routes has one permission, and each route an integration of its own (gettingstarted-limits: 20 KB of policy)", () => {
    const { stack, api, answer } = given();
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

  test("that answers a route and guards another has one permission", () => {
    const { stack, api, answer } = given();
    api.route("GET /a", answer, { access: "public" });
    api.route("GET /b", answer, { authorizer: new LambdaAuthorizer("callers", { function: answer }) });
    synthesized(stack).only("aws_lambda_permission");
  });

  test("of two APIs has a permission for each", () => {
    const { stack, api, answer } = given();
    const other = new HttpApi(stack, "other");
    for (const one of [api, other]) one.route("GET /", answer, { access: "public" });
    expect(synthesized(stack).all("aws_lambda_permission")).toHaveLength(2);
  });

  test("of another stack is referred to across stacks", () => {
    const { stack, api } = given();
    stubCode(stack.node.root as App);
    const elsewhere = new Stack(stack.node.root as App, "elsewhere");
    new AwsProvider(elsewhere, "aws", { region: "eu-central-1" });
    api.route("GET /", fn(elsewhere), { access: "public" });
    expect(faultsOf(stack)).toEqual([]);
    synthesized(stack).only("aws_apigatewayv2_integration", {
      integration_uri: /^\$\{data\.terraform_remote_state\..*elsewhere/,
    });
  });
});

describe("at synth", () => {
  test("a malformed key is a fault (http-api-develop-routes)", () => {
    const { stack, api, answer } = given();
    api.route("GET products/{id}" as "GET /", answer, { access: "public" });
    expect(faultsOf(stack)).toEqual([
      'test/api: route "GET products/{id}" must have a path that starts with "/"; write "GET /products/{id}"',
    ]);
  });

  describe("in several versions", () => {
    const V1 = byMediaType("application/vnd.things.v1+json", { get: route("GET /a", { access: "public" }) });
    const V2 = byMediaType("application/vnd.things.v2+json", { get: route("GET /a", { access: "public" }) });

    test("is one route of one function", () => {
      const { stack, api, answer } = given();
      api.route(V1.get, answer);
      api.route(V2.get, answer);
      synthesized(stack).only("aws_apigatewayv2_route", { route_key: "GET /a" });
      synthesized(stack).only("aws_apigatewayv2_integration");
    });

    test("that disagree is a fault, and says in what", () => {
      const { stack, api, answer } = given({ authorizer: staff() });
      api.route(V1.get, answer);
      api.route(route("GET /a", { version: V2.get.version }), fn(stack, "other"), {
        throttle: { rate: 1, burst: 1 },
      });
      api.route(V1.get, answer);
      expect(faultsOf(stack)).toEqual([
        'test/api: route "GET /a" has versions that are answered by two functions; have one answer both, by handleAll',
        'test/api: route "GET /a" has versions that differ in who may call, which is settled before the version; have them agree',
        'test/api: route "GET /a" has versions that have settings each; give them once, with the first',
        'test/api: route "GET /a" is there twice; drop one of the two',
      ]);
    });

    test("asked for in different ways is a fault", () => {
      const { stack, api, answer } = given();
      api.route(V1.get, answer);
      api.route(byQuery("version", "2", { get: route("GET /a", { access: "public" }) }).get, answer);
      expect(faultsOf(stack)).toEqual([
        'test/api: route "GET /a" has versions that are asked for in different ways; keep to media types, or to one query parameter',
      ]);
    });

    test("of what is no media type of JSON is a fault", () => {
      const { stack, api, answer } = given();
      api.route(byMediaType("v2", { get: route("GET /a", { access: "public" }) }).get, answer);
      expect(faultsOf(stack)).toEqual([
        'test/api: route "GET /a" has the version "v2", not a media type of JSON; write one like "application/vnd.things.v2+json"',
      ]);
    });
  });

  test("an example that its schema refuses is a fault", () => {
    const { stack, api, answer } = given();
    const examples = { body: 1 as unknown as string };
    api.route(route("POST /a", { access: "public", body: z.string(), examples }), answer);
    expect(faultsOf(stack)).toEqual([
      'test/api: route "POST /a" has an example of its body that its schema refuses (Invalid input); correct one of the two',
    ]);
  });

  test("a key that is there twice is a fault (API: 409)", () => {
    const { stack, api, answer } = given();
    api.route("GET /a", answer, { access: "public" });
    api.route("GET /a", answer, { access: "public" });
    expect(faultsOf(stack)).toEqual(['test/api: route "GET /a" is there twice; drop one of the two']);
  });

  test("a key that differs only in a parameter's name is a fault (M serverless/serverless 3785)", () => {
    const { stack, api, answer } = given();
    api.route("GET /a/{x}", answer, { access: "public" });
    api.route("GET /a/{y}", answer, { access: "public" });
    expect(faultsOf(stack)).toEqual([
      'test/api: route "GET /a/{y}" differs from "GET /a/{x}" only in a parameter\'s name, so both answer the same requests; drop one of the two',
    ]);
  });

  test("a route that everybody may call by omission is a fault", () => {
    const { stack, api, answer } = given();
    api.route("GET /a", answer);
    expect(faultsOf(stack)).toEqual([
      'test/api: route "GET /a" has no authorizer, so everybody may call it; give it or its API one, or say access: "public"',
    ]);
  });

  test("a route that nobody may call is a fault", () => {
    const authorizer = new JwtAuthorizer("staff", {
      issuer: "https://login.example.com/",
      audiences: ["api"],
      scopes: ["things/read"],
    });
    const { stack, api, answer } = given({ authorizer });
    api.route("GET /a", answer, { scopes: ["things/raed"] });
    expect(faultsOf(stack)).toEqual([
      'test/api: route "GET /a" asks for the scope things/raed, which authorizer "staff" never gives (it has things/read), so nobody may call it; correct the scope, or add it there',
    ]);
  });

  test.each([
    [
      "access and scopes",
      { access: "public", scopes: ["a/b"] },
      "is public and has scopes; drop one of the two",
    ],
    [
      "access and an authorizer",
      { access: "public", authorizer: staff() },
      "is public and has an authorizer; drop one of the two",
    ],
    [
      "an empty list of scopes",
      { scopes: [] },
      "has an empty list of scopes, which any valid token passes; name one, or drop scopes",
    ],
    [
      "too many scopes (http-api-quotas)",
      { scopes: Array.from({ length: 11 }, (_, index) => `a/${index}`) },
      "has 11 scopes, 10 are allowed; give its callers one scope of their own",
    ],
    [
      "a long scope (API)",
      { scopes: [`things/${"r".repeat(60)}`] },
      `has the scope "things/${"r".repeat(60)}" of 67 characters, 64 are allowed; shorten it`,
    ],
    [
      "scopes and IAM",
      { scopes: ["a/b"], authorizer: new IamAuthorizer() },
      "has the scopes a/b, and IAM knows no scopes; drop them, or guard the route with a JwtAuthorizer",
    ],
    [
      "a throttle that lets nobody in",
      { throttle: { rate: 0, burst: 1 } },
      "throttle.rate must be over 0, found 0; with 0 every request gets 429",
    ],
  ] as const)("a route with %s is a fault", (_, settings, fault) => {
    const { stack, api, answer } = given({ authorizer: staff() });
    api.route("GET /a", answer, settings);
    expect(faultsOf(stack)).toEqual([`test/api: route "GET /a" ${fault}`]);
  });

  test.each([
    [{ since: "soon" }, 'has deprecated.since "soon"; write a day like "2026-01-31"'],
    [
      { since: "2026-01-31", sunset: "2026-02-31x" },
      'has deprecated.sunset "2026-02-31x"; write a day like "2026-01-31"',
    ],
    [
      { since: "2026-01-31", sunset: "2026-01-31" },
      "has a sunset, 2026-01-31, that is not after 2026-01-31, from when it is deprecated; correct one of the two",
    ],
  ])("a deprecation of %j is a fault", (deprecated, fault) => {
    const { stack, api, answer } = given({ authorizer: staff() });
    api.route(route("GET /a", { deprecated }), answer);
    expect(faultsOf(stack)).toEqual([`test/api: route "GET /a" ${fault}`]);
  });

  test("a function that runs longer than the API waits is a fault (http-api-quotas)", () => {
    const { stack, api } = given();
    api.route("GET /a", fn(stack, "slow", 31), { access: "public" });
    expect(faultsOf(stack)).toEqual([
      'test/api: route "GET /a" leads to test/slow, whose timeout of 31 s is above the API\'s 30 s: its caller would get 503 while it runs on; set timeoutSeconds to 30 or less',
    ]);
  });

  test("a guarded route that would refuse a browser's preflight is a fault (http-api-cors)", () => {
    const { stack, api, answer } = given({ authorizer: staff(), cors: { origins: ["*"] } });
    api.route("ANY /a/{x}", answer);
    api.route("$default", answer);
    expect(faultsOf(stack)).toEqual([
      'test/api: route "ANY /a/{x}" has an authorizer and takes a browser\'s preflight too, which carries no token; add a public route "OPTIONS /a/{x}"',
      'test/api: route "$default" has an authorizer and takes a browser\'s preflight too, which carries no token; add a public route "OPTIONS /{proxy+}"',
    ]);
  });

  test("a guarded OPTIONS route is a fault where pages of other origins may call, and only there", () => {
    for (const cors of [undefined, { origins: ["*"] }]) {
      const { stack, api, answer } = given({ authorizer: staff(), cors });
      api.route("OPTIONS /a", answer);
      expect(faultsOf(stack)).toEqual(
        cors ? [expect.stringContaining('add a public route "OPTIONS /a"')] : [],
      );
    }
  });

  test("paths that differ only by a -- are two routes", () => {
    const { stack, api, answer } = given();
    api.route("GET /a/b", answer, { access: "public" });
    api.route("GET /a--b", answer, { access: "public" });
    expect(synthesized(stack).all("aws_apigatewayv2_route")).toHaveLength(2);
  });

  test("an open OPTIONS route lets the preflight through", () => {
    const { stack, api, answer } = given({ authorizer: staff(), cors: { origins: ["*"] } });
    api.route("ANY /a/{x}", answer);
    api.route("OPTIONS /a/{y}", answer, { access: "public" });
    expect(faultsOf(stack)).toEqual([]);
  });

  test.each<[string, HttpApiProps, string]>([
    [
      "a name of 129 characters (API)",
      { name: "a".repeat(129) },
      `API name must have 1 to 128 characters, found 129 in "${"a".repeat(129)}"; change an id in its path, or set name`,
    ],
    [
      "a long description (API)",
      { description: "a".repeat(1025) },
      "description has 1025 characters, 1024 are allowed; shorten it",
    ],
    [
      "a throttle that lets nobody in (http-api-throttling)",
      { throttle: { rate: 1, burst: 0 } },
      "throttle.burst must be a whole number over 0, found 0; with 0 every request gets 429",
    ],
    [
      "a throttle of a fraction",
      { throttle: { rate: 0.5, burst: 1.5 } },
      "throttle.burst must be a whole number over 0, found 1.5; with 0 every request gets 429",
    ],
    [
      "a wildcard within an origin (http-api-cors)",
      { cors: { origins: ["https://*.example.com"] } },
      'cors has the origin "https://*.example.com", and API Gateway knows no wildcard within a host; name each origin',
    ],
    ["no origin", { cors: { origins: [] } }, "cors has no origins; name one, or leave cors out"],
    [
      "an origin with a path",
      { cors: { origins: ["https://app.example.com/"] } },
      'cors has the origin "https://app.example.com/"; write a scheme and a host without a path, like "https://app.example.com", or "*"',
    ],
    [
      "an origin without a scheme",
      { cors: { origins: ["app.example.com"] } },
      'cors has the origin "app.example.com"; write a scheme and a host without a path, like "https://app.example.com", or "*"',
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
        .map((name) => `cors allows credentials, and "*" in ${name}, which browsers refuse; name the ${name}`)
        .join("\ntest/api: "),
    ],
    [
      "credentials for every origin",
      { cors: { origins: ["*"], credentials: true } },
      'cors allows credentials, and "*" in origins, which browsers refuse; name the origins',
    ],
    [
      "a long max age (API)",
      { cors: { origins: ["*"], maxAgeSeconds: 86_401 } },
      "cors.maxAgeSeconds must be a whole number from 0 to 86400 seconds, found 86401",
    ],
  ])("an API with %s is a fault", (_, props, fault) => {
    expect(faultsOf(given(props).stack).join("\n")).toBe(`test/api: ${fault}`);
  });

  test.each(["*.example.com", "https://a*", "https://user@example.com", "", "https://", "example.com:443/x"])(
    "the origin %j is a fault",
    (origin) => {
      expect(faultsOf(given({ cors: { origins: [origin] } }).stack)).toHaveLength(1);
    },
  );

  test("what only Terraform will know is not looked at", () => {
    const stack = testStack();
    const text = new TerraformVariable(stack, "text", { type: "string" }).stringValue;
    const number = new TerraformVariable(stack, "number", { type: "number" }).numberValue;
    const throttle = { rate: number, burst: number };
    new HttpApi(stack, "api", { name: text, description: text, throttle, cors: { origins: [text] } });
    expect(faultsOf(stack)).toEqual([]);
    synthesized(stack).only("aws_cloudwatch_log_group", { name: "/aws/vendedlogs/apis/${var.text}" });
  });

  test.each([
    [300, []],
    [301, ["test/api: has 301 routes, 300 are allowed; split it, or join routes by a parameter"]],
  ])(
    "more routes than an API can have integrations for are a fault: %d (http-api-quotas)",
    (count, faults) => {
      const { stack, api } = given();
      for (let index = 0; index < count; index++)
        api.route(`GET /r${index}`, fn(stack, `f${index}`), { access: "public" });
      expect(faultsOf(stack)).toEqual(faults);
    },
  );

  // Those that make no resource do not count.
  test.each([
    [10, []],
    [11, ["test/api: has 11 authorizers, 10 are allowed; have routes share some, or split it"]],
  ])("more authorizers than an API has are a fault: %d (http-api-quotas)", (count, faults) => {
    const { stack, api, answer } = given();
    api.route("GET /iam", answer, { authorizer: new IamAuthorizer() });
    for (let index = 0; index < count; index++) {
      const audiences = ["api"];
      const one = new JwtAuthorizer(`a${index}`, { issuer: "https://login.example.com/", audiences });
      api.route(`GET /a${index}`, answer, { authorizer: one });
      api.route(`GET /b${index}`, answer, { authorizer: one });
    }
    expect(faultsOf(stack)).toEqual(faults);
  });

  test.each([
    ["tracing", "tracing; its functions have it, by NodejsFunction's tracing"],
    ["webAcl", "AWS WAF; put CloudFront with a web ACL before it"],
    ["caching", "cache; put CloudFront before it, or have clients keep answers by Cache-Control"],
    ["apiKey", "API keys and usage plans; give it an authorizer and a throttle"],
    ["usagePlan", "API keys and usage plans; give it an authorizer and a throttle"],
    ["requestValidator", "request validation; give the route's handler a schema"],
    ["requestTemplates", "mapping templates for bodies; have the function make the body"],
    ["mock", "mock integrations; have a function answer"],
    ["canary", "canary stages; have an aws_lambda_alias share out calls between versions"],
    ["private", "private and edge endpoints; guard it with an IamAuthorizer, or put CloudFront before it"],
    ["resourcePolicy", "resource policies; guard it with an IamAuthorizer"],
    ["gatewayResponses", "gateway responses of one's own; have a client read the status"],
    ["executionLogs", "execution logs; read its access logs, which say why a request was refused or failed"],
  ])("%s is for a REST API (http-api-vs-rest)", (prop, told) => {
    const { stack } = given({ [prop]: true } as HttpApiProps);
    expect(faultsOf(stack)).toEqual([`test/api: has ${prop}, and an HTTP API has no ${told}`]);
    expect(faultsOf(given({ [prop]: undefined } as HttpApiProps).stack)).toEqual([]);
  });
});
