import { REST_API_ID, restGateway } from "./rest-fixture";

// Sources of the expected results (docs/decisions/021-facts-carry-sources.md explains the marks in titles):
// - [AWS docs]: the pages set-up-logging, api-gateway-api-endpoint-types and set-up-lambda-proxy-integrations of the
//   developer guide
// - [our choice]: behavior that does not come from AWS

const settings = (stage: string, more: object) => ({
  rest_api_id: REST_API_ID,
  stage_name: stage,
  method_path: "*/*",
  settings: [more],
});

const api = restGateway({
  // EDGE is the default endpoint type of an API.
  stages: {
    dev: {
      client_certificate_id: "${aws_api_gateway_client_certificate.backend.id}",
      documentation_version: "1",
      xray_tracing_enabled: true,
    },
  },
  methods: { "GET /pets": { to: "echo" } },
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
  expect(api.local.warnings).toEqual(["web ACL association main (requests are not filtered locally)"]);
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
