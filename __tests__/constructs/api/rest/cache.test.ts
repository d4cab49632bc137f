import {
  App,
  AwsProvider,
  type CacheKeyParameter,
  httpProxy,
  IamAuthorizer,
  RequestAuthorizer,
  RestApi,
  type RestApiProps,
  type RestRouteSettings,
  TerraformStack,
  TokenAuthorizer,
  UsagePlan,
  UserPool,
} from "gatewright";
import { binary, byHeader, byMediaType, byQuery, type Route, route } from "gatewright/contract";
import * as z from "zod";
import * as mini from "zod/mini";
import { errorsOf, synthesized, temporaryFolder } from "../../../support";
import { fn } from "../http/api-fixture";
import { restStack } from "./rest-fixture";

// A title that checks a rule of AWS names its source in brackets. The name (caching) is the page api-gateway-caching of
// https://docs.aws.amazon.com/apigateway/latest/developerguide/

const CACHE = { sizeGb: 0.5 } as const;
const open = { access: "public" } as const;
/** Schema of a part without parameters. */
const none = z.object({});
const list = route("GET /shops/{shopId}/products", {
  ...open,
  query: z.object({ page: z.string().optional(), size: z.string().optional() }),
  headers: z.object({ "accept-language": z.string().optional() }),
});

type Cache = RestRouteSettings["cache"];

/** Returns the cache key parameters of a route, and the parameters that its method declares. */
function keyOf(declared: Route | string, cache: Cache, props: RestApiProps = {}) {
  const { stack, api, answer } = restStack({ cache: CACHE, ...props });
  const settings = typeof declared === "string" ? { ...open, cache } : { cache };
  api.route(declared as "GET /a", answer, settings as never);
  expect(errorsOf(stack)).toEqual([]);
  const { only } = synthesized(stack);
  const integration = only("aws_api_gateway_integration", { type: "AWS_PROXY" });
  const method = only("aws_api_gateway_method", { http_method: "GET" });
  return { key: integration.values.cache_key_parameters, declared: method.values.request_parameters };
}

/** Returns the errors of a route with a cache. */
function errorsOfRoute(declared: Route | string, cache: Cache, props: RestApiProps = {}): readonly string[] {
  const { stack, api, answer } = restStack({ cache: CACHE, ...props });
  const settings = typeof declared === "string" && !props.authorizer ? { ...open, cache } : { cache };
  api.route(declared as "GET /a", answer, settings as never);
  return errorsOf(stack).map((error) => error.replace(/^test\/api: route "[^"]+": /, ""));
}

const header = (name: string) => `method.request.header.${name}`;
const query = (name: string) => `method.request.querystring.${name}`;
const SHOP = "method.request.path.shopId";

describe("the cache key", () => {
  test("contains the path parameters and the declared query parameters and headers (caching)", () => {
    const key = [SHOP, query("page"), query("size"), header("accept-language")];
    expect(keyOf(list, true)).toEqual({
      key,
      declared: Object.fromEntries(key.map((name) => [name, false])),
    });
  });

  test.each<[string, Route | string, Cache, RestApiProps, readonly string[]]>([
    ["a listed parameter", list, { parameters: ["query.page"] }, {}, [SHOP, query("page")]],
    ["no listed parameter", list, { parameters: [] }, {}, [SHOP]],
    [
      "a listed parameter of a route key",
      "GET /a/{rest+}",
      { parameters: ["header.x-a"] },
      {},
      ["method.request.path.rest", header("x-a")],
    ],
    [
      "the origin, on which the CORS headers depend",
      list,
      { parameters: [] },
      { cors: { origins: ["https://a.example"] } },
      [SHOP, header("Origin")],
    ],
    [
      "a declared header origin only once",
      route("GET /a", { ...open, query: none, headers: z.object({ origin: z.string() }) }),
      true,
      { cors: { origins: ["*"] } },
      [header("origin")],
    ],
    [
      "the header Accept of a route with binary replies",
      route("GET /a", { ...open, query: none, headers: none, replies: { 200: binary("image/png") } }),
      true,
      {},
      [header("Accept")],
    ],
    [
      "the header Accept of a route key in an API with binary types",
      "GET /a",
      { parameters: [] },
      { binaryTypes: ["image/png"] },
      [header("Accept")],
    ],
  ])("contains %s", (_case, declared, cache, props, key) => {
    expect(keyOf(declared, cache, props).key).toEqual(key);
  });

  test.each<[string, Route, readonly string[]]>([
    ["header Accept", byMediaType("application/vnd.a.v2+json", { list }).list, [header("Accept")]],
    ["query parameter", byQuery("version", "2", { list }).list, [query("version")]],
    ["header", byHeader("x-version", "2", { list }).list, [header("x-version")]],
  ])("contains the %s that selects a version, which is declared later", (_case, version, selector) => {
    const { stack, api, answer } = restStack({ cache: CACHE });
    api.route(list, answer, { cache: { parameters: [] } });
    api.route(version, answer);
    const integration = synthesized(stack).only("aws_api_gateway_integration");
    expect(integration.values.cache_key_parameters).toEqual([SHOP, ...selector]);
    const declared = synthesized(stack).only("aws_api_gateway_method").values.request_parameters;
    expect(declared).toEqual(Object.fromEntries([SHOP, ...selector].map((name) => [name, false])));
  });

  test("contains the token of a user pool if callers have separate entries", () => {
    const { stack, api, answer } = restStack({ cache: CACHE });
    const authorizer = new UserPool(stack, "users").authorizer();
    const cache = { parameters: [], sharedBetweenCallers: false };
    api.route("GET /a", answer, { authorizer, cache });
    const integration = synthesized(stack).only("aws_api_gateway_integration");
    expect(integration.values.cache_key_parameters).toEqual([header("Authorization")]);
    expect(errorsOf(stack)).toEqual([]);
  });

  test("contains the API key if callers have separate entries", () => {
    const { stack, api, answer } = restStack({ cache: CACHE });
    const cache = { parameters: [], sharedBetweenCallers: false };
    api.route("GET /a", answer, { ...open, apiKeyRequired: true, cache });
    new UsagePlan(stack, "gold", { apis: [api] }).addKey("acme");
    const integration = synthesized(stack).only("aws_api_gateway_integration");
    expect(integration.values.cache_key_parameters).toEqual([header("x-api-key")]);
    expect(errorsOf(stack)).toEqual([]);
  });

  test("contains the parameters of a schema that the app converts", () => {
    const app = new App({
      outdir: temporaryFolder(),
      jsonSchema: (schema: never) => mini.toJSONSchema(schema, { io: "input" }),
    });
    const stack = new TerraformStack(app, "test");
    new AwsProvider(stack, "aws", { region: "eu-central-1" });
    const api = new RestApi(stack, "api", { account: "existing", cache: CACHE });
    const query = mini.object({ page: mini.optional(mini.string()) });
    const paged = route("GET /a", { ...open, query, headers: mini.object({}) });
    api.route(paged, httpProxy("https://b.example/"), { cache: true });
    expect(errorsOf(stack)).toEqual([]);
    const integration = synthesized(stack).only("aws_api_gateway_integration");
    expect(integration.values.cache_key_parameters).toEqual(["method.request.querystring.page"]);
  });

  test("contains the identity sources of a Lambda authorizer if callers have separate entries", () => {
    const { stack, api, answer } = restStack({ cache: CACHE });
    const check = fn(stack, "check");
    const cache = { parameters: [], sharedBetweenCallers: false };
    const token = new TokenAuthorizer("token", { function: check, header: "x-token" });
    const identitySources = [query("key"), "context.identity.sourceIp", header("x-app")];
    const request = new RequestAuthorizer("request", { function: check, identitySources });
    api.route("GET /token", answer, { authorizer: token, cache });
    api.route("GET /request", answer, { authorizer: request, cache });
    const integrations = synthesized(stack).all("aws_api_gateway_integration");
    expect(integrations.map((integration) => integration.values.cache_key_parameters)).toEqual(
      expect.arrayContaining([[header("x-token")], [query("key"), header("x-app")]]),
    );
  });

  test("declares a parameter that the integration also maps once", () => {
    const { stack, api } = restStack({ cache: CACHE });
    api.route("GET /a/{rest+}", httpProxy("https://b.example/{rest}"), {
      ...open,
      cache: { parameters: [] },
    });
    expect(synthesized(stack).only("aws_api_gateway_method").values.request_parameters).toEqual({
      "method.request.path.rest": false,
    });
  });
});

test("the conversion of the OpenAPI document also finds the parameters of zod/mini (openapi)", () => {
  const declared = route("GET /a", { ...open, query: mini.object({ page: mini.string() }), headers: none });
  const jsonSchema = (schema: mini.ZodMiniType) => mini.toJSONSchema(schema, { io: "input" });
  const openApi = { title: "a", version: "1", jsonSchema: jsonSchema as never };
  expect(keyOf(declared, true, { openApi }).key).toEqual([query("page")]);
  expect(errorsOfRoute(declared, true)).toEqual([expect.stringContaining("has no JSON Schema")]);
});

describe("the Terraform of a cache", () => {
  const stageOf = (props: RestApiProps, cache: Cache = { parameters: [] }) => {
    const { stack, api, answer } = restStack(props);
    api.route("GET /a", answer, { ...open, cache });
    const { only, all } = synthesized(stack);
    return {
      stage: only("aws_api_gateway_stage").values,
      settings: all("aws_api_gateway_method_settings")
        .map(({ values }) => ({ path: String(values.method_path), ...(values.settings as object) }))
        .sort((a, b) => a.path.localeCompare(b.path)),
      key: only("aws_api_gateway_integration").values.cache_key_parameters,
    };
  };

  test("a route with a cache has settings, and other routes are not cached", () => {
    const { stage, settings } = stageOf({ cache: CACHE });
    expect(stage).toMatchObject({ cache_cluster_enabled: true, cache_cluster_size: "0.5" });
    const shared = {
      cache_ttl_in_seconds: 300,
      cache_data_encrypted: true,
      require_authorization_for_cache_control: true,
      unauthorized_cache_control_header_strategy: "SUCCEED_WITH_RESPONSE_HEADER",
    };
    expect(settings).toEqual([
      expect.objectContaining({ path: "*/*", caching_enabled: false, ...shared }),
      expect.objectContaining({ path: "a/GET", caching_enabled: true, ...shared }),
    ]);
  });

  test("the options of the cache become the settings", () => {
    const { stage, settings } = stageOf(
      { cache: { sizeGb: 118, ttlSeconds: 10, encrypted: false, publicInvalidation: true } },
      { ttlSeconds: 60, parameters: [] },
    );
    expect(stage).toMatchObject({ cache_cluster_size: "118" });
    expect(settings).toEqual([
      expect.objectContaining({ caching_enabled: false, cache_ttl_in_seconds: 10 }),
      expect.objectContaining({
        cache_ttl_in_seconds: 60,
        cache_data_encrypted: false,
        require_authorization_for_cache_control: false,
      }),
    ]);
  });

  test.each<[string, RestApiProps["cache"], Cache]>([
    ["an API without a cache", undefined, false],
    ["an API whose cache is turned off", false, { ttlSeconds: 60, parameters: [] }],
  ])(
    "%s states that nothing is cached, because AWS keeps omitted settings (tfa#1550)",
    (_case, cache, route) => {
      const { stage, settings, key } = stageOf({ cache }, route);
      expect(stage).toMatchObject({ cache_cluster_enabled: false });
      expect(stage).not.toHaveProperty("cache_cluster_size");
      expect(settings).toEqual([expect.objectContaining({ path: "*/*", caching_enabled: false })]);
      expect(key).toBeUndefined();
    },
  );

  test("a new TTL needs no deployment, and a new cache key needs one (updating-api)", () => {
    const triggerOf = (cache: Cache) => {
      const { stack, api, answer } = restStack({ cache: CACHE });
      api.route("GET /a", answer, { ...open, cache });
      return synthesized(stack).only("aws_api_gateway_deployment").values.triggers;
    };
    const parameters = ["query.page"] as CacheKeyParameter[];
    expect(triggerOf({ parameters, ttlSeconds: 1 })).toEqual(triggerOf({ parameters }));
    expect(triggerOf({ parameters: [] })).not.toEqual(triggerOf({ parameters }));
  });

  test("a function can get the permission to invalidate entries (caching)", () => {
    const { stack, api, answer } = restStack({ cache: CACHE, stageName: "v1" });
    api.route("GET /a", answer, { access: "public", cache: { parameters: [] } });
    api.grantInvalidateCache(answer);
    const policy = JSON.stringify(synthesized(stack).all("aws_iam_role_policy"));
    expect(policy).toContain("execute-api:InvalidateCache");
    expect(policy).toContain("${aws_api_gateway_rest_api.api.execution_arn}/v1/GET/*");
  });
});

describe("the validation of a cache", () => {
  test.each<[string, RestApiProps, Cache, readonly unknown[]]>([
    [
      "a cache without a cached route",
      { cache: CACHE },
      false,
      [
        "test/api: cache is set, but no route has the setting `cache`. AWS charges for the cache by the hour, even if it is empty. Set `cache` of a route, or remove it from the API.",
      ],
    ],
    [
      "a cached route in an API without a cache",
      { cache: undefined },
      true,
      [
        "cache is set, but the API has no cache. Set `cache` of the API, such as `{ sizeGb: 0.5 }`, or set it to false to cache no route.",
      ],
    ],
    [
      "a size that AWS does not offer (API_CreateStage)",
      { cache: { sizeGb: 1 as 0.5 } },
      { parameters: [] },
      ["test/api: cache.sizeGb is 1; expected one of 0.5, 1.6, 6.1, 13.5, 28.4, 58.2, 118, 237"],
    ],
    [
      "a time of the API outside of its range (caching)",
      { cache: { sizeGb: 0.5, ttlSeconds: 3601 } },
      { parameters: [] },
      ["test/api: cache.ttlSeconds is 3601; expected a whole number from 0 to 3600 seconds"],
    ],
    [
      "a time of a route outside of its range (caching)",
      {},
      { parameters: [], ttlSeconds: -1 },
      ["cache.ttlSeconds is -1; expected a whole number from 0 to 3600 seconds"],
    ],
    [
      "a response to unauthorized callers if there are none",
      { cache: { sizeGb: 0.5, publicInvalidation: true, unauthorizedInvalidation: "FAIL_WITH_403" } },
      { parameters: [] },
      [
        "test/api: cache.unauthorizedInvalidation is set, but with publicInvalidation every caller is authorized. Remove one of them.",
      ],
    ],
    [
      "a route key without parameters",
      {},
      true,
      [
        'cache.parameters is not set, but the route has no schema for query and headers, so that the handler gets all values. Set it to the query parameters and headers on which the response depends, such as `["query.page"]`, or to `[]` if it depends on none.',
      ],
    ],
    [
      "a parameter of another form",
      {},
      { parameters: ["page" as "query.page"] },
      ['cache.parameters has "page"; expected query.NAME or header.NAME'],
    ],
    [
      "a header with an invalid name",
      {},
      { parameters: ["header.a b"] },
      [
        'cache: the header "a b" cannot be in the cache key; expected letters, digits and : . _ $ - in its name. Rename it, or set cache.parameters without it.',
      ],
    ],
    [
      "a parameter that is listed twice",
      {},
      { parameters: ["query.a", "query.a"] },
      ["cache.parameters[1] is the same as cache.parameters[0]. Remove one of them."],
    ],
    [
      "separate entries for the callers of a public route",
      {},
      { parameters: [], sharedBetweenCallers: false },
      [
        "cache.sharedBetweenCallers is false, but the route has neither an authorizer nor a required API key, so that API Gateway does not know the caller. Remove it.",
      ],
    ],
  ])("%s is an error", (_case, props, cache, errors) => {
    expect(errorsOfRoute("GET /a", cache, props)).toEqual(errors);
  });

  test.each<[string, Route, Cache, string]>([
    [
      "a parameter that the contract does not declare",
      list,
      { parameters: ["query.pag"] },
      'cache.parameters has "query.pag", which the contract does not declare. Did you mean "query.page"?',
    ],
    [
      "a list of values in the cache key (serverless-api-gateway-caching#70)",
      route("GET /a", { ...open, query: z.object({ tag: z.array(z.string()) }), headers: none }),
      true,
      'cache: query parameter "tag" is a list, but the cache key contains only its last value. Declare one text with separators instead, or remove `cache`.',
    ],
    [
      "parameters without fixed names",
      route("GET /a", { ...open, query: z.record(z.string(), z.string()), headers: none }),
      true,
      'cache.parameters is not set, but a schema of the contract accepts any name, or has no JSON Schema (see `jsonSchema` of `App.run`). Set it to the query parameters and headers on which the response depends, such as `["query.page"]`, or to `[]` if it depends on none.',
    ],
    [
      "a declared name that API Gateway rejects (api-platform#2150)",
      route("GET /a", { ...open, query: z.object({ "page[size]": z.string() }), headers: none }),
      true,
      'cache: the query parameter "page[size]" cannot be in the cache key; expected letters, digits and : . _ $ - in its name. Rename it, or set cache.parameters without it.',
    ],
    [
      "a listed header with an invalid name",
      list,
      { parameters: ["header.a b"] },
      'cache: the header "a b" cannot be in the cache key; expected letters, digits and : . _ $ - in its name. Rename it, or set cache.parameters without it.',
    ],
    [
      "a contract without any schema",
      route("GET /a", open),
      true,
      'cache.parameters is not set, but the route has no schema for query and headers, so that the handler gets all values. Set it to the query parameters and headers on which the response depends, such as `["query.page"]`, or to `[]` if it depends on none.',
    ],
    [
      "a contract without a schema for the query",
      route("GET /a", { ...open, headers: z.object({ "x-a": z.string() }), replies: { 200: z.string() } }),
      true,
      'cache.parameters is not set, but the route has no schema for query, so that the handler gets all values. Set it to the query parameters and headers on which the response depends, such as `["header.x-a"]`, or to `[]` if it depends on none.',
    ],
    [
      "a contract without a schema for the headers",
      route("GET /a", { ...open, query: z.object({ page: z.string(), size: z.string() }) }),
      {},
      'cache.parameters is not set, but the route has no schema for headers, so that the handler gets all values. Set it to the query parameters and headers on which the response depends, such as `["query.page", "query.size"]`, or to `[]` if it depends on none.',
    ],
    [
      "a method other than GET (caching)",
      route("POST /a", { ...open, replies: { 200: z.string() } }),
      true,
      "cache is set, but the method is POST. The body of a request is not in the cache key, so only GET can be cached. Remove `cache`, or add a GET route.",
    ],
  ])("%s is an error", (_case, declared, cache, error) => {
    expect(errorsOfRoute(declared, cache)).toEqual([error]);
  });

  test("a version without a schema has parameters without fixed names", () => {
    const { stack, api, answer } = restStack({ cache: CACHE });
    const [first, second] = ["1", "2"].map((version) =>
      byHeader("x-version", version, {
        list: route("GET /a", { ...open, query: none, ...(version === "1" ? { headers: none } : {}) }),
      }),
    );
    api.route(first?.list as Route, answer, { cache: true });
    expect(errorsOf(stack)).toEqual([]);
    api.route(second?.list as Route, answer);
    expect(errorsOf(stack)).toEqual([
      expect.stringContaining(
        'no schema for headers, so that the handler gets all values. Set it to the query parameters and headers on which the response depends, such as `["header.accept-language"]`',
      ),
    ]);
  });

  test("the names of headers are compared without regard to case", () => {
    expect(errorsOfRoute(list, { parameters: ["header.Accept-Language"] })).toEqual([]);
  });

  test("a route with an authorizer must state if callers share responses", () => {
    const { stack, api, answer } = restStack({ cache: CACHE });
    const authorizer = new UserPool(stack, "users").authorizer();
    api.route("GET /a", answer, { authorizer, cache: { parameters: [] } });
    api.route("GET /iam", answer, { authorizer: new IamAuthorizer(), cache: { parameters: [] } });
    expect(errorsOf(stack)).toEqual([
      'test/api: route "GET /a": cache stores the responses of a route with an authorizer, and could return the response of one caller to another. Set cache.sharedBetweenCallers to true if the response is the same for all callers, or to false to cache a response for each header Authorization.',
      'test/api: route "GET /iam": cache stores the responses of a route with an authorizer, and could return the response of one caller to another. Set cache.sharedBetweenCallers to true if the response is the same for all callers.',
    ]);
  });

  test("a public route that requires an API key must state if callers share responses", () => {
    const { stack, api, answer } = restStack({ cache: CACHE });
    api.route("GET /a", answer, { ...open, apiKeyRequired: true, cache: { parameters: [] } });
    new UsagePlan(stack, "gold", { apis: [api] }).addKey("acme");
    expect(errorsOf(stack)).toEqual([
      'test/api: route "GET /a": cache stores the responses of a route with a required API key, and could return the response of one caller to another. Set cache.sharedBetweenCallers to true if the response is the same for all callers, or to false to cache a response for each header x-api-key.',
    ]);
  });

  test("a signature cannot identify the caller, because each request has another one", () => {
    const authorizer = new IamAuthorizer();
    expect(errorsOfRoute("GET /a", { parameters: [], sharedBetweenCallers: false }, { authorizer })).toEqual([
      "cache.sharedBetweenCallers is false, but no header or query parameter identifies the caller of several requests. Remove `cache`, or use another authorizer.",
    ]);
    expect(errorsOfRoute("GET /a", { parameters: [], sharedBetweenCallers: true }, { authorizer })).toEqual(
      [],
    );
  });

  test("callers cannot share the responses of a route that requires a group", () => {
    const { stack, api, answer } = restStack({ cache: CACHE });
    const authorizer = new UserPool(stack, "users", { groups: ["admin"] }).authorizer();
    const admin = route("GET /a", { groups: ["admin"], query: none, headers: none });
    api.route(admin, answer, { authorizer, cache: { sharedBetweenCallers: true } });
    expect(errorsOf(stack)).toEqual([
      'test/api: route "GET /a": cache.sharedBetweenCallers is true, but the handler checks the groups of the caller, and a stored response skips this check. Set it to false.',
    ]);
  });
});
