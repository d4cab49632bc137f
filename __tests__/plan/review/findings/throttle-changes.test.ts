import { change, findingLines } from "../support";

test("the review reports a changed throttle of a stage", () => {
  const changed = change("aws_apigatewayv2_stage", {
    before: { default_route_settings: [{ throttling_rate_limit: 1, detailed_metrics_enabled: false }] },
    after: { default_route_settings: [{ throttling_rate_limit: 2, detailed_metrics_enabled: true }] },
  });
  expect(findingLines(changed)).toEqual([
    "Throttle changes",
    "~ default_route_settings.throttling_rate_limit: 1 → 2",
  ]);
});

test("the review reports changed throttles of routes by route key, in any order", () => {
  const changed = change("aws_apigatewayv2_stage", {
    before: {
      route_settings: [
        { route_key: "GET /a", throttling_rate_limit: 10 },
        { route_key: "GET /b", throttling_rate_limit: 1 },
      ],
    },
    after: {
      route_settings: [
        { route_key: "GET /b", throttling_rate_limit: 1 },
        { route_key: "GET /a", throttling_rate_limit: 20 },
        { route_key: "GET /c", throttling_rate_limit: 5 },
      ],
    },
  });
  expect(findingLines(changed)).toEqual([
    "Throttle changes",
    '~ route_settings["GET /a"].throttling_rate_limit: 10 → 20',
    '~ route_settings["GET /c"].throttling_rate_limit: (none) → 5',
  ]);
});
