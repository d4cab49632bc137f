import type { Construct, RestApi, RestApiProps } from "gatewright";
import { TerraformIterator } from "#cdktf";
import { ApiGatewayGatewayResponse } from "#provider-aws/api-gateway-gateway-response";
import { ApiGatewayIntegration } from "#provider-aws/api-gateway-integration";
import { ApiGatewayMethod } from "#provider-aws/api-gateway-method";
import { ApiGatewayMethodSettings } from "#provider-aws/api-gateway-method-settings";
import { ApiGatewayResource } from "#provider-aws/api-gateway-resource";
import { ApiGatewayRestApiPolicy } from "#provider-aws/api-gateway-rest-api-policy";
import { ApiGatewayStage } from "#provider-aws/api-gateway-stage";
import { errorsOf } from "../../../support";
import { restStack } from "./rest-fixture";

// Each operation documents its conflicts, such as https://docs.aws.amazon.com/apigateway/latest/api/API_CreateResource.html

const CORS: RestApiProps = { cors: { origins: ["https://app.example.com"] } };

/** Returns the errors of an API with the route `GET /things`, next to which a function declares other resources. */
function errorsWith(
  props: RestApiProps,
  declare: (api: RestApi, stack: Construct) => void,
): readonly string[] {
  const { stack, api, answer } = restStack(props);
  api.route("GET /things", answer, { access: "public" });
  declare(api, stack);
  return errorsOf(stack);
}

/** Declares a method of the path `/things` with an integration. */
function declareMethod(scope: Construct, { api, resources }: RestApi, httpMethod: string): void {
  const part = { restApiId: api.id, resourceId: resources.get("/things")?.id ?? "" };
  const method = new ApiGatewayMethod(scope, "own", { ...part, httpMethod, authorization: "NONE" });
  new ApiGatewayIntegration(scope, "own-integration", {
    ...part,
    httpMethod: method.httpMethod,
    type: "MOCK",
  });
}

test.each(["the API", "the stack"])(
  "an OPTIONS method with %s as its scope is an error next to the preflight method of the same path",
  (scope) => {
    const errors = errorsWith(CORS, (api, stack) =>
      declareMethod(scope === "the API" ? api : stack, api, "OPTIONS"),
    );
    const own = scope === "the API" ? "test/api/own" : "test/own";
    expect(errors).toEqual([
      `test/api: test/api/preflight---things/method and ${own} define the same aws_api_gateway_method with the http_method "OPTIONS", and API Gateway accepts only one. Declare the OPTIONS method with \`route()\`, which replaces the preflight method, or remove it.`,
    ]);
  },
);

test("a method of a path that has another method is valid", () => {
  expect(errorsWith(CORS, (api) => declareMethod(api, api, "POST"))).toEqual([]);
  expect(errorsWith({}, (api) => declareMethod(api, api, "OPTIONS"))).toEqual([]);
});

test.each<[string, (api: RestApi) => void, string]>([
  [
    "method",
    (api) => declareMethod(api, api, "GET"),
    'test/api/GET --things and test/api/own define the same aws_api_gateway_method with the http_method "GET"',
  ],
  [
    "integration",
    (api) =>
      new ApiGatewayIntegration(api, "own", {
        restApiId: api.api.id,
        resourceId: api.resources.get("/things")?.id ?? "",
        httpMethod: "GET",
        type: "MOCK",
      }),
    'test/api/integration-GET --things and test/api/own define the same aws_api_gateway_integration with the http_method "GET"',
  ],
  [
    "path",
    ({ api }) =>
      new ApiGatewayResource(api, "own", {
        restApiId: api.id,
        parentId: api.rootResourceId,
        pathPart: "things",
      }),
    'test/api/Default/own and test/api/resource---things define the same aws_api_gateway_resource with the path_part "things"',
  ],
  [
    "gateway response",
    (api) =>
      new ApiGatewayGatewayResponse(api, "own", { restApiId: api.api.id, responseType: "DEFAULT_4XX" }),
    'test/api/gateway-response-DEFAULT_4XX and test/api/own define the same aws_api_gateway_gateway_response with the response_type "DEFAULT_4XX"',
  ],
  [
    "policy",
    (api) => new ApiGatewayRestApiPolicy(api, "own", { restApiId: api.api.id, policy: "{}" }),
    "test/api/policy and test/api/own define the same aws_api_gateway_rest_api_policy",
  ],
  [
    "group of method settings",
    (api) =>
      new ApiGatewayMethodSettings(api, "own", {
        restApiId: api.api.id,
        stageName: api.stage.stageName,
        methodPath: "*/*",
        settings: {},
      }),
    'test/api/settings and test/api/own define the same aws_api_gateway_method_settings with the method_path "*/*"',
  ],
  [
    "stage",
    (api) =>
      new ApiGatewayStage(api, "own", {
        restApiId: api.api.id,
        stageName: "live",
        deploymentId: api.deployment.id,
        accessLogSettings: { destinationArn: api.accessLogs.arn, format: "$context.requestId" },
      }),
    'test/api/stage and test/api/own define the same aws_api_gateway_stage with the stage_name "live"',
  ],
])("a second %s with the same place is an error", (_, declare, error) => {
  const policy = [{ paths: ["*"] }];
  expect(errorsWith({ ...CORS, policy }, declare)).toEqual([
    `test/api: ${error}, and API Gateway accepts only one. Remove one of them.`,
  ]);
});

test("gateway responses of a resource with for_each are not compared", () => {
  const errors = errorsWith({}, ({ api }, stack) => {
    const forEach = TerraformIterator.fromList(["THROTTLED", "UNAUTHORIZED"]);
    for (const id of ["one", "two"]) {
      new ApiGatewayGatewayResponse(stack, id, { restApiId: api.id, responseType: forEach.value, forEach });
    }
  });
  expect(errors).toEqual([]);
});

test("a circle of references between arguments does not stop the synthesis", () => {
  const errors = errorsWith({}, (api, stack) => {
    declareMethod(stack, api, "POST");
    const [own, other] = [stack.node.findChild("own"), api.methods.get("GET /things")] as ApiGatewayMethod[];
    own?.addOverride("http_method", other?.httpMethod);
    other?.addOverride("http_method", own?.httpMethod);
  });
  expect(errors).toEqual([]);
});
