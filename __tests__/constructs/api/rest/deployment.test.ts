import { httpProxy, IamAuthorizer, type RestApi, type RestApiProps } from "gatewright";
import { ApiGatewayIntegration } from "#provider-aws/api-gateway-integration";
import { ApiGatewayMethod } from "#provider-aws/api-gateway-method";
import { errorsOf, synthesized } from "../../../support";
import { restStack } from "./rest-fixture";

type Declare = (all: ReturnType<typeof restStack>) => void;

const DECLARE: Declare = ({ api, answer }) => {
  api.route("GET /things/{id}", answer, { access: "public" });
  api.route("GET /legacy", httpProxy("https://a.example"), { access: "public" });
};

/** Returns the expression that triggers a new deployment of an API. */
function triggerOf(declare: Declare = DECLARE, props?: RestApiProps): string {
  const all = restStack(props);
  declare(all);
  const { triggers } = synthesized(all.stack).only("aws_api_gateway_deployment").values;
  return (triggers as { redeployment: string }).redeployment;
}

/** Declares a method with the class of CDKTF. */
function declareMethod(api: RestApi): ApiGatewayMethod {
  return new ApiGatewayMethod(api, "head", {
    restApiId: api.api.id,
    resourceId: api.api.rootResourceId,
    httpMethod: "HEAD",
    authorization: "NONE",
  });
}

/** Matches the part of the trigger that synthesis computes. */
const HASH = /"([0-9a-f]{64})"/;

describe("the deployment of a REST API", () => {
  test("the deployment depends on all resources that it contains", () => {
    const all = restStack();
    DECLARE(all);
    const { only, all: list } = synthesized(all.stack);
    const types = [
      "aws_api_gateway_gateway_response",
      "aws_api_gateway_resource",
      "aws_api_gateway_method",
      "aws_api_gateway_integration",
    ];
    const addresses = types.flatMap((type) => list(type).map(({ address }) => address));
    const { depends_on, lifecycle } = only("aws_api_gateway_deployment").values;
    expect([...(depends_on as string[])].sort()).toEqual(addresses.sort());
    expect(lifecycle).toEqual({ create_before_destroy: true });
  });

  test("the trigger contains a hash, and the arguments that only Terraform knows", () => {
    const trigger = triggerOf();
    expect(trigger).toMatch(/^\$\{sha1\(jsonencode\(\["[0-9a-f]{64}", .+\]\)\)\}$/);
    expect(trigger.match(/aws_\w+\.[\w-]+\.\w+/g)).toEqual([
      expect.stringMatching(/^aws_api_gateway_integration\.api_integration-GET--things.*\.uri$/),
    ]);
  });

  test("the same API has the same trigger, whatever the order of its routes is", () => {
    expect(triggerOf()).toBe(triggerOf());
    const reversed: Declare = ({ api, answer }) => {
      api.route("GET /legacy", httpProxy("https://a.example"), { access: "public" });
      api.route("GET /things/{id}", answer, { access: "public" });
    };
    expect(triggerOf(reversed)).toBe(triggerOf());
  });

  test.each<[string, Declare]>([
    [
      "another route",
      (all) => {
        DECLARE(all);
        all.api.route("PUT /things/{id}", all.answer, { access: "public" });
      },
    ],
    [
      "another parameter name",
      ({ api, answer }) => {
        api.route("GET /things/{thingId}", answer, { access: "public" });
        api.route("GET /legacy", httpProxy("https://a.example"), { access: "public" });
      },
    ],
    [
      "another endpoint",
      ({ api, answer }) => {
        api.route("GET /things/{id}", answer, { access: "public" });
        api.route("GET /legacy", httpProxy("https://b.example"), { access: "public" });
      },
    ],
    [
      "another access",
      ({ api, answer }) => {
        api.route("GET /things/{id}", answer, { authorizer: new IamAuthorizer() });
        api.route("GET /legacy", httpProxy("https://a.example"), { access: "public" });
      },
    ],
    [
      "an override",
      (all) => {
        DECLARE(all);
        all.api.methods.get("GET /legacy")?.addOverride("operation_name", "GetLegacy");
      },
    ],
  ])("%s changes the trigger", (_, declare) => {
    expect(HASH.exec(triggerOf(declare))?.[1]).not.toBe(HASH.exec(triggerOf())?.[1]);
  });

  test.each<[string, RestApiProps]>([
    ["the description of the API", { description: "Things" }],
    ["the tags of the API", { tags: { team: "things" } }],
    ["a limit", { throttle: { rate: 1, burst: 1 } }],
    ["the stage", { stageName: "v1", stageVariables: { color: "red" }, tracing: false }],
  ])("%s takes effect without a deployment, and does not change the trigger", (_, props) => {
    expect(triggerOf(DECLARE, props)).toBe(triggerOf());
  });

  test("a resource that a user declares in the API is a part of the deployment", () => {
    const { stack, api, answer } = restStack();
    api.route("GET /", answer, { access: "public" });
    const method = declareMethod(api);
    new ApiGatewayIntegration(api, "head-integration", {
      restApiId: api.api.id,
      resourceId: api.api.rootResourceId,
      httpMethod: method.httpMethod,
      type: "MOCK",
    });
    expect(errorsOf(stack)).toEqual([]);
    expect(synthesized(stack).only("aws_api_gateway_deployment").values.depends_on).toEqual(
      expect.arrayContaining([expect.stringMatching(/^aws_api_gateway_method\.api_head_/)]),
    );
  });

  test("an integration can name the HTTP method of a method instead of referring to it", () => {
    const { stack, api, answer } = restStack();
    api.route("GET /", answer, { access: "public" });
    declareMethod(api);
    const { rootResourceId: resourceId, id: restApiId } = api.api;
    new ApiGatewayIntegration(api, "integration", {
      restApiId,
      resourceId,
      httpMethod: "HEAD",
      type: "MOCK",
    });
    expect(errorsOf(stack)).toEqual([]);
  });

  test("a method without an integration is an error", () => {
    const { stack, api, answer } = restStack();
    api.route("GET /", answer, { access: "public" });
    declareMethod(api);
    expect(errorsOf(stack)).toEqual([
      "test/api: the method test/api/head has no integration, and API Gateway rejects the deployment of such a method. Declare an ApiGatewayIntegration for it.",
    ]);
  });

  test("an override with a reference is in the trigger", () => {
    const trigger = triggerOf((all) => {
      DECLARE(all);
      all.api.integrations
        .get("GET /legacy")
        ?.addOverride("uri", "https://${aws_lambda_function.answer.function_name}.example");
    });
    expect(trigger).toMatch(/aws_api_gateway_integration\.api_integration-GET--legacy\w*\.uri/);
  });
});
