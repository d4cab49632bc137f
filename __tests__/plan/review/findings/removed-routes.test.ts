import type { Change } from "gatewright/plan";
import { change, findingLines } from "../support";

test.each<[string, Change, string]>([
  [
    "a route that is deleted",
    change("aws_apigatewayv2_route", { action: "delete", before: { route_key: "GET /a" }, after: null }),
    "- GET /a is deleted",
  ],
  [
    "a route with another path",
    change("aws_apigatewayv2_route", {
      before: { route_key: "GET /a/{id}", authorization_type: "NONE" },
      after: { route_key: "GET /b/{id}", authorization_type: "NONE" },
    }),
    "~ GET /a/{id} → GET /b/{id}",
  ],
  [
    "a route of a WebSocket API whose key differs in its first letter",
    change("aws_apigatewayv2_route", {
      before: { route_key: "ping", authorization_type: "NONE" },
      after: { route_key: "sing", authorization_type: "NONE" },
    }),
    "~ ping → sing",
  ],
  [
    "a stage with another name",
    change("aws_apigatewayv2_stage", { action: "replace", before: { name: "v1" }, after: { name: "v2" } }),
    "~ stage v1 → v2",
  ],
  [
    "a stage that is deleted",
    change("aws_apigatewayv2_stage", { action: "delete", before: { name: "v1" }, after: null }),
    "- stage v1 is deleted",
  ],
  [
    "an API that is replaced",
    change("aws_apigatewayv2_api", {
      action: "replace",
      before: { name: "products" },
      after: { name: "other" },
    }),
    "- products is replaced; its URL changes",
  ],
  [
    "an API that is deleted",
    change("aws_apigatewayv2_api", { action: "delete", before: { name: "products" }, after: null }),
    "- products is deleted with its URL",
  ],
])("the review reports removed endpoints: %s", (_, changed, line) => {
  expect(findingLines(changed)).toEqual(["Removed endpoints", line]);
});

test("a renamed path parameter is not a finding", () => {
  const changed = change("aws_apigatewayv2_route", {
    before: { route_key: "GET /a/{id}" },
    after: { route_key: "GET /a/{productId}" },
  });
  expect(findingLines(changed)).toEqual([]);
});
