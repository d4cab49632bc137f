import type { Change } from "gatewright/plan";
import { change, findingLines } from "../support";

const ORIGINS = Array.from({ length: 9 }, (_, index) => `https://products.example${index}`);

test.each<[string, Change, string]>([
  [
    "an origin is replaced",
    change("aws_apigatewayv2_api", {
      before: { cors_configuration: [{ allow_origins: ["https://a"] }] },
      after: { cors_configuration: [{ allow_origins: ["*"] }] },
    }),
    '~ cors_configuration.allow_origins: ["https://a"] → ["*"]',
  ],
  [
    "an origin is added to a long list",
    change("aws_apigatewayv2_api", {
      before: { cors_configuration: [{ allow_origins: ORIGINS }] },
      after: { cors_configuration: [{ allow_origins: [...ORIGINS, "https://evil"] }] },
    }),
    "~ cors_configuration.allow_origins: + https://evil",
  ],
])("the review reports CORS changes: %s", (_, changed, line) => {
  expect(findingLines(changed)).toEqual(["CORS changes", line]);
});

test("the review reports the CORS settings of a REST API in the same words", () => {
  const stage = change("aws_api_gateway_stage", {
    before: { variables: { corsOrigins: "https://a,https://b", corsExposeHeaders: "", color: "blue" } },
    after: {
      variables: { corsOrigins: "~", corsExposeHeaders: "x-a", corsCredentials: "true", color: "red" },
    },
  });
  expect(findingLines(stage)).toEqual([
    "CORS changes",
    '~ cors_configuration.allow_origins: ["https://a","https://b"] → ["*"]',
    '~ cors_configuration.expose_headers: (none) → ["x-a"]',
    "~ cors_configuration.allow_credentials: (none) → true",
  ]);
});
