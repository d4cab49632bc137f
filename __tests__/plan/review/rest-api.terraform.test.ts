import {
  mock,
  type NodejsFunction,
  RestApi,
  type RestApiProps,
  TokenAuthorizer,
  UsagePlan,
  UserPool,
  waive,
} from "gatewright";
import { route } from "gatewright/contract";
import { stackDir } from "#synth";
import { readSynthesizedStack, type SynthesizedStack } from "#terraform";
import { reviewStack } from "../../../src/cli/review-plan";
import { fn } from "../../constructs/api/http/api-fixture";
import { testStack } from "../../support";
import { withTerraformOnPath } from "../has-terraform";

type AddRoutes = (api: RestApi, answer: NodejsFunction) => void;

const addRoute: AddRoutes = (api, answer) => api.route("GET /a", answer, { access: "public" });

/** Returns a function that adds a route with the authorizer of a user pool. */
function withGroups(groups?: readonly string[]): AddRoutes {
  return (api, answer) => {
    const users = new UserPool(api, "users", {
      scopes: ["a/read"],
      groups: ["admin"],
      domainPrefix: "a-example",
    });
    users.addCodeClient("web", { callbackUrls: ["https://app.example.com/callback"] });
    const contract = route("GET /a/{id}", { scopes: ["a/read"], ...(groups ? { groups } : {}) });
    api.route(contract, answer, { authorizer: users.authorizer() });
  };
}

/** Synthesizes a stack with an API. */
function synthesize(addRoutes: AddRoutes, props?: RestApiProps): SynthesizedStack {
  const stack = testStack();
  addRoutes(new RestApi(stack, "api", props), fn(stack));
  return readSynthesizedStack(stackDir(stack));
}

/** Plans the change between two stacks with Terraform, and returns the lines of the review that follow the heading. */
async function reviewOf(before: SynthesizedStack, after: SynthesizedStack): Promise<readonly string[]> {
  const base = { stacks: [before], hasOtherPackages: false, remove: () => {} };
  const [, ...lines] = (await reviewStack(after, base, { against: "main", markdown: false })).split("\n");
  return lines
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("Planned offline"));
}

const DEPLOYMENT = "aws_api_gateway_deployment.api_deployment_3C116365";
const REDEPLOYED = `± ${DEPLOYMENT}: the API is deployed again`;
const REDEPLOY = `~ removed routes stay callable until the next deployment; after this apply, run: terraform apply -replace='${DEPLOYMENT}'`;
const OFFICE: RestApiProps = {
  policy: [{ conditions: { IpAddress: { "aws:SourceIp": ["203.0.113.0/24"] } } }],
};

withTerraformOnPath("the review of a RestApi", () => {
  test("removed routes have one line with the command that removes them from the deployment", async () => {
    const before = synthesize((api, answer) => {
      for (const key of ["GET /a", "GET /b", "GET /c"] as const) api.route(key, answer, { access: "public" });
    });
    expect(await reviewOf(before, synthesize(addRoute))).toEqual([
      "! Removed endpoints",
      "test/api",
      "- GET /b is deleted",
      "- GET /c is deleted",
      REDEPLOY,
      "test/api",
      "- 2 aws_api_gateway_integration, 2 aws_api_gateway_resource",
      REDEPLOYED,
    ]);
  });

  test("a function that replaces a mock is a changed target, with the need for a second apply", async () => {
    const before = synthesize((api) => api.route("GET /a", mock({ body: { id: 1 } }), { access: "public" }));
    expect(await reviewOf(before, synthesize(addRoute))).toEqual([
      "! Permission changes",
      "test/api",
      '+ apigateway.amazonaws.com can invoke function "answer" (only from API "api", all stages and routes)',
      "! Changed targets of routes",
      "test/api/integration-GET --a",
      "~ GET /a: mock → Lambda function",
      "~ after this apply, the replaced integrations are missing, but requests reach the new targets; apply again to create them",
      "test/api",
      "+ aws_lambda_permission",
      "- aws_api_gateway_integration_response, aws_api_gateway_method_response",
      REDEPLOYED,
      expect.stringContaining("replaced because integration_http_method, type change"),
      "content_handling: CONVERT_TO_TEXT → (none)",
      "integration_http_method: (none) → POST",
      'request_templates.application/json: {"statusCode":200} → (none)',
      "timeout_milliseconds: (none) → 29000",
      "type: MOCK → AWS_PROXY",
      "uri: (none) → aws_lambda_function.answer.invoke_arn",
    ]);
  });

  test("a group that a route no longer requires is an access change", async () => {
    expect(await reviewOf(synthesize(withGroups(["admin"])), synthesize(withGroups()))).toEqual([
      "! Access changes",
      "test/api",
      "~ GET /a/{id}: group admin no longer required; the access is now Cognito api-users: scope a/read",
    ]);
  });

  test("a removed authorizer is an access change", async () => {
    const before = synthesize((api, answer) =>
      api.route("GET /a", answer, { authorizer: new TokenAuthorizer("tokens", { function: answer }) }),
    );
    expect(await reviewOf(before, synthesize(addRoute))).toEqual([
      "! Access changes",
      "test/api",
      "~ GET /a: Lambda authorizer tokens → public",
      "test/api",
      "- aws_api_gateway_authorizer",
      REDEPLOYED,
    ]);
  });

  test("an API key that is no longer required is an access change", async () => {
    const before = synthesize((api, answer) => {
      addRoute(api, answer);
      api.methods.get("GET /a")?.addOverride("api_key_required", true);
      waive(api, "key-without-plan", "The test needs no usage plan.");
    });
    expect(await reviewOf(before, synthesize(addRoute))).toEqual([
      "! Access changes",
      "test/api",
      "~ GET /a: public, API key → public",
      "test/api",
      REDEPLOYED,
    ]);
  });

  test("a wider resource policy is a permission change", async () => {
    const after = synthesize(addRoute, { policy: [{}] });
    expect(await reviewOf(synthesize(addRoute, OFFICE), after)).toEqual([
      "! Permission changes",
      "test/api/policy",
      '+ Allow execute-api:Invoke on API "api"/* by any caller',
      '- Allow execute-api:Invoke on API "api"/* by any caller if aws:SourceIp is in 203.0.113.0/24',
      "test/api",
      REDEPLOYED,
    ]);
  });

  test("CORS for all origins is a CORS change, and the responses are one line", async () => {
    const before = synthesize(addRoute, { cors: { origins: ["https://a.example", "https://b.example"] } });
    const lines = await reviewOf(before, synthesize(addRoute, { cors: { origins: ["*"] } }));
    expect(lines).toEqual([
      "! CORS changes",
      "test/api/stage",
      '~ cors_configuration.allow_origins: ["https://a.example","https://b.example"] → ["*"]',
      "test/api",
      "~ the CORS headers of 1 preflight response and 21 error responses",
      REDEPLOYED,
    ]);
  });

  test("a header that is no longer allowed is listed below the CORS responses", async () => {
    const withKey = (isRequired: boolean) =>
      synthesize(
        (api, answer) => {
          api.route("GET /a", answer, { access: "public", apiKeyRequired: isRequired });
          if (isRequired) waive(api, "key-without-plan", "The test needs no usage plan.");
        },
        { cors: { origins: ["*"], headers: ["content-type"] } },
      );
    expect(await reviewOf(withKey(true), withKey(false))).toEqual(
      expect.arrayContaining([
        "~ the CORS headers of 1 preflight response",
        "Access-Control-Allow-Headers: without x-api-key",
      ]),
    );
  });

  test("a removed throttle of a route is a throttle change", async () => {
    const throttled: AddRoutes = (api, answer) =>
      api.route("GET /a", answer, { access: "public", throttle: { rate: 5, burst: 9 } });
    expect(await reviewOf(synthesize(throttled), synthesize(addRoute))).toEqual(
      expect.arrayContaining([
        "! Throttle changes",
        '~ settings["GET /a"].throttling_burst_limit: 9 → (none)',
        '~ settings["GET /a"].throttling_rate_limit: 5 → (none)',
      ]),
    );
  });

  test("the throttle of a route in a usage plan is a throttle change with the route key", async () => {
    const limited =
      (rate: number, requests: number): AddRoutes =>
      (api, answer) => {
        api.route("GET /a", answer, { access: "public", apiKeyRequired: true });
        const quota = requests > 0 ? ({ requests, period: "MONTH" } as const) : undefined;
        const throttle = requests > 0 ? { rate: 3, burst: 4 } : undefined;
        const plan = new UsagePlan(api, "gold", { apis: [api], quota, throttle });
        if (rate > 0) plan.throttleRoute("GET /a", { rate, burst: 9 });
        plan.addKey("acme");
      };
    const before = synthesize(limited(1, 10));
    expect(await reviewOf(before, synthesize(limited(5, 10)))).toEqual([
      "! Throttle changes",
      "test/api/gold",
      '~ throttle["GET /a"].rate_limit: 1 → 5',
    ]);
    expect(await reviewOf(before, synthesize(limited(3, 0)))).toEqual([
      "! Throttle changes",
      "test/api/gold",
      "~ quota_settings.limit: 10 → (none)",
      "~ quota_settings.period: MONTH → (none)",
      "~ throttle_settings.burst_limit: 4 → (none)",
      "~ throttle_settings.rate_limit: 3 → (none)",
      '~ throttle["GET /a"].rate_limit: 1 → 3',
    ]);
    expect(await reviewOf(before, synthesize(limited(0, 20)))).toEqual([
      "! Throttle changes",
      "test/api/gold",
      "~ quota_settings.limit: 10 → 20",
      '~ throttle["GET /a"].burst_limit: 9 → (none)',
      '~ throttle["GET /a"].rate_limit: 1 → (none)',
    ]);
  });

  test("deleted gateway responses are one line, with the errors whose status changes", async () => {
    const before = synthesize(addRoute, {
      gatewayResponses: { MISSING_AUTHENTICATION_TOKEN: { status: 404 } },
    });
    expect(
      (await reviewOf(before, synthesize(addRoute, { gatewayResponses: "default" }))).slice(0, 4),
    ).toEqual([
      "! Changed errors of API Gateway",
      "test/api",
      '- body of the errors DEFAULT_4XX, DEFAULT_5XX, ACCESS_DENIED and 18 others: {"message": …} of API Gateway instead of the declared body',
      "~ status of MISSING_AUTHENTICATION_TOKEN: 404 → 403",
    ]);
  });

  test("a private API that becomes public loses its policy, and its endpoint changes", async () => {
    const before = synthesize(addRoute, { endpoint: "PRIVATE", vpcEndpoints: ["vpce-0123456789abcdef0"] });
    expect(await reviewOf(before, synthesize(addRoute))).toEqual(
      expect.arrayContaining([
        "! Access changes",
        "~ endpoint: PRIVATE → REGIONAL",
        "- the resource policy is deleted; all callers are allowed now, except where a route requires authorization",
      ]),
    );
  });

  test("a new deployment is one line, also with a changed stage", async () => {
    const changed = (props?: RestApiProps) =>
      synthesize((api, answer) => {
        addRoute(api, answer);
        api.methods.get("GET /a")?.addOverride("operation_name", "ReadA");
      }, props);
    const method = ["~ aws_api_gateway_method.api_GET--a_186EAAA8", "operation_name: (none) → ReadA"];
    expect(await reviewOf(synthesize(addRoute), changed())).toEqual(["test/api", ...method, REDEPLOYED]);
    const stage = ["~ aws_api_gateway_stage.api_stage_9CA2AE48", "xray_tracing_enabled: true → false"];
    const withStage = await reviewOf(synthesize(addRoute), changed({ tracing: false }));
    expect([...withStage].sort()).toEqual(["test/api", ...method, ...stage, REDEPLOYED].sort());
  });
});
