import {
  type App,
  AwsProvider,
  RestApi,
  RestApiAccount,
  type RestApiProps,
  stubCode,
  TerraformStack,
  TerraformVariable,
} from "gatewright";
import { binary, problem, route } from "gatewright/contract";
import { errorsOf, synthesized, testStack } from "../../../support";
import { fn } from "../http/api-fixture";
import { restStack } from "./rest-fixture";

// A title that checks a rule of AWS names its source in brackets. A name such as (set-up-logging) is a page of
// https://docs.aws.amazon.com/apigateway/latest/developerguide/

function declare(props: RestApiProps) {
  const { stack, api, answer } = restStack(props);
  api.route("GET /", answer, { access: "public" });
  return { stack, api };
}

const EXECUTION_ARN = "${aws_api_gateway_rest_api.api.execution_arn}";

/** Returns the statements of the resource policy of an API. */
function policyOf(props: RestApiProps): unknown {
  const { values } = synthesized(declare(props).stack).only("aws_api_gateway_rest_api_policy");
  return JSON.parse(values.policy as string).Statement;
}

describe("the endpoint of a REST API", () => {
  test("an edge-optimized endpoint has the type EDGE", () => {
    synthesized(declare({ endpoint: "EDGE" }).stack).only("aws_api_gateway_rest_api", {
      endpoint_configuration: { types: ["EDGE"], vpc_endpoint_ids: undefined },
    });
  });

  test("a private API denies requests from other VPC endpoints (apigateway-private-apis)", () => {
    const props: RestApiProps = { endpoint: "PRIVATE", vpcEndpoints: ["vpce-1"] };
    const { only } = synthesized(declare(props).stack);
    only("aws_api_gateway_rest_api", {
      endpoint_configuration: { types: ["PRIVATE"], vpc_endpoint_ids: ["vpce-1"] },
    });
    const { address } = only("aws_api_gateway_rest_api_policy");
    expect(only("aws_api_gateway_deployment").values.depends_on).toContain(address);
    const request = { Principal: "*", Action: "execute-api:Invoke", Resource: [`${EXECUTION_ARN}/*`] };
    expect(policyOf(props)).toEqual([
      { Effect: "Allow", ...request },
      {
        Effect: "Deny",
        ...request,
        Condition: { StringNotEquals: { "aws:SourceVpce": ["vpce-1"] } },
      },
    ]);
  });

  test("a policy limits the callers, also of a private API", () => {
    const policy: RestApiProps["policy"] = [
      { principals: ["arn:aws:iam::123456789012:root"], paths: ["*/GET/products/*"] },
      { effect: "Deny", conditions: { NotIpAddress: { "aws:SourceIp": ["203.0.113.0/24"] } } },
    ];
    const statements = [
      {
        Effect: "Allow",
        Principal: { AWS: ["arn:aws:iam::123456789012:root"] },
        Action: "execute-api:Invoke",
        Resource: [`${EXECUTION_ARN}/*/GET/products/*`],
      },
      expect.objectContaining({
        Effect: "Deny",
        Principal: "*",
        Condition: { NotIpAddress: { "aws:SourceIp": ["203.0.113.0/24"] } },
      }),
    ];
    expect(policyOf({ policy })).toEqual(statements);
    expect(policyOf({ policy, endpoint: "PRIVATE", vpcEndpoints: ["vpce-1"] })).toEqual([
      ...statements,
      expect.objectContaining({ Effect: "Deny" }),
    ]);
  });

  const REQUESTS = 'expected STAGE/METHOD/PATH, such as "*/GET/products/*"';
  const PRINCIPAL = 'expected the ARN of a user or a role, an account ID with 12 digits, or "*"';
  const ADDRESS = 'expected an IP address or a CIDR block, such as "203.0.113.0/24"';
  const EXAMPLE = '{ IpAddress: { "aws:SourceIp": ["203.0.113.0/24"] } }';

  test.each<[object, string]>([
    [{ paths: ["/health"] }, `paths[0] is "/health"; ${REQUESTS}. Write "*/*/health".`],
    [{ paths: ["*", "GET /a/{id}"] }, `paths[1] is "GET /a/{id}"; ${REQUESTS}. Write "*/GET/a/*".`],
    [{ paths: ["ANY /a"] }, `paths[0] is "ANY /a"; ${REQUESTS}. Write "*/*/a".`],
    [{ paths: [""] }, `paths[0] is ""; ${REQUESTS}`],
    [{ paths: ["v1"] }, `paths[0] is "v1"; ${REQUESTS}`],
    [{ paths: ["v1/get/a"] }, `paths[0] is "v1/get/a"; ${REQUESTS}`],
    [
      { paths: ["execute-api:/v1/GET/a"] },
      `paths[0] is "execute-api:/v1/GET/a"; ${REQUESTS}. Write "v1/GET/a".`,
    ],
    [
      { paths: ["arn:aws:execute-api:eu-central-1:123456789012:a/v1/GET/a"] },
      `paths[0] is "arn:aws:execute-api:eu-central-1:123456789012:a/v1/GET/a"; ${REQUESTS}. Write "v1/GET/a".`,
    ],
    [{ paths: [] }, `paths is empty; ${REQUESTS}. Add one, or remove the list.`],
    [{ principals: [] }, `principals is empty; ${PRINCIPAL}. Add one, or remove the list.`],
    [{ principals: [""] }, `principals[0] is ""; ${PRINCIPAL}`],
    [{ principals: ["bob"] }, `principals[0] is "bob"; ${PRINCIPAL}`],
    [{ principals: ["lambda.amazonaws.com"] }, `principals[0] is "lambda.amazonaws.com"; ${PRINCIPAL}`],
    [{ principals: ["arn:aws:s3:::things"] }, `principals[0] is "arn:aws:s3:::things"; ${PRINCIPAL}`],
    [
      { conditions: { IpAdress: { "aws:SourceIp": ["203.0.113.0/24"] } } },
      'conditions has the unknown operator "IpAdress". Did you mean "IpAddress"?',
    ],
    [
      { conditions: { "ForAnyValue:StringLik": { "aws:PrincipalTag/a": "b" } } },
      'conditions has the unknown operator "ForAnyValue:StringLik". Did you mean "ForAnyValue:StringLike"?',
    ],
    [
      { conditions: { zzzzzz: { "aws:SourceIp": "203.0.113.0/24" } } },
      'conditions has the unknown operator "zzzzzz"; expected an operator of IAM, such as IpAddress or StringEquals',
    ],
    [
      { conditions: { IpAddress: {} } },
      `conditions.IpAddress is empty; expected a key and its values. Write \`${EXAMPLE}\`.`,
    ],
    [
      { conditions: { IpAddress: { "aws:SourceIp": [] } } },
      'conditions.IpAddress["aws:SourceIp"] is empty; expected a value. Add one, or remove the list.',
    ],
    [
      { conditions: { IpAddress: { "aws:SourceIp": ["203.0.113.0/24", "203.0.113.0/33"] } } },
      `conditions.IpAddress["aws:SourceIp"][1] is "203.0.113.0/33"; ${ADDRESS}`,
    ],
    [
      { conditions: { NotIpAddressIfExists: { "aws:SourceIp": "office" } } },
      `conditions.NotIpAddressIfExists["aws:SourceIp"] is "office"; ${ADDRESS}`,
    ],
    [
      { conditions: { "aws:SourceIp": ["203.0.113.0/24"] } },
      `conditions has the key "aws:SourceIp" without an operator. Write \`conditions: ${EXAMPLE}\`.`,
    ],
    [
      { conditions: { "aws:SourceVpce": "vpce-1" } },
      'conditions has the key "aws:SourceVpce" without an operator. Write `conditions: { StringEquals: { "aws:SourceVpce": "vpce-1" } }`.',
    ],
  ])("the statement %j is an error, because it matches no request or AWS rejects it", (statement, error) => {
    const { stack } = declare({ policy: [statement] });
    expect(errorsOf(stack)).toEqual([`test/api: policy[0].${error}`]);
  });

  test("the statements that AWS accepts have no error (reference_policies_elements_principal)", () => {
    const stack = testStack();
    const text = new TerraformVariable(stack, "text", { type: "string" }).stringValue;
    const list = new TerraformVariable(stack, "list", { type: "list(string)" }).listValue;
    const policy: RestApiProps["policy"] = [
      {
        paths: [
          "*",
          "v1/*",
          "v*",
          "*/health",
          "*/*/a",
          "v1/GET/",
          "v1/POST/a/*",
          "v1/G*",
          text,
          `${text}/GET/a`,
        ],
      },
      { paths: list, principals: list, conditions: { IpAddress: { "aws:SourceIp": list } } },
      {
        principals: ["*", "123456789012", "arn:aws:iam::123456789012:role/a", "arn:aws-cn:sts::1:x/y", text],
      },
      { conditions: { IpAddress: { "aws:SourceIp": ["203.0.113.7", "2001:db8::/32", text] } } },
      {
        conditions: { "ForAllValues:StringLikeIfExists": { "aws:TagKeys": "a*" }, Null: { "aws:a": "true" } },
      },
    ];
    new RestApi(stack, "api", { policy }).route("GET /", fn(stack), { access: "public" });
    expect(errorsOf(stack)).toEqual([]);
  });

  test("a changed policy changes the trigger of the deployment (updating-api)", () => {
    const triggers = ["vpce-1", "vpce-2"].map((id) => {
      const { stack } = declare({ endpoint: "PRIVATE", vpcEndpoints: [id] });
      return synthesized(stack).only("aws_api_gateway_deployment").values.triggers;
    });
    expect(triggers[0]).not.toEqual(triggers[1]);
  });

  test("binary types and compression are settings of the API, and change the trigger of the deployment", () => {
    const trigger = (props: RestApiProps) =>
      synthesized(declare(props).stack).only("aws_api_gateway_deployment").values.triggers;
    const props = { binaryTypes: ["image/png", "*/*"], minCompressionBytes: 0 };
    synthesized(declare(props).stack).only("aws_api_gateway_rest_api", {
      binary_media_types: ["image/png", "*/*"],
      minimum_compression_size: "0",
    });
    expect(trigger(props)).not.toEqual(trigger({}));
  });

  test("a resource policy with more than 8192 bytes is an error (limits)", () => {
    const policyOf = (count: number): RestApiProps => {
      const addresses = Array.from({ length: count }, (_, index) => `203.${index >> 8}.${index % 256}.0/24`);
      return { policy: [{ conditions: { IpAddress: { "aws:SourceIp": addresses } } }] };
    };
    expect(errorsOf(declare(policyOf(400)).stack)).toEqual([]);
    expect(errorsOf(declare(policyOf(600)).stack)).toEqual([
      expect.stringMatching(
        /^test\/api: policy has at least \d{4,5} bytes; the maximum is 8192\. Use fewer statements or shorter lists\.$/,
      ),
    ]);
  });

  test("an access log format without a request ID is an error (set-up-logging)", () => {
    const withFormat = (format: string) => {
      const { stack, api } = declare({});
      api.stage.addOverride("access_log_settings.format", format);
      return errorsOf(stack);
    };
    expect(withFormat("$context.status")).toEqual([
      "test/api: the access log format of test/api/stage has no request ID, and API Gateway rejects such a format. Add $context.requestId or $context.extendedRequestId.",
    ]);
    expect(withFormat("$context.status $context.extendedRequestId")).toEqual([]);
    expect(withFormat("${var.format}")).toEqual([]);
  });

  test("the types of binary replies in contracts are binary types of the API, without parameters and once", () => {
    const { stack, api, answer } = restStack({ binaryTypes: ["image/png"] });
    api.route("GET /text", answer, { access: "public" });
    const replies = {
      200: binary("image/png"),
      201: binary("application/zip; a=b"),
      404: problem("not-found"),
    };
    api.route(route("GET /image", { access: "public", replies }), answer);
    api.route(route("PUT /image", { access: "public", replies }), answer);
    synthesized(stack).only("aws_api_gateway_rest_api", {
      binary_media_types: ["image/png", "application/zip"],
    });
  });

  // Provider 6.25, internal/service/apigateway/rest_api.go: these arguments are optional and computed.
  test.each<RestApiProps>([{}, { description: "" }])(
    "an API with the options %j sets the defaults, because AWS keeps omitted settings",
    (props) => {
      synthesized(declare(props).stack).only("aws_api_gateway_rest_api", {
        api_key_source: "HEADER",
        binary_media_types: [],
        description: "Managed by Terraform",
        minimum_compression_size: "-1",
      });
    },
  );

  test("the stage has a client certificate if the API has one", () => {
    const { only, leadsTo } = synthesized(declare({ clientCertificate: true }).stack);
    leadsTo(
      only("aws_api_gateway_stage"),
      ["client_certificate_id"],
      only("aws_api_gateway_client_certificate"),
    );
    synthesized(declare({}).stack).none("aws_api_gateway_client_certificate");
  });

  test.each<[RestApiProps, string]>([
    [
      { endpoint: "PRIVATE" },
      'endpoint is "PRIVATE" and vpcEndpoints is empty, so the API denies every request. Add the ID of a VPC endpoint.',
    ],
    [
      { vpcEndpoints: ["vpce-1"] },
      'vpcEndpoints is set and endpoint is "REGIONAL"; only a private API has VPC endpoints. Set endpoint to "PRIVATE", or remove vpcEndpoints.',
    ],
    [
      { endpoint: "PRIVATE", vpcEndpoints: ["vpc-1"] },
      'VPC endpoint "vpc-1" is invalid; expected an ID such as vpce-0123456789abcdef0. Correct it.',
    ],
    [
      { policy: [{ effect: "Deny" }] },
      "policy allows no request, so API Gateway denies all. Add a statement that allows requests.",
    ],
    [
      { binaryTypes: ["image/png; q=1"] },
      'binaryTypes has "image/png; q=1"; expected a media type without parameters, such as "image/png" or "*/*"',
    ],
    [
      { minCompressionBytes: 10_485_761 },
      "minCompressionBytes is 10485761; expected a whole number from 0 to 10485760 bytes",
    ],
    [
      { executionLogs: "ERROR" },
      'executionLogs is set, but API Gateway writes them only with a role of the account. Set account to a RestApiAccount, or to "existing" if it is declared elsewhere.',
    ],
  ])("the options %j are an error", (props, error) => {
    expect(errorsOf(declare(props).stack)).toEqual([`test/api: ${error}`]);
  });
});

describe("the logs of a REST API", () => {
  test("the stage depends on the role of the account (set-up-logging)", () => {
    const stack = testStack();
    const account = new RestApiAccount(stack, "account", { tags: { team: "things" } });
    new RestApi(stack, "api", { account }).route("GET /", fn(stack), { access: "public" });
    const { only, leadsTo } = synthesized(stack);
    const role = only("aws_iam_role", { name: "test-account", tags: { team: "things" } });
    const setting = only("aws_api_gateway_account");
    leadsTo(setting, ["cloudwatch_role_arn"], role);
    const policy = only("aws_iam_role_policy", { name: "logs" });
    expect(setting.values.depends_on).toEqual([policy.address]);
    expect(JSON.parse(policy.values.policy as string).Statement[0].Action).toContain("logs:PutLogEvents");
    expect(JSON.parse(role.values.assume_role_policy as string).Statement[0].Principal).toEqual({
      Service: "apigateway.amazonaws.com",
    });
    expect(only("aws_api_gateway_stage").values.depends_on).toEqual([setting.address]);
  });

  test("execution logs have a level and a log group with a retention", () => {
    const { stack, api, answer } = restStack({ account: "existing", executionLogs: "INFO", stageName: "v1" });
    api.route("GET /", answer, { access: "public", throttle: { rate: 1, burst: 1 } });
    const { only, all } = synthesized(stack);
    const logs = only("aws_cloudwatch_log_group", {
      name: "API-Gateway-Execution-Logs_${aws_api_gateway_rest_api.api.id}/v1",
      retention_in_days: 30,
    });
    expect(all("aws_api_gateway_method_settings", { settings: { logging_level: "INFO" } })).toHaveLength(2);
    const general = only("aws_api_gateway_method_settings", { method_path: "*/*" });
    expect(general.values.depends_on).toEqual([logs.address]);
    expect(only("aws_api_gateway_method_settings", { method_path: "~1/GET" }).values.depends_on).toEqual([
      general.address,
    ]);
    expect(only("aws_api_gateway_stage").values.depends_on).toBeUndefined();
  });

  test("an account in another stack is deployed before the API", () => {
    const stack = testStack();
    const other = new TerraformStack(stack.node.root as App, "account");
    stubCode(other);
    new AwsProvider(other, "aws", { region: "eu-central-1" });
    const account = new RestApiAccount(other, "logs");
    const api = new RestApi(stack, "api", { account });
    api.route("GET /", fn(stack), { access: "public" });
    expect(errorsOf(stack)).toEqual([]);
    expect(stack.dependsOn(other)).toBe(true);
    expect(synthesized(stack).only("aws_api_gateway_stage").values.depends_on).toBeUndefined();
  });

  test("two roles of the account in one stack are an error", () => {
    const stack = testStack();
    new RestApiAccount(stack, "a");
    new RestApiAccount(stack, "b");
    expect(errorsOf(stack)).toEqual([
      'test/b: duplicate log role of REST APIs "account", already used by test/a. An account has one for each Region. Remove one.',
    ]);
  });
});
