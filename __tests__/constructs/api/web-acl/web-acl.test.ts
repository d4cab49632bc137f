import { HttpApi, type ManagedRuleGroup, RestApi, WebAcl, type WebAclProps, WebSocketApi } from "gatewright";
import { MANAGED_RULE_GROUPS } from "#aws";
import { errorsOf, synthesized, testStack } from "../../../support";
import { fn } from "../http/api-fixture";

// A title that checks a rule of AWS names its source in brackets. The name (aws-managed-rule-groups-list) is a page of
// https://docs.aws.amazon.com/waf/latest/developerguide/

type Options = Omit<WebAclProps, "protects">;

/** Returns a stack with a REST API and a web ACL `waf` that protects it. */
function webAclStack(options: Options = {}) {
  const stack = testStack();
  const api = new RestApi(stack, "api");
  const answer = fn(stack);
  api.route("GET /", answer, { access: "public" });
  return { stack, api, answer, waf: new WebAcl(stack, "waf", { protects: [api], ...options }) };
}

type Rule = Readonly<Record<string, unknown>> & {
  readonly name: string;
  readonly priority: number;
  readonly statement: { readonly managed_rule_group_statement?: object };
};

function rulesOf(options: Options): readonly Rule[] {
  const { stack } = webAclStack(options);
  expect(errorsOf(stack)).toEqual([]);
  return synthesized(stack).only("aws_wafv2_web_acl").values.rule as readonly Rule[];
}

const namesOf = (options: Options) => rulesOf(options).map(({ name }) => name);

function errorsWith(options: object): readonly string[] {
  return errorsOf(webAclStack(options as Options).stack);
}

describe("a web ACL", () => {
  test("the web ACL protects the stage of each API", () => {
    const { stack, api, answer, waf } = webAclStack();
    const other = new RestApi(stack, "other");
    other.route("GET /", answer, { access: "public" });
    const both = new WebAcl(stack, "second", { protects: [other] });
    expect(errorsOf(stack)).toEqual([]);
    const { all, only } = synthesized(stack);
    expect([waf.associations.has(api), both.associations.has(other)]).toEqual([true, true]);
    expect(all("aws_wafv2_web_acl_association")).toHaveLength(2);
    const webAcl = only("aws_wafv2_web_acl", { name: "test-waf" });
    const association = only("aws_wafv2_web_acl_association", { web_acl_arn: `\${${webAcl.address}.arn}` });
    expect(association.address).toMatch(/^aws_wafv2_web_acl_association\.waf_association-api_\w{8}$/);
    expect(association.values.resource_arn).toMatch(/^\$\{aws_api_gateway_stage\.api_stage_\w{8}\.arn\}$/);
  });

  test("the web ACL is regional, allows other requests, has metrics, and stores no samples with tokens", () => {
    const { stack } = webAclStack({ name: "front", description: "In front", tags: { team: "a" } });
    const { values } = synthesized(stack).only("aws_wafv2_web_acl", { name: "front" });
    const metrics = { cloudwatch_metrics_enabled: true, sampled_requests_enabled: false };
    expect(values).toMatchObject({
      scope: "REGIONAL",
      description: "In front",
      default_action: { allow: {} },
      visibility_config: { ...metrics, metric_name: "front" },
      tags: { team: "a" },
    });
    expect(values.rule).toEqual([
      expect.objectContaining({ visibility_config: { ...metrics, metric_name: "ipReputation" } }),
      expect.objectContaining({ visibility_config: { ...metrics, metric_name: "knownBadInputs" } }),
      expect.objectContaining({ visibility_config: { ...metrics, metric_name: "common" } }),
    ]);
  });

  test("the group against known bad inputs is always included (aws-managed-rule-groups-baseline, Log4j)", () => {
    expect(namesOf({ managedRules: ["sqlInjection"] })).toEqual(["knownBadInputs", "sqlInjection"]);
    expect(namesOf({ managedRules: [] })).toEqual(["knownBadInputs"]);
    const [counted] = rulesOf({ managedRules: [{ group: "knownBadInputs", count: true }] });
    expect(counted?.override_action).toEqual({ count: {} });
  });

  test.each(Object.entries(MANAGED_RULE_GROUPS))(
    "the group %s is a managed rule group of AWS (aws-managed-rule-groups-list)",
    (group, { name }) => {
      const rule = rulesOf({ managedRules: [group as ManagedRuleGroup] }).find((one) => one.name === group);
      expect(rule?.override_action).toEqual({ none: {} });
      expect(rule?.statement).toEqual({ managed_rule_group_statement: { vendor_name: "AWS", name } });
    },
  );

  test("a group has the same priority in each web ACL, whatever the other groups are", () => {
    const priorities = (managedRules: readonly ManagedRuleGroup[]) =>
      Object.fromEntries(rulesOf({ managedRules }).map(({ name, priority }) => [name, priority]));
    const all = priorities(Object.keys(MANAGED_RULE_GROUPS) as ManagedRuleGroup[]);
    expect(new Set(Object.values(all)).size).toBe(Object.keys(MANAGED_RULE_GROUPS).length);
    expect(all).toMatchObject(priorities(["php", "common"]));
    expect(priorities(["common", "php"])).toEqual(priorities(["php", "common"]));
  });

  test("a group counts instead of blocking, and single rules of a group only count", () => {
    const rules = rulesOf({
      managedRules: [
        { group: "common", except: ["SizeRestrictions_BODY", "NoUserAgent_HEADER"] },
        { group: "sqlInjection", count: true },
      ],
    });
    const find = (name: string) => rules.find((rule) => rule.name === name);
    expect(find("sqlInjection")?.override_action).toEqual({ count: {} });
    expect(find("common")).toMatchObject({
      override_action: { none: {} },
      statement: {
        managed_rule_group_statement: {
          rule_action_override: [
            { name: "SizeRestrictions_BODY", action_to_use: { count: {} } },
            { name: "NoUserAgent_HEADER", action_to_use: { count: {} } },
          ],
        },
      },
    });
  });

  test("the rate limit is the first rule, and counts per IP address", () => {
    const limit = (rateLimit: WebAclProps["rateLimit"]) => rulesOf({ rateLimit, managedRules: [] })[0];
    expect(limit({ requests: 2000, perSeconds: 60 })).toMatchObject({
      name: "rate-limit",
      priority: 0,
      action: { block: {} },
      statement: {
        rate_based_statement: { limit: 2000, evaluation_window_sec: 60, aggregate_key_type: "IP" },
      },
    });
    expect(limit({ requests: 10 })?.statement).toMatchObject({
      rate_based_statement: { evaluation_window_sec: 300 },
    });
    expect(limit({ requests: 10, count: true })?.action).toEqual({ count: {} });
  });
});

describe("the log of a web ACL", () => {
  test("the log group has the prefix that AWS WAF requires, and a retention (logging-cw-logs)", () => {
    const { stack, waf } = webAclStack({
      logRetentionDays: 90,
      logEncryptionKey: { arn: "arn:aws:kms:a:1:key/b" },
    });
    const { only, leadsTo } = synthesized(stack);
    const group = only("aws_cloudwatch_log_group", {
      name: "aws-waf-logs-test-waf",
      retention_in_days: 90,
      kms_key_id: "arn:aws:kms:a:1:key/b",
    });
    const logging = only("aws_wafv2_web_acl_logging_configuration");
    leadsTo(logging, ["resource_arn"], only("aws_wafv2_web_acl"));
    expect(logging.values.log_destination_configs).toEqual([`\${${group.address}.arn}`]);
    expect([waf.logs.node.path, waf.logging.node.path]).toEqual(["test/waf/logs", "test/waf/logging"]);
  });

  test("the log contains only the requests that a rule blocks or counts, unless all are logged", () => {
    const filterOf = (options: Options) =>
      synthesized(webAclStack(options).stack).only("aws_wafv2_web_acl_logging_configuration").values
        .logging_filter;
    expect(filterOf({})).toEqual({
      default_behavior: "DROP",
      filter: [
        {
          behavior: "KEEP",
          requirement: "MEETS_ANY",
          condition: ["BLOCK", "COUNT", "EXCLUDED_AS_COUNT"].map((action) => ({
            action_condition: { action },
          })),
        },
      ],
    });
    expect(filterOf({ logAllRequests: true })).toBeUndefined();
  });

  test("the log omits the headers with secrets and the given ones, in lower case", () => {
    const { stack } = webAclStack({ redactedHeaders: ["X-Token", "Cookie"] });
    const { redacted_fields } = synthesized(stack).only("aws_wafv2_web_acl_logging_configuration").values;
    expect(redacted_fields).toEqual(
      ["authorization", "cookie", "x-api-key", "x-token"].map((name) => ({ single_header: { name } })),
    );
  });
});

describe("synthesis reports", () => {
  test.each<[object, string]>([
    [
      { name: "a b" },
      'web ACL name "a b" is invalid; expected letters, digits, - and _. Change a construct ID',
    ],
    [{ description: "a (b)" }, 'description "a (b)" is invalid; expected at least 3 letters, digits, spaces'],
    [{ managedRules: ["core"] }, 'managedRules[0] is "core"; expected one of "ipReputation"'],
    [{ managedRules: ["php", { group: "php" }] }, 'managedRules contains "php" twice. Remove one of them.'],
    [
      { managedRules: [{ group: "common", except: ["a b"] }] },
      'managedRules "common": except: rule name "a b" is invalid; expected letters, digits, - and _',
    ],
    [
      { managedRules: [{ group: "common", count: true, except: ["A"] }] },
      'managedRules "common": count is true, so no rule of the group blocks requests. Remove except.',
    ],
    [
      { rateLimit: { requests: 9 } },
      "rateLimit.requests is 9; expected a whole number from 10 to 2000000000",
    ],
    [{ rateLimit: { requests: 10, perSeconds: 30 } }, "rateLimit.perSeconds is 30; expected one of 60, 120"],
    [{ redactedHeaders: ["a b"] }, 'redactedHeaders: header name "a b" is invalid'],
  ])("the invalid options %j", (options, error) => {
    expect(errorsWith(options)).toEqual([expect.stringContaining(`test/waf: ${error}`)]);
  });

  test("an HTTP API, because AWS WAF does not support it", () => {
    const stack = testStack();
    const api = new HttpApi(stack, "http");
    api.route("GET /", fn(stack), { access: "public" });
    // @ts-expect-error An HttpApi is not a RestApi.
    new WebAcl(stack, "waf", { protects: [api] });
    expect(errorsOf(stack)).toEqual([
      "test/waf: protects[0] is the construct test/http; expected a RestApi. AWS WAF does not support HTTP APIs. Use a RestApi, or put CloudFront in front of the API (see the recipe web-application-firewall).",
    ]);
  });

  test("a WebSocket API, because AWS WAF does not support it", () => {
    const stack = testStack();
    const chat = new WebSocketApi(stack, "chat", { access: "public" });
    chat.route("$default", fn(stack));
    // @ts-expect-error A WebSocketApi is not a RestApi.
    new WebAcl(stack, "waf", { protects: [chat] });
    expect(errorsOf(stack)).toEqual([
      "test/waf: protects[0] is the construct test/chat; expected a RestApi. AWS WAF does not support WebSocket APIs. Use a RestApi, or put CloudFront in front of the API (see the recipe web-application-firewall).",
    ]);
  });

  test("a web ACL without an API, and a second web ACL of an API", () => {
    const { stack, api } = webAclStack();
    new WebAcl(stack, "empty", { protects: [] });
    new WebAcl(stack, "second", { protects: [api] });
    expect(errorsOf(stack)).toEqual([
      "test/empty: protects is empty; expected a RestApi. Add one, such as [api].",
      "test/second: protects contains test/api, which test/waf already protects. A stage can have only one web ACL. Remove it from one of them.",
    ]);
  });
});
