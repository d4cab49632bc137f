import { change, findingLines, review } from "../support";

const settings = (values: object, path = "things/GET") => ({
  method_path: path,
  rest_api_id: "a1",
  settings: [values],
});
const integration = (...names: string[]) => ({ cache_key_parameters: names });
type Values = Readonly<Record<string, unknown>>;
const PAGE = "method.request.querystring.page";
const TOKEN = "method.request.header.Authorization";

describe("the review reports", () => {
  test.each<[string, string, Values, Values, readonly string[]]>([
    [
      "a new size of a cache, with its effect",
      "aws_api_gateway_stage",
      { cache_cluster_enabled: true, cache_cluster_size: "0.5" },
      { cache_cluster_enabled: true, cache_cluster_size: "1.6" },
      [
        "Cache changes",
        "~ cache_cluster_size: 0.5 → 1.6 (the change takes about 4 minutes, and the cache is empty after it)",
      ],
    ],
    [
      "a cache that is turned off",
      "aws_api_gateway_stage",
      { cache_cluster_enabled: true },
      { cache_cluster_enabled: false },
      ["Cache changes", "~ cache_cluster_enabled: true → false (all requests reach the integrations)"],
    ],
    [
      "no cache, if the argument is only written for the first time",
      "aws_api_gateway_stage",
      {},
      { cache_cluster_enabled: false },
      [],
    ],
    [
      "a longer time and a cached method",
      "aws_api_gateway_method_settings",
      settings({ caching_enabled: false, cache_ttl_in_seconds: 60 }),
      settings({ caching_enabled: true, cache_ttl_in_seconds: 300 }),
      [
        "Cache changes",
        '~ settings["GET /things"].cache_ttl_in_seconds: 60 → 300',
        '~ settings["GET /things"].caching_enabled: false → true',
      ],
    ],
    [
      "no time of a method that is not cached",
      "aws_api_gateway_method_settings",
      settings({ caching_enabled: false, cache_ttl_in_seconds: 60 }),
      settings({ caching_enabled: false, cache_ttl_in_seconds: 300 }),
      [],
    ],
    [
      "an invalidation by any caller",
      "aws_api_gateway_method_settings",
      settings({ caching_enabled: true, require_authorization_for_cache_control: true }),
      settings({ caching_enabled: true, require_authorization_for_cache_control: false }),
      [
        "Access to cached responses",
        "+ GET /things: any caller can replace cached responses (Cache-Control: max-age=0)",
      ],
    ],
    [
      "no invalidation of a method that is not cached",
      "aws_api_gateway_method_settings",
      settings({ caching_enabled: false, require_authorization_for_cache_control: true }, "*/*"),
      settings({ caching_enabled: false, require_authorization_for_cache_control: false }, "*/*"),
      [],
    ],
    [
      "a cache that is no longer encrypted",
      "aws_api_gateway_method_settings",
      settings({ caching_enabled: true, cache_data_encrypted: true }, "*/*"),
      settings({ caching_enabled: true, cache_data_encrypted: false }, "*/*"),
      ["Access to cached responses", "- */*: encryption of cached responses"],
    ],
    [
      "a cache key without the caller",
      "aws_api_gateway_integration",
      integration(PAGE, TOKEN),
      integration(PAGE),
      [
        "Access to cached responses",
        `- ${TOKEN} in the cache key: a caller can get the response of another caller`,
      ],
    ],
    [
      "an added parameter of a cache key",
      "aws_api_gateway_integration",
      integration(PAGE),
      integration(PAGE, TOKEN),
      ["Cache changes", `+ ${TOKEN} in the cache key`],
    ],
    [
      "a parameter of the request that a cache key no longer contains",
      "aws_api_gateway_integration",
      integration(PAGE, TOKEN),
      integration(TOKEN),
      ["Cache changes", `- ${PAGE} in the cache key`],
    ],
  ])("%s", (_case, type, before, after, lines) => {
    expect(findingLines(change(type, { before, after }))).toEqual(lines);
  });

  test("a cache key without the identity source of an authorizer", () => {
    const source = "method.request.header.x-partner-key";
    const authorizer = change("aws_api_gateway_authorizer", {
      action: "no-op",
      before: { identity_source: `${source},context.httpMethod` },
      after: { identity_source: `${source},context.httpMethod` },
    });
    const integrationChange = change("aws_api_gateway_integration", {
      before: integration(source),
      after: integration(),
    });
    const { findings } = review([integrationChange, authorizer]);
    expect(findings.map(({ title }) => title)).toEqual(["Access to cached responses"]);
  });
});
