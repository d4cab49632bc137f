import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { TerraformVariable } from "cdktf";
import { HttpApi, httpProxy } from "gatewright";
import { byQuery, route } from "gatewright/contract";
import { startLocal } from "gatewright/local";
import { stackDir } from "#synth";
import { listRoutes, readSynthesizedStack, resolveStack } from "#terraform";
import { errorsOf, synthesized, testStack } from "../../../support";
import { apiStack } from "./api-fixture";

// (name) is a page of https://docs.aws.amazon.com/apigateway/latest/developerguide/

const PROXY = "https://legacy.example.com/{proxy}";

test("a route of httpProxy has an HTTP proxy integration and no permission (http-api-develop-integrations-http)", () => {
  const { stack, api } = apiStack();
  api.route("ANY /legacy/{proxy+}", httpProxy(PROXY, { timeoutSeconds: 2.5, method: "GET" }), {
    access: "public",
  });
  const { only, leadsTo, none } = synthesized(stack);
  const integration = only("aws_apigatewayv2_integration", {
    integration_type: "HTTP_PROXY",
    integration_method: "GET",
    integration_uri: PROXY,
    timeout_milliseconds: 2500,
  });
  expect(integration.values.payload_format_version).toBeUndefined();
  leadsTo(only("aws_apigatewayv2_route"), ["target"], integration);
  none("aws_lambda_permission");
});

test("httpProxy forwards the method of the request and waits 30 seconds by default", () => {
  const { stack, api } = apiStack();
  api.route("GET /legacy", httpProxy("https://legacy.example.com/"), { access: "public" });
  synthesized(stack).only("aws_apigatewayv2_integration", {
    integration_method: "ANY",
    timeout_milliseconds: 30_000,
  });
});

test("the versions of a route can share one HTTP endpoint, and a contract can use one", () => {
  const { stack, api } = apiStack();
  api.route(route("GET /things/{thingId}", { access: "public" }), httpProxy("https://a.example/t/{thingId}"));
  expect(errorsOf(stack)).toEqual([]);
});

test("a timeout in seconds is converted to exact milliseconds", () => {
  const { stack, api } = apiStack();
  api.route("GET /legacy", httpProxy("https://legacy.example.com/", { timeoutSeconds: 2.01 }), {
    access: "public",
  });
  synthesized(stack).only("aws_apigatewayv2_integration", { timeout_milliseconds: 2010 });
});

test("Terraform converts a timeout that only Terraform knows to milliseconds", () => {
  const { stack, api } = apiStack();
  const timeout = new TerraformVariable(stack, "timeout", { type: "number" });
  const target = httpProxy("https://legacy.example.com/", { timeoutSeconds: timeout.numberValue });
  api.route("GET /legacy", target, { access: "public" });
  expect(errorsOf(stack)).toEqual([]);
  synthesized(stack).only("aws_apigatewayv2_integration", {
    timeout_milliseconds: "${(var.timeout * 1000)}",
  });
});

test.each([
  [
    "GET /a",
    "legacy.example.com",
    {},
    'URL "legacy.example.com" is invalid; expected an http:// or https:// URL with a host, such as "https://legacy.example.com/{proxy}"',
  ],
  [
    "GET /a",
    "ftp://a.example/",
    {},
    'URL "ftp://a.example/" is invalid; expected an http:// or https:// URL with a host, such as "https://legacy.example.com/{proxy}"',
  ],
  [
    "GET /a",
    "https://a.example/{id}",
    {},
    'URL "https://a.example/{id}" has the parameter {id}; expected no parameter, because the path of the route has none',
  ],
  [
    "GET /{b}/{c+}",
    "https://a.example/{id}",
    {},
    'URL "https://a.example/{id}" has the parameter {id}; expected one of b, c',
  ],
  [
    "GET /a",
    "https://a.example/",
    { method: "put" as "PUT" },
    'method is "put"; expected one of ANY, DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT',
  ],
  [
    "GET /a",
    "https://a.example/",
    { timeoutSeconds: 31 },
    "timeoutSeconds is 31; expected 0.05 to 30 seconds, with at most three decimals",
  ],
  [
    "GET /a",
    "https://a.example/",
    { timeoutSeconds: 0.01 },
    "timeoutSeconds is 0.01; expected 0.05 to 30 seconds, with at most three decimals",
  ],
  [
    "GET /a",
    "https://a.example/",
    { timeoutSeconds: Number.NaN },
    "timeoutSeconds is NaN; expected 0.05 to 30 seconds, with at most three decimals",
  ],
] as const)("the route %s with the URL %s and %j is rejected", (key, url, options, error) => {
  const { stack, api } = apiStack();
  api.route(key, httpProxy(url, options), { access: "public" });
  expect(errorsOf(stack)).toEqual([`test/api: route "${key}": ${error}`]);
});

test("a route with groups cannot use httpProxy, because only a function checks groups", () => {
  const stack = testStack();
  const api = new HttpApi(stack, "api", {
    authorizer: {
      settings: () => ({ authorizationType: "JWT" }),
      validate: () => [],
      validateRoute: () => [],
    },
  });
  api.route(route("GET /a", { groups: ["admins"] }), httpProxy("https://a.example/"));
  expect(errorsOf(stack)).toEqual([
    'test/api: route "GET /a": has the groups admins, but an HTTP endpoint does not check groups. Remove them, or use a function.',
  ]);
});

test("the groups of every version are checked", () => {
  const stack = testStack();
  const authorizer = {
    settings: () => ({ authorizationType: "JWT" as const }),
    validate: () => [],
    validateRoute: () => [],
  };
  const api = new HttpApi(stack, "api", { authorizer });
  const target = httpProxy("https://a.example/");
  for (const [version, groups] of [["1"], ["2", ["admins"]]] as const) {
    api.route(byQuery("v", version, { get: route("GET /a", groups && { groups }) }).get, target);
  }
  expect(errorsOf(stack)).toContainEqual(
    'test/api: route "GET /a": has the groups admins, but an HTTP endpoint does not check groups. Remove them, or use a function.',
  );
});

test("the local gateway forwards requests of httpProxy, and the report shows the URL", async () => {
  const endpoint = createServer((request, response) => response.end(`${request.method} ${request.url}`));
  await once(endpoint.listen(0, "127.0.0.1"), "listening");
  const url = `http://127.0.0.1:${(endpoint.address() as AddressInfo).port}/base/{proxy}`;
  const stack = testStack();
  const api = new HttpApi(stack, "api");
  api.route("ANY /legacy/{proxy+}", httpProxy(url), { access: "public" });
  const local = await startLocal({ stack });
  const response = await fetch(`${local.url}/legacy/a/b?c=d`, { method: "PUT" });
  expect([response.status, await response.text()]).toEqual([200, "PUT /base/a/b?c=d"]);
  expect(listRoutes(resolveStack(readSynthesizedStack(stackDir(stack))))).toMatchObject([
    { key: "ANY /legacy/{proxy+}", access: "public", target: url },
  ]);
  await local.stop();
  endpoint.close();
});
