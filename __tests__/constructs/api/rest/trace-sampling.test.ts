import { RestApi, type RestApiProps } from "gatewright";
import { errorsOf, synthesized } from "../../../support";
import { restStack } from "./rest-fixture";

// Source of the service name and type:
// https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-configuring-xray-sampling-rules.html

function samplingOf(props: RestApiProps) {
  const { stack, api, answer } = restStack(props);
  api.route("GET /", answer, { access: "public" });
  return { stack, api, answer };
}

test("the sampling rule of an API matches all requests to its stage (apigateway-configuring-xray-sampling-rules)", () => {
  const { stack, api } = samplingOf({
    stageName: "v1",
    traceSampling: { fixedRate: 0 },
    tags: { team: "a" },
  });
  expect(api.samplingRule?.node.path).toBe("test/api/sampling-rule");
  const rule = synthesized(stack).only("aws_xray_sampling_rule", {
    rule_name: "test-api",
    priority: 1000,
    fixed_rate: 0,
    reservoir_size: 1,
    service_type: "AWS::ApiGateway::Stage",
    host: "*",
    http_method: "*",
    url_path: "*",
    resource_arn: "*",
    version: 1,
    tags: { team: "a" },
  });
  expect(rule.values.service_name).toMatch(
    /^\$\{aws_api_gateway_rest_api\.\S+\.name\}\/\$\{aws_api_gateway_stage\.\S+\.stage_name\}$/,
  );
});

test("a sampling rule can have a name, a priority and a reservoir", () => {
  const traceSampling = { fixedRate: 1, reservoirSize: 0, priority: 9999, ruleName: "all" };
  const { stack } = samplingOf({ traceSampling });
  synthesized(stack).only("aws_xray_sampling_rule", {
    rule_name: "all",
    priority: 9999,
    fixed_rate: 1,
    reservoir_size: 0,
  });
});

test("an API without traceSampling has no sampling rule", () => {
  const { stack, api } = samplingOf({});
  expect(api.samplingRule).toBeUndefined();
  synthesized(stack).none("aws_xray_sampling_rule");
});

test.each<[RestApiProps["traceSampling"], string]>([
  [{ fixedRate: 5 }, "traceSampling.fixedRate is 5; expected a number from 0 to 1"],
  [{ fixedRate: -0.1 }, "traceSampling.fixedRate is -0.1; expected a number from 0 to 1"],
  [{ fixedRate: Number.NaN }, "traceSampling.fixedRate is NaN; expected a number from 0 to 1"],
  [
    { fixedRate: 0, reservoirSize: 1.5 },
    "traceSampling.reservoirSize is 1.5; expected a whole number of 0 or more",
  ],
  [
    { fixedRate: 0, priority: 10_000 },
    "traceSampling.priority is 10000; expected a whole number from 1 to 9999",
  ],
  [
    { fixedRate: 0, ruleName: "a".repeat(33) },
    `X-Ray sampling rule name "${"a".repeat(33)}" has length 33; expected 1 to 32 characters. Set traceSampling.ruleName.`,
  ],
  [
    { fixedRate: 0, ruleName: "Default" },
    'X-Ray sampling rule name "Default" is invalid; expected one line of text other than Default, which X-Ray reserves. Set traceSampling.ruleName.',
  ],
])("the sampling %p is an error (xray/latest/api/API_SamplingRule)", (traceSampling, error) => {
  expect(errorsOf(samplingOf({ traceSampling }).stack)).toEqual([`test/api: ${error}`]);
});

test("a sampling rule next to disabled tracing is an error", () => {
  const { stack } = samplingOf({ tracing: false, traceSampling: { fixedRate: 0.1 } });
  expect(errorsOf(stack)).toEqual([
    "test/api: traceSampling is set and tracing is false. Set tracing to true, or remove traceSampling.",
  ]);
});

test("a service name of up to 64 characters is valid, and a longer one is an error (xray/latest/api/API_SamplingRule)", () => {
  const withName = (length: number) => ({ name: "a".repeat(length - 5), traceSampling: { fixedRate: 0.1 } });
  expect(errorsOf(samplingOf(withName(64)).stack)).toEqual([]);
  expect(errorsOf(samplingOf(withName(65)).stack)).toEqual([
    "test/api: traceSampling is set, but the names of the API and its stage have 65 characters with the slash between them; the maximum of X-Ray is 64. Set a shorter `name`.",
  ]);
});

test("two sampling rules with the same name in a stack are an error", () => {
  const traceSampling = { fixedRate: 0.1, ruleName: "ours" };
  const { stack, answer } = samplingOf({ traceSampling });
  new RestApi(stack, "other", { traceSampling }).route("GET /", answer, { access: "public" });
  expect(errorsOf(stack)).toEqual([
    'test/other: duplicate X-Ray sampling rule name "ours", already used by test/api. Set traceSampling.ruleName.',
  ]);
});
