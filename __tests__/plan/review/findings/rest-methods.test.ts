import type { Change } from "gatewright/plan";
import { change, constructLines, findingLines, policy, READ, review, stackWith, WRITE } from "../support";

type Values = Readonly<Record<string, unknown>>;

/** Resources of a REST API that the plan does not change, with the IDs that the state contains. */
const UNCHANGED: readonly Change[] = [
  noChange("aws_api_gateway_rest_api", "api", { id: "abc", name: "pets", root_resource_id: "root" }),
  noChange("aws_api_gateway_resource", "pets", { id: "r1", parent_id: "root", path_part: "pets" }),
  noChange("aws_api_gateway_resource", "pet", { id: "r2", parent_id: "r1", path_part: "{petId}" }),
  noChange("aws_api_gateway_authorizer", "users", { id: "u1", name: "users" }),
];

function noChange(type: string, name: string, values: Values): Change {
  return change(type, { address: `${type}.${name}`, action: "no-op", before: values, after: values });
}

const METHOD = { rest_api_id: "abc", resource_id: "r2", http_method: "GET", authorization: "NONE" };

function method(before: Values | null, after: Values | null, action: Change["action"] = "update"): Change {
  const complete = (values: Values | null) => values && { ...METHOD, ...values };
  return change("aws_api_gateway_method", { action, before: complete(before), after: complete(after) });
}

/** Reviews changes of the REST API, and returns the titles and lines of the findings. */
function findings(...changes: readonly Change[]): string[] {
  return review([...UNCHANGED, ...changes]).findings.flatMap(({ title, findings }) => [
    title,
    ...findings.flatMap(({ lines }) => lines),
  ]);
}

const COGNITO = {
  authorization: "COGNITO_USER_POOLS",
  authorizer_id: "u1",
  authorization_scopes: ["pets/read"],
};

test.each<[string, Change, string]>([
  ["a new public method", method(null, {}, "create"), "+ GET /pets/{petId}: public"],
  [
    "a new method with scopes",
    method(null, COGNITO, "create"),
    "+ GET /pets/{petId}: Cognito users: scope pets/read",
  ],
  [
    "a new method of the root resource",
    method(null, { resource_id: "root", http_method: "ANY" }, "create"),
    "+ ANY /: public",
  ],
  [
    "a new method of a resource that is referred to by its address",
    method(null, { resource_id: "${aws_api_gateway_resource.pets.id}" }, "create"),
    "+ GET /pets: public",
  ],
  [
    "a new method of a resource that is not in the plan",
    method(null, { resource_id: "r9" }, "create"),
    "+ GET /r9: public",
  ],
  [
    "a method that becomes public",
    method(COGNITO, {}),
    "~ GET /pets/{petId}: Cognito users: scope pets/read → public",
  ],
  [
    "a method that accepts any token",
    method(COGNITO, { ...COGNITO, authorization_scopes: [] }),
    "~ GET /pets/{petId}: Cognito users: scope pets/read → Cognito users: ID token",
  ],
  [
    "a method that no longer requires an API key",
    method({ api_key_required: true }, { api_key_required: false }),
    "~ GET /pets/{petId}: public, API key → public",
  ],
  [
    "a method with another kind of authorization",
    method({ authorization: "AWS_IAM" }, { authorization: "CUSTOM", authorizer_id: "u1" }),
    "~ GET /pets/{petId}: IAM (SigV4) → Lambda authorizer users",
  ],
  [
    "the user pools of an authorizer",
    change("aws_api_gateway_authorizer", {
      before: { provider_arns: ["arn:one"] },
      after: { provider_arns: ["arn:one", "arn:two"] },
    }),
    '~ provider_arns: ["arn:one"] → ["arn:one","arn:two"]',
  ],
  [
    "the time for which the result of an authorizer is cached",
    change("aws_api_gateway_authorizer", {
      before: { authorizer_result_ttl_in_seconds: 0 },
      after: { authorizer_result_ttl_in_seconds: 3600 },
    }),
    "~ authorizer_result_ttl_in_seconds: 0 → 3600",
  ],
  [
    "the pattern of the tokens of an authorizer",
    change("aws_api_gateway_authorizer", {
      before: { identity_validation_expression: "^Bearer .+$" },
      after: { identity_validation_expression: null },
    }),
    "~ identity_validation_expression: ^Bearer .+$ → (none)",
  ],
  [
    "a private API that becomes public",
    change("aws_api_gateway_rest_api", {
      before: { endpoint_configuration: [{ types: ["PRIVATE"] }] },
      after: { endpoint_configuration: [{ types: ["REGIONAL"] }] },
    }),
    "~ endpoint: PRIVATE → REGIONAL",
  ],
])("the review reports access changes of a REST API: %s", (_, changed, line) => {
  expect(findings(changed)).toEqual(["Access changes", line]);
});

test("a public endpoint that becomes private, and a method without a change of access, are no findings", () => {
  const endpoint = (type: string) => ({ endpoint_configuration: [{ types: [type] }] });
  const closed = change("aws_api_gateway_rest_api", {
    before: endpoint("REGIONAL"),
    after: endpoint("PRIVATE"),
  });
  expect(findings(closed, method({}, { operation_name: "getPet" }))).toEqual([]);
});

test("the review does not repeat a method whose access changes", () => {
  expect(constructLines(method({ api_key_required: true }, { api_key_required: false }))).toEqual([]);
});

describe("a resource policy that is deleted", () => {
  const deleted = change("aws_api_gateway_rest_api_policy", {
    action: "delete",
    before: { rest_api_id: "abc", policy: policy(READ, { ...WRITE, Effect: "Deny", Principal: "*" }) },
    after: null,
  });

  test("the finding contains its statements", () => {
    expect(findings(deleted)).toEqual([
      "Access changes",
      "- the resource policy is deleted; all callers are allowed now, except where a route requires authorization",
      "- Allow s3:GetObject on all resources",
      "- Deny s3:PutObject on all resources by any caller",
    ]);
  });

  test("the policy of an API that is deleted too is no finding", () => {
    const api = { id: "abc", name: "pets" };
    const deletedApi = change("aws_api_gateway_rest_api", { action: "delete", before: api, after: null });
    const { findings: groups } = review([deletedApi, deleted]);
    expect(groups.map(({ title }) => title)).toEqual(["Removed endpoints"]);
  });
});

test("routes that become public come before new routes", () => {
  const added = { ...method(null, {}, "create"), address: "aws_api_gateway_method.a" };
  const opened = method({ ...COGNITO, http_method: "PUT" }, { http_method: "PUT" });
  expect(findings(added, opened)).toEqual([
    "Access changes",
    "~ PUT /pets/{petId}: Cognito users: scope pets/read → public",
    "+ GET /pets/{petId}: public",
  ]);
  const other = { ...opened, constructPath: "test/two" };
  const [group] = review([...UNCHANGED, added, other]).findings;
  expect(group?.findings.map(({ subject }) => subject)).toEqual(["test/two", "test/one"]);
});

test("a wider resource policy is a permission change", () => {
  const wider = { before: { policy: policy(READ) }, after: { policy: policy(READ, WRITE) } };
  for (const type of ["aws_api_gateway_rest_api_policy", "aws_api_gateway_rest_api"]) {
    expect(findingLines(change(type, wider))).toEqual([
      "Permission changes",
      "+ Allow s3:PutObject on all resources",
    ]);
  }
});

test.each<[string, readonly Change[], readonly string[]]>([
  ["a method that is deleted", [method({}, null, "delete")], ["- GET /pets/{petId} is deleted"]],
  [
    "a method with another verb",
    [method({}, { http_method: "POST" }, "replace")],
    ["~ GET /pets/{petId} → POST /pets/{petId}"],
  ],
  [
    "a resource with another part of the path",
    [
      change("aws_api_gateway_resource", {
        before: { parent_id: "r1", path_part: "food" },
        after: { parent_id: "r1", path_part: "meals" },
      }),
    ],
    ["~ /pets/food → /pets/meals, with all routes below"],
  ],
  [
    "a stage with another name",
    [
      change("aws_api_gateway_stage", {
        action: "replace",
        before: { stage_name: "v1" },
        after: { stage_name: "v2" },
      }),
    ],
    ["~ stage v1 → v2"],
  ],
  [
    "an API that is deleted",
    [change("aws_api_gateway_rest_api", { action: "delete", before: { name: "cats" }, after: null })],
    ["- cats is deleted with its URL"],
  ],
])("the review reports removed endpoints of a REST API: %s", (_, changes, lines) => {
  expect(findings(...changes)).toEqual(["Removed endpoints", ...lines]);
});

test("a renamed path parameter, and a method that moves to another address, are no findings", () => {
  const renamed = change("aws_api_gateway_resource", {
    before: { parent_id: "r1", path_part: "{id}" },
    after: { parent_id: "r1", path_part: "{foodId}" },
  });
  const moved = { ...method(null, {}, "create"), address: "aws_api_gateway_method.two" };
  expect(findings(renamed, method({}, null, "delete"), moved)).toEqual([]);
});

describe("the command that deploys an API again after its routes are removed", () => {
  const deploymentOf = (id: string, action: Change["action"] = "no-op") =>
    change("aws_api_gateway_deployment", {
      action,
      before: { rest_api_id: id },
      after: action === "delete" ? null : { rest_api_id: id },
    });
  const removed = (name: string, api = "abc") => ({
    ...method({ rest_api_id: api, http_method: name }, null, "delete"),
    address: `aws_api_gateway_method.${name.toLowerCase()}`,
  });
  const command =
    "~ removed routes stay callable until the next deployment; after this apply, run: terraform apply -replace='aws_api_gateway_deployment.one'";

  test("several removed routes have one command", () => {
    expect(findings(deploymentOf("abc"), removed("GET"), removed("PUT"))).toEqual([
      "Removed endpoints",
      "- GET /pets/{petId} is deleted",
      "- PUT /pets/{petId} is deleted",
      command,
    ]);
  });

  test.each([
    ["of another API", deploymentOf("other")],
    ["that the plan deletes", deploymentOf("abc", "delete")],
  ])("a deployment %s is not in the command", (_, deployment) => {
    expect(findings(deployment, removed("GET"))).toEqual([
      "Removed endpoints",
      "- GET /pets/{petId} is deleted",
    ]);
  });

  test("removed routes of another API do not hide the command", () => {
    expect(findings(deploymentOf("abc"), removed("GET"), removed("PUT", "other"))).toContain(command);
  });
});

test("the throttles of methods and usage plans are findings", () => {
  const settings = (rate: number) => ({
    method_path: "pets/GET",
    settings: [{ throttling_rate_limit: rate, metrics_enabled: true }],
  });
  const plan = (rate: number) => ({ throttle_settings: [{ rate_limit: rate }] });
  expect(
    findings(
      change("aws_api_gateway_method_settings", { before: settings(10), after: settings(20) }),
      change("aws_api_gateway_usage_plan", { before: plan(1), after: plan(2) }),
    ),
  ).toEqual([
    "Throttle changes",
    '~ settings["GET /pets"].throttling_rate_limit: 10 → 20',
    "~ throttle_settings.rate_limit: 1 → 2",
  ]);
});

describe("the throttle of a single method", () => {
  const throttle = (path: string) => ({
    rest_api_id: "abc",
    method_path: path,
    settings: [{ throttling_rate_limit: 5, throttling_burst_limit: 9, metrics_enabled: true }],
  });
  const settings = (action: Change["action"], before: Values | null, after: Values | null) =>
    change("aws_api_gateway_method_settings", { action, before, after });
  const stage = (action: Change["action"]) =>
    change("aws_api_gateway_stage", {
      action,
      before: action === "create" ? null : { rest_api_id: "abc", stage_name: "live" },
      after: action === "delete" ? null : { rest_api_id: "abc", stage_name: "live" },
    });

  test("a removed throttle is a finding", () => {
    expect(findings(settings("delete", throttle("pets/{petId}/GET"), null))).toEqual([
      "Throttle changes",
      '~ settings["GET /pets/{petId}"].throttling_burst_limit: 9 → (none)',
      '~ settings["GET /pets/{petId}"].throttling_rate_limit: 5 → (none)',
    ]);
  });

  test("an added throttle is a finding", () => {
    expect(findings(settings("create", null, throttle("~1/ANY")))).toEqual([
      "Throttle changes",
      '~ settings["ANY /"].throttling_burst_limit: (none) → 9',
      '~ settings["ANY /"].throttling_rate_limit: (none) → 5',
    ]);
  });

  test("the throttle of a stage that is created or deleted with it is no finding", () => {
    expect(findings(stage("create"), settings("create", null, throttle("*/*")))).toEqual([]);
    expect(findings(stage("delete"), settings("delete", throttle("*/*"), null))).toEqual([
      "Removed endpoints",
      "- stage live is deleted",
    ]);
  });
});

describe("a new deployment", () => {
  const CURRENT = "${aws_api_gateway_deployment.current.id}";
  const deployment = (before: Values, after: Values) =>
    change("aws_api_gateway_deployment", { action: "replace", before, after, replacePaths: [["triggers"]] });

  test("a new hash is one line without the hash", () => {
    const triggers = (hash: string) => ({ triggers: { redeployment: hash } });
    expect(constructLines(deployment(triggers("a1b2"), triggers("c3d4")))).toEqual([
      "± aws_api_gateway_deployment.one: the API is deployed again",
    ]);
  });

  test("a stage that only gets the new deployment is not printed", () => {
    const stage = (before: Values, after: Values) =>
      constructLines(change("aws_api_gateway_stage", { before, after }), {
        configurations: {
          before: stackWith("aws_api_gateway_stage", { ...before, deployment_id: CURRENT }),
          after: stackWith("aws_api_gateway_stage", { ...after, deployment_id: CURRENT }),
        },
      });
    expect(stage({ deployment_id: "d1" }, { deployment_id: "d2" })).toEqual([]);
    expect(
      stage({ deployment_id: "d1", description: "a" }, { deployment_id: "d2", description: "b" }),
    ).not.toEqual([]);
  });

  test("changes of other arguments are printed", () => {
    expect(
      constructLines(
        deployment({ triggers: { a: "1" } }, { triggers: { a: "2" }, variables: { color: "blue" } }),
      ),
    ).toEqual([
      "± aws_api_gateway_deployment.one: replaced because triggers changes",
      "    triggers.a: 1 → 2",
      "    variables.color: (none) → blue",
    ]);
  });
});

describe("the API keys that stop working", () => {
  const resources = [
    noChange("aws_api_gateway_api_key", "acme", { id: "k1", name: "acme", value: "hidden-value" }),
    noChange("aws_api_gateway_usage_plan", "gold", { id: "p1", name: "gold" }),
  ];
  const KEY = { id: "k1", name: "acme", enabled: true, value: "hidden-value" };
  const LINK = { key_id: "k1", usage_plan_id: "p1", key_type: "API_KEY", value: "hidden-value" };
  const STAGE = { api_id: "abc", stage: "live" };
  const key = (action: Change["action"], after: Values | null) =>
    change("aws_api_gateway_api_key", { action, before: KEY, after });

  test.each<[string, Change, readonly string[]]>([
    ["a deleted key", key("delete", null), ["- key acme is deleted: its callers get 403"]],
    [
      "a disabled key",
      key("update", { ...KEY, enabled: false }),
      ["- key acme is disabled: its callers get 403"],
    ],
    [
      "a key with a new value",
      key("replace", { ...KEY, value: "other-value" }),
      ["- key acme gets a new value: callers with the old value get 403"],
    ],
    [
      "a key that is removed from a plan",
      change("aws_api_gateway_usage_plan_key", { action: "delete", before: LINK, after: null }),
      ["- key acme is removed from the usage plan gold: its callers get 403 from the APIs of the plan"],
    ],
    [
      "a deleted plan",
      change("aws_api_gateway_usage_plan", { action: "delete", before: { name: "gold" }, after: null }),
      ["- usage plan gold is deleted: callers with its keys get 403"],
    ],
    [
      "an API that is removed from a plan",
      change("aws_api_gateway_usage_plan", {
        before: { name: "gold", api_stages: [STAGE, { api_id: "other", stage: "live" }] },
        after: { name: "gold", api_stages: [{ api_id: "other", stage: "live" }] },
      }),
      ["- API pets, stage live, is removed from the usage plan gold: callers with its keys get 403"],
    ],
  ])("the review reports %s, without its value", (_, changed, lines) => {
    const all = findings(...resources, changed);
    expect(all).toEqual(["API keys that stop working", ...lines]);
    expect(constructLines(changed).join()).not.toContain("-value");
  });

  test.each<[string, Change]>([
    ["an enabled key", change("aws_api_gateway_api_key", { before: { ...KEY, enabled: false }, after: KEY })],
    [
      "a new API of a plan",
      change("aws_api_gateway_usage_plan", {
        before: { name: "gold", api_stages: [] },
        after: { name: "gold", api_stages: [STAGE] },
      }),
    ],
  ])("the review reports no key for %s", (_, changed) => {
    expect(findings(...resources, changed)).toEqual([]);
  });

  test("the value of a replaced link is not printed, although the provider does not mark it as sensitive", () => {
    const link = change("aws_api_gateway_usage_plan_key", {
      action: "replace",
      before: LINK,
      after: { ...LINK, key_type: "OTHER", value: "other-value" },
    });
    expect(constructLines(link).join()).toContain("value: (sensitive)");
    expect(constructLines(link).join()).not.toContain("-value");
  });

  test("a deleted key is one finding, although it is also removed from its plan", () => {
    const link = change("aws_api_gateway_usage_plan_key", { action: "delete", before: LINK, after: null });
    const deleted = { ...key("delete", null), address: "aws_api_gateway_api_key.acme" };
    expect(findings(deleted, link)).toEqual([
      "API keys that stop working",
      "- key acme is deleted: its callers get 403",
    ]);
  });
});

const INTEGRATION = { rest_api_id: "abc", resource_id: "r2", http_method: "GET" };

/** Returns the replacement of the integration of a method. */
function integration(before: Values, after: Values, name = "get"): Change {
  return change("aws_api_gateway_integration", {
    address: `aws_api_gateway_integration.${name}`,
    action: "replace",
    before: { ...INTEGRATION, ...before },
    after: { ...INTEGRATION, ...after },
  });
}

test.each<[string, Values, Values, readonly string[]]>([
  ["a mock", { type: "MOCK" }, { type: "AWS_PROXY" }, ["~ GET /pets/{petId}: mock → Lambda function"]],
  [
    "a function with templates",
    { type: "AWS", uri: "arn:aws:apigateway:eu-central-1:lambda:path/2015-03-31/functions/f/invocations" },
    { type: "AWS", uri: "arn:aws:apigateway:eu-central-1:sqs:path/1/q" },
    ["~ GET /pets/{petId}: Lambda function with templates → AWS service"],
  ],
  ["the same kind of target", { type: "HTTP" }, { type: "HTTP" }, []],
])("the review reports a replaced target: %s", (_, before, after, lines) => {
  expect(findings(integration(before, after))).toEqual(
    lines.length > 0 ? ["Changed targets of routes", ...lines] : [],
  );
});

test("only the last replaced integration of an API has the line about the second apply", () => {
  const deployment = noChange("aws_api_gateway_deployment", "current", { rest_api_id: "abc" });
  const changes = ["one", "two"].map((name) => integration({ type: "MOCK" }, { type: "HTTP" }, name));
  const lines = findings(deployment, ...changes).filter((line) => line.includes("apply again"));
  expect(lines).toHaveLength(1);
});
