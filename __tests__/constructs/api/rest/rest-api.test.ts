import { httpProxy, NodejsFunction } from "gatewright";
import { byQuery, route } from "gatewright/contract";
import { synthesized } from "../../../support";
import { restStack } from "./rest-fixture";

// A title that checks a rule of AWS names its source in brackets. A name such as (limits) is a page of
// https://docs.aws.amazon.com/apigateway/latest/developerguide/

describe("the REST API", () => {
  test("a RestApi has a regional endpoint, a stage and a deployment", () => {
    const { stack, api, answer } = restStack({ description: "Things", tags: { team: "things" } });
    api.route("GET /", answer, { access: "public" });
    const { only, leadsTo } = synthesized(stack);
    const tags = { team: "things" };
    const rest = only("aws_api_gateway_rest_api", {
      name: "test-api",
      description: "Things",
      endpoint_configuration: { types: ["REGIONAL"] },
      tags,
    });
    const stage = only("aws_api_gateway_stage", { stage_name: "live", xray_tracing_enabled: true, tags });
    const deployment = only("aws_api_gateway_deployment");
    leadsTo(stage, ["rest_api_id"], rest);
    leadsTo(stage, ["deployment_id"], deployment);
    leadsTo(deployment, ["rest_api_id"], rest);
  });

  test("the Terraform address of an API is derived from its construct ID", () => {
    const { stack, api, answer } = restStack();
    api.route("GET /", answer, { access: "public" });
    expect(synthesized(stack).stack.at("aws_api_gateway_rest_api.api").values.name).toBe("test-api");
  });

  test("a stage can have a name, variables and no tracing", () => {
    const { stack, api, answer } = restStack({
      stageName: "v1",
      stageVariables: { color: "red" },
      tracing: false,
    });
    api.route("GET /", answer, { access: "public" });
    synthesized(stack).only("aws_api_gateway_stage", {
      stage_name: "v1",
      variables: { color: "red" },
      xray_tracing_enabled: false,
    });
  });

  test("an API writes each request as one line of JSON to its own log group", () => {
    const { stack, api, answer } = restStack({ name: "Things (dev)", logRetentionDays: 7 });
    api.route("GET /", answer, { access: "public" });
    const { only, leadsTo } = synthesized(stack);
    const logs = only("aws_cloudwatch_log_group", {
      name: "/aws/apigateway/Things-dev-",
      retention_in_days: 7,
    });
    const stage = only("aws_api_gateway_stage");
    leadsTo(stage, ["access_log_settings.destination_arn"], logs);
    const { format } = stage.values.access_log_settings as { format: string };
    expect(JSON.parse(format)).toMatchObject({
      requestId: "$context.requestId",
      routeKey: "$context.httpMethod $context.resourcePath",
    });
    expect(format).not.toContain("\n");
  });

  test("a stage without a throttle has the account limits (limits)", () => {
    const { stack, api, answer } = restStack();
    api.route("GET /", answer, { access: "public" });
    const { only, leadsTo } = synthesized(stack);
    const settings = only("aws_api_gateway_method_settings", {
      method_path: "*/*",
      settings: {
        metrics_enabled: false,
        throttling_rate_limit: 10_000,
        throttling_burst_limit: 5_000,
        logging_level: "OFF",
        data_trace_enabled: false,
      },
    });
    leadsTo(settings, ["stage_name"], only("aws_api_gateway_stage"));
  });

  test("a function of a route can use the URL of its API", () => {
    const { stack, api } = restStack({ stageName: "v1" });
    const linked = new NodejsFunction(stack, "linked", { entry: "a.ts", environment: { API_URL: api.url } });
    api.route("GET /", linked, { access: "public" });
    const { API_URL } = (
      synthesized(stack).only("aws_lambda_function", { function_name: "test-linked" }).values.environment as {
        variables: Record<string, string>;
      }
    ).variables;
    expect(API_URL).toBe(
      "https://${aws_api_gateway_rest_api.api.id}.execute-api.${aws_api_gateway_rest_api.api.region}.amazonaws.com/v1",
    );
  });
});

describe("the routes of a REST API", () => {
  test("a route invokes its function with POST and waits for 29 s (limits)", () => {
    const { stack, api, answer } = restStack();
    api.route("GET /things", answer, { access: "public" });
    const { only, leadsTo } = synthesized(stack);
    const resource = only("aws_api_gateway_resource", {
      path_part: "things",
      parent_id: "${aws_api_gateway_rest_api.api.root_resource_id}",
    });
    const method = only("aws_api_gateway_method", { http_method: "GET", authorization: "NONE" });
    const integration = only("aws_api_gateway_integration", {
      type: "AWS_PROXY",
      integration_http_method: "POST",
      timeout_milliseconds: 29_000,
      uri: "${aws_lambda_function.answer.invoke_arn}",
    });
    leadsTo(method, ["resource_id"], resource);
    leadsTo(integration, ["resource_id"], resource);
    leadsTo(integration, ["http_method"], method);
  });

  test("a route of the path / uses the root resource", () => {
    const { stack, api, answer } = restStack();
    api.route("ANY /", answer, { access: "public" });
    const { only, none } = synthesized(stack);
    none("aws_api_gateway_resource");
    only("aws_api_gateway_method", {
      http_method: "ANY",
      resource_id: "${aws_api_gateway_rest_api.api.root_resource_id}",
    });
  });

  test("routes share the resources of their paths", () => {
    const { stack, api, answer } = restStack();
    for (const key of ["GET /a/b", "PUT /a/b", "GET /a/{id}", "GET /a/{id}/{rest+}", "GET /a"] as const) {
      api.route(key, answer, { access: "public" });
    }
    const { all, only, leadsTo } = synthesized(stack);
    const parts = all("aws_api_gateway_resource").map(({ values }) => values.path_part);
    expect(parts.sort()).toEqual(["a", "b", "{id}", "{rest+}"]);
    const rest = only("aws_api_gateway_resource", { path_part: "{rest+}" });
    leadsTo(rest, ["parent_id", "parent_id"], only("aws_api_gateway_resource", { path_part: "a" }));
    expect([...api.resources.keys()].sort()).toEqual(["/a", "/a/b", "/a/{id}", "/a/{id}/{rest+}"]);
  });

  test("the Terraform addresses of a route do not depend on its parameter names", () => {
    const addresses = (key: "GET /things/{thingId}" | "GET /things/{rest+}") => {
      const { stack, api, answer } = restStack();
      api.route(key, answer, { access: "public", throttle: { rate: 1, burst: 1 } });
      expect(api.methods.get(key)?.httpMethodInput).toBe("GET");
      expect(api.integrations.has(key)).toBe(true);
      return synthesized(stack).stack.resources.map(({ address }) => address);
    };
    expect(addresses("GET /things/{rest+}")).toEqual(addresses("GET /things/{thingId}"));
    expect(addresses("GET /things/{thingId}")).toContain("aws_api_gateway_method.api_GET--things--_DCDF7D04");
  });

  test("a route that overrides one setting keeps the other settings of the API", () => {
    const { stack, api, answer } = restStack({ throttle: { rate: 50, burst: 100 }, detailedMetrics: true });
    api.route("GET /", answer, { access: "public", throttle: { rate: 1, burst: 2 } });
    api.route("GET /a/{id}", answer, { access: "public", detailedMetrics: false });
    api.route("GET /c", answer, { access: "public" });
    const { only, all } = synthesized(stack);
    expect(all("aws_api_gateway_method_settings")).toHaveLength(3);
    only("aws_api_gateway_method_settings", {
      method_path: "~1/GET",
      settings: { metrics_enabled: true, throttling_rate_limit: 1, throttling_burst_limit: 2 },
    });
    only("aws_api_gateway_method_settings", {
      method_path: "a/{id}/GET",
      settings: { metrics_enabled: false, throttling_rate_limit: 50, throttling_burst_limit: 100 },
    });
  });

  test("versions of a route share its method", () => {
    const { stack, api, answer } = restStack();
    api.route(route("GET /a", { access: "public" }), answer);
    api.route(byQuery("v", "2", { get: route("GET /a", { access: "public" }) }).get, answer);
    expect(synthesized(stack).all("aws_api_gateway_method")).toHaveLength(1);
  });

  test("access in the settings of a route with a contract does not compile", () => {
    const { api, answer } = restStack();
    const strict = { scopes: ["admin"] };
    // @ts-expect-error these settings have scopes, but the contract already defines the access
    api.route(route("GET /a", { access: "public" }), answer, strict);
  });

  test("a function of several routes has one permission, for this API only", () => {
    const { stack, api, answer } = restStack();
    for (const key of ["GET /a", "GET /b"] as const) api.route(key, answer, { access: "public" });
    const seen: unknown[] = [];
    api.onFunction((target) => seen.push(target));
    synthesized(stack).only("aws_lambda_permission", {
      action: "lambda:InvokeFunction",
      principal: "apigateway.amazonaws.com",
      source_arn: "${aws_api_gateway_rest_api.api.execution_arn}/*/*",
    });
    expect(seen).toEqual([answer]);
    expect(api.permissions.has(answer)).toBe(true);
  });
});

describe("an HTTP endpoint behind a REST API", () => {
  test("path parameters of the URL are mapped, and the method is forwarded", () => {
    const { stack, api } = restStack();
    const legacy = httpProxy("https://legacy.example.com/{id}/{proxy}", { timeoutSeconds: 5 });
    api.route("ANY /legacy/{id}/{other}/{proxy+}", legacy, { access: "public" });
    const { only } = synthesized(stack);
    only("aws_api_gateway_integration", {
      type: "HTTP_PROXY",
      integration_http_method: "ANY",
      uri: "https://legacy.example.com/{id}/{proxy}",
      timeout_milliseconds: 5000,
      request_parameters: {
        "integration.request.path.id": "method.request.path.id",
        "integration.request.path.proxy": "method.request.path.proxy",
      },
    });
    only("aws_api_gateway_method", {
      request_parameters: { "method.request.path.id": false, "method.request.path.proxy": false },
    });
  });

  test("a URL without a parameter has no mapping, and the call has the method of the route", () => {
    const { stack, api } = restStack();
    api.route("GET /legacy/{id}", httpProxy("https://legacy.example.com"), { access: "public" });
    const { only } = synthesized(stack);
    only("aws_api_gateway_integration", {
      integration_http_method: "GET",
      timeout_milliseconds: 29_000,
      request_parameters: undefined,
    });
    only("aws_api_gateway_method", { request_parameters: undefined });
  });
});
