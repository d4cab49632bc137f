import { ApiQueries, type ApiQueriesProps, HttpApi, LambdaAuthorizer, NodejsFunction } from "gatewright";
import { errorsOf, synthesized, testStack } from "../../support";
import { fieldsOf, listLambdaFields, pathsOf } from "./log-fields";

// Sources:
// - https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax.html
// - https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutQueryDefinition.html

function queriesStack(props: Partial<ApiQueriesProps> = {}) {
  const stack = testStack();
  const api = new HttpApi(stack, "api");
  const queries = new ApiQueries(stack, "queries", { api, ...props });
  const fn = (id: string) => new NodejsFunction(stack, id, { entry: "a.ts" });
  return { stack, api, queries, fn };
}

interface SavedQuery {
  readonly lines: readonly string[];
  readonly groups: unknown;
}

/** Returns the text and the log groups of each saved query, by its name. */
function savedQueries({ stack }: { stack: ReturnType<typeof testStack> }): Record<string, SavedQuery> {
  const { stack: terraform } = synthesized(stack);
  return Object.fromEntries(
    terraform
      .ofType("aws_cloudwatch_query_definition")
      .map(({ values }) => [
        values.name,
        { lines: String(values.query_string).split("\n"), groups: values.log_group_names },
      ]),
  );
}

describe("the saved queries of an API", () => {
  test("the queries have the texts that their page describes", () => {
    const texts = Object.entries(savedQueries(queriesStack())).map(([name, { lines }]) => [name, lines]);
    expect(Object.fromEntries(texts)).toEqual({
      "test-api/slowest-routes": [
        'filter ispresent(routeKey) and routeKey != "-"',
        "| stats count(*) as requests, pct(responseLatency, 50) as p50Ms, pct(responseLatency, 95) as p95Ms, pct(responseLatency, 99) as p99Ms, max(responseLatency) as maxMs by routeKey",
        "| sort p95Ms desc",
        "| limit 50",
      ],
      "test-api/errors": [
        'filter status >= 500 or level = "ERROR" or level = "FATAL" or (type = "platform.report" and record.status != "success")',
        "| fields @timestamp, coalesce(message.requestId, requestId, record.requestId) as request, functionRequestId, coalesce(message.routeKey, routeKey) as route, status, coalesce(message.message, errorMessage, record.status) as functionError, coalesce(message.error.message, errorType, record.errorType) as cause, integrationError, error, authorizerError, @log",
        "| sort @timestamp desc",
        "| limit 200",
      ],
      "test-api/one-request": [
        "# Replace REQUEST_ID with the header apigw-requestid (HTTP API) or x-amzn-requestid (REST API) of a response, or with the functionRequestId of its access log entry.",
        'filter @message like "REQUEST_ID"',
        "| fields @timestamp, coalesce(type, level) as kind, status, coalesce(message.message, errorMessage, routeKey) as text, @message, @log",
        "| sort @timestamp asc",
        "| limit 1000",
      ],
      "test-api/cold-starts": [
        'filter type = "platform.report" and ispresent(record.metrics.initDurationMs)',
        "| stats count(*) as coldStarts, avg(record.metrics.initDurationMs) as averageMs, pct(record.metrics.initDurationMs, 95) as p95Ms, max(record.metrics.initDurationMs) as maxMs, max(record.metrics.maxMemoryUsedMB) as maxMemoryMb by @log",
        "| sort p95Ms desc",
      ],
      "test-api/top-callers": [
        "filter ispresent(sourceIp)",
        "| stats count(*) as requests, count_distinct(routeKey) as routes by sourceIp, subject, principalId",
        "| sort requests desc",
        "| limit 50",
      ],
    });
  });

  test("the queries contain only fields that the logs of the API and its functions have", async () => {
    const { stack } = queriesStack();
    const { values } = synthesized(stack).only("aws_apigatewayv2_stage");
    const [settings] = [values.access_log_settings].flat() as { format: string }[];
    const known = [...pathsOf(JSON.parse(settings?.format ?? "")), ...(await listLambdaFields())];
    for (const [name, { lines }] of Object.entries(savedQueries({ stack }))) {
      const unknown = fieldsOf(lines).filter((field) => !known.includes(field));
      expect({ name, unknown }).toEqual({ name, unknown: [] });
    }
  });

  test("the queries read the access logs and the logs of all functions, including later routes and authorizers", () => {
    const { stack, api, fn } = queriesStack();
    api.route("GET /a", fn("later"), {
      authorizer: new LambdaAuthorizer("callers", { function: fn("check") }),
    });
    const { stack: terraform } = synthesized(stack);
    const groups = Object.fromEntries(
      terraform
        .ofType("aws_cloudwatch_query_definition")
        .map((query) => [
          String(query.values.name).replace("test-api/", ""),
          (query.values.log_group_names as string[]).map(
            (_, index) => terraform.follow(query, `log_group_names.${index}`).name,
          ),
        ]),
    );
    const access = "api_access-logs";
    const functions = ["check_logs", "later_logs"];
    expect(
      Object.fromEntries(Object.entries(groups).map(([name, list]) => [name, list.map(withoutHash).sort()])),
    ).toEqual({
      "slowest-routes": [access],
      errors: [access, ...functions],
      "one-request": [access, ...functions],
      "cold-starts": functions,
      "top-callers": [access],
    });
  });

  test("the queries are in the given folder", () => {
    expect(Object.keys(savedQueries(queriesStack({ folder: "products/dev" })))).toContain(
      "products/dev/errors",
    );
  });

  test("the property queries contains every query by its name", () => {
    expect([...queriesStack().queries.queries.keys()].sort()).toEqual([
      "cold-starts",
      "errors",
      "one-request",
      "slowest-routes",
      "top-callers",
    ]);
  });
});

function withoutHash(name: string): string {
  return name.replace(/_[0-9A-F]{8}$/, "");
}

test.each<[string, string]>([
  ["a slash at its end", "products/"],
  ["a colon", "products:dev"],
  ["two slashes", "products//dev"],
])("a folder with %s is an error at synthesis", (_, folder) => {
  expect(errorsOf(queriesStack({ folder }).stack)).toEqual([
    `test/queries: query name "${folder}/slowest-routes" is invalid; expected names without : and *, with a single / between them. Set \`folder\`.`,
  ]);
});

test("a folder that is too long is an error at synthesis", () => {
  expect(errorsOf(queriesStack({ folder: "a".repeat(241) }).stack)).toEqual([
    expect.stringContaining("has length 256; expected 1 to 255 characters. Set `folder`."),
  ]);
});

test("two constructs with the same folder are an error at synthesis", () => {
  const { stack, api } = queriesStack();
  new ApiQueries(stack, "more", { api });
  expect(errorsOf(stack)).toEqual([
    'test/more: duplicate folder of queries "test-api", already used by test/queries. Set `folder`.',
  ]);
});

test("an API with more log groups than a query can read is an error at synthesis", () => {
  const { stack, api, fn } = queriesStack();
  for (let index = 0; index < 49; index++) api.route(`GET /${index}`, fn(`fn${index}`), { access: "public" });
  expect(errorsOf(stack)).toEqual([]);
  api.route("GET /more", fn("more"), { access: "public" });
  expect(errorsOf(stack)).toEqual([
    "test/queries: the API has 51 log groups; a query of CloudWatch Logs Insights reads at most 50. Serve several routes with one function.",
  ]);
});
