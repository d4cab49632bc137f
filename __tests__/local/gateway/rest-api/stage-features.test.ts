import { invokeArn } from "../terraform-fixture";
import { REST_API_ID, restGateway } from "./rest-fixture";

// Sources of the expected results (docs/decisions/021-facts-carry-sources.md explains the marks in titles):
// - [measured]: LocalStack's test test_invoking_canary, which ran against AWS
// - [AWS docs]: the pages canary-release, set-up-logging, api-gateway-api-endpoint-types and
//   set-up-lambda-proxy-integrations of the developer guide
// - [our choice]: behavior that does not come from AWS

const settings = (stage: string, more: object) => ({
  rest_api_id: REST_API_ID,
  stage_name: stage,
  method_path: "*/*",
  settings: [more],
});

/** Function that allows every request, and passes its event on. */
const CHECK = `exports.handler = async (event) => ({
  principalId: "ann",
  policyDocument: { Statement: [{ Effect: "Allow", Action: "execute-api:Invoke", Resource: event.methodArn }] },
  context: { event: JSON.stringify(event) },
});`;

const api = restGateway({
  // EDGE is the default endpoint type of an API.
  stages: {
    dev: {
      client_certificate_id: "${aws_api_gateway_client_certificate.backend.id}",
      documentation_version: "1",
      xray_tracing_enabled: true,
    },
    canary: {
      variables: { color: "blue" },
      canary_settings: [
        {
          deployment_id: "${aws_api_gateway_deployment.api.id}",
          percent_traffic: 100,
          stage_variable_overrides: { color: "red" },
          use_stage_cache: false,
        },
      ],
    },
  },
  functions: { check: { code: CHECK } },
  authorizers: { token: { type: "REQUEST", authorizer_uri: invokeArn("check") } },
  methods: {
    "GET /pets": { to: "echo" },
    "GET /token": {
      to: "echo",
      authorization: "CUSTOM",
      authorizer_id: "${aws_api_gateway_authorizer.token.id}",
    },
  },
  more: {
    resource: {
      aws_api_gateway_client_certificate: { backend: { description: "backend" } },
      aws_api_gateway_account: { logs: { cloudwatch_role_arn: "arn:aws:iam::123456789012:role/logs" } },
      aws_api_gateway_method_settings: {
        logs: settings("dev", { logging_level: "INFO", data_trace_enabled: true, metrics_enabled: true }),
      },
      aws_cloudwatch_log_group: {
        execution: { name: `API-Gateway-Execution-Logs_${REST_API_ID}/dev`, retention_in_days: 7 },
      },
      aws_wafv2_web_acl: { main: { name: "main", scope: "REGIONAL" } },
      aws_wafv2_web_acl_association: {
        main: {
          resource_arn: "${aws_api_gateway_stage.dev.arn}",
          web_acl_arn: "${aws_wafv2_web_acl.main.arn}",
        },
      },
    },
  },
});

test("a stage with a web ACL serves every request, and the ACL is listed [our choice]", async () => {
  const line = `GET /dev/pets?q=${encodeURIComponent("' OR 1=1 --")}`;
  expect((await api.call(line, { headers: { "User-Agent": "${jndi:ldap://x}" } })).status).toBe(200);
  expect(api.local.warnings).toEqual([
    "web ACL association main (requests are not filtered locally)",
    "aws_api_gateway_stage.canary: canary_settings (every request uses the deployment and the variables of the stage)",
  ]);
});

test("an event has isCanaryRequest only on a stage with a canary [measured: LocalStack]", async () => {
  const { requestContext } = await api.event("GET /canary/pets");
  expect(requestContext.isCanaryRequest).toBe(false);
  expect((await api.event("GET /dev/pets")).requestContext).not.toHaveProperty("isCanaryRequest");
  const token = { headers: { Authorization: "x" } };
  const canary = (await api.event("GET /canary/token", token)).requestContext.authorizer.event;
  expect(JSON.parse(canary).requestContext.isCanaryRequest).toBe(false);
});

test("a stage with a canary uses the variables of the stage [our choice]", async () => {
  expect((await api.event("GET /canary/pets")).stageVariables).toEqual({ color: "blue" });
});

test("execution logs are not written, and change no response [our choice]", async () => {
  api.takeLogs("access");
  expect((await api.call("GET /dev/pets")).status).toBe(200);
  expect(api.takeLogs("access")).toEqual([]);
});

test("a response of an edge-optimized API has no headers of CloudFront [our choice]", async () => {
  const { rawHeaders } = await api.call("GET /dev/pets");
  expect(rawHeaders.filter(([name]) => /^(via|x-cache|x-amz-cf-.*)$/i.test(name))).toEqual([]);
});

test("header names of an edge-optimized API keep their spelling [our choice]", async () => {
  const { headers } = await api.event("GET /dev/pets", {
    headers: ["authorization: x", "tEsT-HEADeR: 1", "cookie: b=2; a=1"],
  });
  expect(headers).toMatchObject({ authorization: "x", "tEsT-HEADeR": "1", cookie: "b=2; a=1" });
});

describe("a private API", () => {
  const statement = { Effect: "Allow", Principal: "*", Action: "execute-api:Invoke", Resource: "*" };
  const closed = restGateway({
    api: {
      endpoint_configuration: [{ types: ["PRIVATE"], vpc_endpoint_ids: ["vpce-1"] }],
      policy: JSON.stringify({
        Statement: [{ ...statement, Condition: { StringEquals: { "aws:SourceVpce": "vpce-1" } } }],
      }),
    },
    methods: { "GET /pets": { to: "echo" } },
  });

  test("the event of a private API has no ID of a VPC or of a VPC endpoint [our choice]", async () => {
    const { requestContext } = await closed.event("GET /dev/pets");
    expect(requestContext.identity).not.toHaveProperty("vpcId");
    expect(requestContext.identity).not.toHaveProperty("vpceId");
  });

  test("header names of a private API keep their spelling [AWS docs]", async () => {
    const { headers } = await closed.event("GET /dev/pets", { headers: { authorization: "x" } });
    expect(headers.authorization).toBe("x");
  });
});

test("an event has no client certificate without mutual TLS [AWS docs]", async () => {
  expect((await api.event("GET /dev/pets")).requestContext.identity).not.toHaveProperty("clientCert");
});
