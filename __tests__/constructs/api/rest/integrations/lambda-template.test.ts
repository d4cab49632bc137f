import { type LambdaTemplateOptions, lambdaTemplate, NodejsFunction, RestApi } from "gatewright";
import { problem, route } from "gatewright/contract";
import { z } from "zod";
import { errorsOf, synthesized, testStack } from "../../../../support";
import { restStack } from "../rest-fixture";

/** Returns the assertions on a stack with the route of a function. */
function reportApi(options?: LambdaTemplateOptions, contract = route("POST /reports", { access: "public" })) {
  const { stack, api, answer } = restStack();
  api.route(contract, lambdaTemplate(answer, options));
  return synthesized(stack);
}

describe("lambdaTemplate", () => {
  test("API Gateway invokes the function with the body of the request", () => {
    const { only, leadsTo } = reportApi();
    const integration = only("aws_api_gateway_integration", { type: "AWS", integration_http_method: "POST" });
    leadsTo(integration, ["uri"], only("aws_lambda_function"));
    expect(integration.values).not.toHaveProperty("credentials");
    expect(integration.values).not.toHaveProperty("request_parameters");
    const permission = only("aws_lambda_permission", { principal: "apigateway.amazonaws.com" });
    leadsTo(permission, ["function_name"], only("aws_lambda_function"));
  });

  test("the result has status 200, and each error is a problem without its message", () => {
    const { only } = reportApi();
    const success = only("aws_api_gateway_method_response", { status_code: "200" });
    expect(success.values).not.toHaveProperty("response_parameters");
    const response = only("aws_api_gateway_integration_response", { selection_pattern: "[\\s\\S]+" });
    expect(response.values.response_parameters).toEqual({
      "method.response.header.Content-Type": "'application/problem+json'",
    });
    expect(response.values.response_templates).toEqual({
      "application/json":
        '{"status":500,"code":"internal-error","detail":"Internal error.","requestId":"$context.requestId"}',
    });
    // API Gateway applies no template to a binary body (api-gateway-payload-encodings-workflow).
    expect(response.values.content_handling).toBe("CONVERT_TO_TEXT");
    only("aws_api_gateway_method_response", { status_code: "500" });
  });

  test("an asynchronous invocation has the header of Lambda and one response with status 202", () => {
    const { only } = reportApi({ invocationType: "Event", template: '{"id":"$context.requestId"}' });
    expect(only("aws_api_gateway_integration").values).toMatchObject({
      request_parameters: { "integration.request.header.X-Amz-Invocation-Type": "'Event'" },
      request_templates: { "application/json": '{"id":"$context.requestId"}' },
      passthrough_behavior: "NEVER",
    });
    only("aws_api_gateway_method_response", { status_code: "202" });
    only("aws_api_gateway_integration_response");
  });

  test("the success status is the lowest one that the contract declares", () => {
    const replies = { 404: problem("not-found"), 201: z.object({}) };
    const { only } = reportApi({}, route("POST /reports", { access: "public", replies }));
    only("aws_api_gateway_method_response", { status_code: "201" });
  });

  test("a selection pattern selects the response to an error", () => {
    const { only } = reportApi({
      responses: [
        { status: 200 },
        {
          status: 404,
          selectionPattern: ".*not found.*",
          template: '{"detail":$input.json("$.errorMessage")}',
        },
      ],
    });
    only("aws_api_gateway_integration_response", {
      selection_pattern: ".*not found.*",
      response_templates: { "application/json": '{"detail":$input.json("$.errorMessage")}' },
    });
  });

  test.each<[string, number, LambdaTemplateOptions, readonly string[]]>([
    [
      "longer than API Gateway waits is an error",
      60,
      {},
      ["timeout of test/slow is 60 s; the API stops waiting after 29 s."],
    ],
    ["of an asynchronous invocation can be longer", 60, { invocationType: "Event" }, []],
  ])("a timeout %s", (_, timeoutSeconds, options, errors) => {
    const stack = testStack();
    const slow = new NodejsFunction(stack, "slow", { entry: "slow.ts", timeoutSeconds });
    new RestApi(stack, "api").route("POST /x", lambdaTemplate(slow, options), { access: "public" });
    expect(errorsOf(stack)).toEqual(errors.map((error) => expect.stringContaining(error)));
  });

  test("a target that is no function is one error", () => {
    const { stack, api } = restStack();
    api.route("POST /x", lambdaTemplate({} as never), { access: "public" });
    expect(errorsOf(stack)).toEqual([
      expect.stringContaining(
        'route "POST /x": function is {}; expected a Lambda function. Pass a NodejsFunction.',
      ),
    ]);
  });
});
