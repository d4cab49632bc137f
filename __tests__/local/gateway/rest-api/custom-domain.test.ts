import { type LocalServer, startLocal } from "gatewright/local";
import { send } from "../raw-http";
import { type BlockArguments, invokeArn } from "../terraform-fixture";
import { REST_API_ID, type RestDescription, restGateway, writeRestFolder } from "./rest-fixture";

// Sources of the expected results (docs/decisions/021-facts-carry-sources.md explains the marks in titles):
// - [measured]: localstack#12295 with its pull request 12296, serverless-java-container#112 and apex/up#556
// - [AWS docs]: the pages rest-api-mappings, api-gateway-known-issues and
//   api-gateway-variables-for-access-logging of the developer guide
// - [our choice]: behavior that does not come from AWS

const DOMAIN = "${aws_api_gateway_domain_name.main.domain_name}";
const map = (more: BlockArguments): BlockArguments => ({
  api_id: REST_API_ID,
  domain_name: DOMAIN,
  ...more,
});

const LOGGED = {
  access_log_settings: [
    { destination_arn: "arn:aws:logs:x", format: "$context.customDomain.basePathMatched $context.stage" },
  ],
};
/** Function that allows every request, and passes its event on. */
const CHECK = `exports.handler = async (event) => ({
  principalId: "ann",
  policyDocument: { Statement: [{ Effect: "Allow", Action: "execute-api:Invoke", Resource: event.methodArn }] },
  context: { event: JSON.stringify(event) },
});`;
const echo = { to: "echo" };
const OTHER_ID = "${aws_api_gateway_rest_api.other.id}";
const api = restGateway({
  stages: { dev: LOGGED, v2: LOGGED },
  functions: { check: { code: CHECK } },
  authorizers: { token: { type: "REQUEST", authorizer_uri: invokeArn("check") } },
  methods: {
    "GET /": echo,
    "GET /pets/{id}": echo,
    "GET /ping": echo,
    "GET /token": {
      to: "echo",
      authorization: "CUSTOM",
      authorizer_id: "${aws_api_gateway_authorizer.token.id}",
    },
  },
  more: {
    resource: {
      aws_api_gateway_rest_api: { other: { name: "other" } },
      aws_api_gateway_method: {
        other: {
          rest_api_id: OTHER_ID,
          resource_id: "${aws_api_gateway_rest_api.other.root_resource_id}",
          http_method: "GET",
          authorization: "NONE",
        },
      },
      aws_api_gateway_integration: {
        other: {
          rest_api_id: OTHER_ID,
          resource_id: "${aws_api_gateway_rest_api.other.root_resource_id}",
          http_method: "GET",
          type: "MOCK",
          request_templates: { "application/json": '{"statusCode": 200}' },
        },
      },
      aws_api_gateway_method_response: {
        other: {
          rest_api_id: OTHER_ID,
          resource_id: "${aws_api_gateway_rest_api.other.root_resource_id}",
          http_method: "GET",
          status_code: "200",
        },
      },
      aws_api_gateway_integration_response: {
        other: {
          rest_api_id: OTHER_ID,
          resource_id: "${aws_api_gateway_rest_api.other.root_resource_id}",
          http_method: "GET",
          status_code: "200",
        },
      },
      aws_api_gateway_stage: {
        other: { rest_api_id: OTHER_ID, stage_name: "live", deployment_id: "x" },
      },
      aws_api_gateway_domain_name: {
        main: {
          domain_name: "api.example.com",
          regional_certificate_arn: "arn:aws:acm:eu-central-1:123456789012:certificate/x",
          endpoint_configuration: [{ types: ["REGIONAL"] }],
        },
        empty: { domain_name: "Empty.Example.com" },
        root: { domain_name: "root.example.com" },
        open: { domain_name: "open.example.com" },
      },
      aws_apigatewayv2_domain_name: { deep: { domain_name: "*.deep.example.com" } },
      aws_api_gateway_base_path_mapping: {
        staged: map({ base_path: "shop", stage_name: "${aws_api_gateway_stage.dev.stage_name}" }),
        unstaged: map({ base_path: "all" }),
        other: map({ api_id: OTHER_ID, base_path: "other", stage_name: "live" }),
        foreign: map({ api_id: "abcdefghij", base_path: "foreign", stage_name: "live" }),
        missing: map({ base_path: "missing", stage_name: "gone" }),
        root: map({ domain_name: "root.example.com", stage_name: "v2" }),
        open: map({ domain_name: "${aws_api_gateway_domain_name.open.id}" }),
      },
      aws_apigatewayv2_api_mapping: Object.fromEntries(
        ["", "pets", "pets/v1"].map((key, index) => [
          `deep-${index}`,
          map({
            domain_name: "${aws_apigatewayv2_domain_name.deep.id}",
            api_mapping_key: key,
            stage: index === 1 ? "v2" : "dev",
          }),
        ]),
      ),
    },
  },
});

const at = (host: string) => ({ headers: [`Host: ${host}`] });

test.each<[string, string, string, string, string, string]>([
  ["a base path and a stage", "api.example.com", "/shop/pets/7", "/shop/pets/7", "dev", "/pets/{id}"],
  ["a base path and a stage, for the root,", "api.example.com", "/shop", "/shop", "dev", "/"],
  ["a base path without a stage", "api.example.com", "/all/v2/pets/7", "/all/v2/pets/7", "v2", "/pets/{id}"],
  ["a stage without a base path", "root.example.com", "/pets/7", "/pets/7", "v2", "/pets/{id}"],
  ["neither a base path nor a stage", "open.example.com", "/dev/pets/7", "/dev/pets/7", "dev", "/pets/{id}"],
])(
  "a mapping with %s has the path of the client in the event [measured: localstack#12295, serverless-java-container#112]",
  async (_, host, sent, path, stage, resource) => {
    const event = await api.event(`GET ${sent}`, at(host));
    expect([event.path, event.requestContext.path]).toEqual([path, path]);
    expect([event.requestContext.stage, event.resource]).toEqual([stage, resource]);
  },
);

test("path parameters contain neither the base path nor the stage [measured: localstack#12295]", async () => {
  const { pathParameters } = await api.event("GET /all/dev/pets/7", at("api.example.com"));
  expect(pathParameters).toEqual({ id: "7" });
});

test("the event has the name of the custom domain [AWS docs]", async () => {
  const { requestContext } = await api.event("GET /shop", at("API.example.com:3000"));
  expect([requestContext.domainName, requestContext.domainPrefix]).toEqual(["API.example.com", "API"]);
});

test("an authorizer gets the path of the client, and a methodArn without the base path [unverified]", async () => {
  const content = { headers: ["Host: api.example.com", "Authorization: x"] };
  const { requestContext } = await api.event("GET /shop/token", content);
  const event = JSON.parse(requestContext.authorizer.event);
  expect(event.path).toBe("/shop/token");
  expect(event.methodArn).toMatch(/\/dev\/GET\/token$/);
});

const DEEP = at("a.deep.example.com");

test.each([
  ["/pets/pets/7", "pets", "v2"],
  ["/pets", "pets", "v2"],
  ["/pets/", "pets", "v2"],
  ["/pets/v1/pets/7", "pets/v1", "dev"],
  ["/pets/v1", "pets/v1", "dev"],
  ["/", "-", "dev"],
])("the longest base path of %s is %s [AWS docs]", async (sent, basePath, stage) => {
  api.takeLogs("access");
  await api.event(`GET ${sent}`, DEEP);
  expect(api.takeLogs("access")).toEqual([`${basePath} ${stage}`]);
});

test.each(["/petsy", "/PETS"])("%s does not start with the base path pets [AWS docs]", async (sent) => {
  api.takeLogs("access");
  const { headers } = await api.call(`GET ${sent}`, DEEP);
  expect(headers["x-amzn-errortype"]).toBe("MissingAuthenticationTokenException");
  expect(api.takeLogs("access")).toEqual(["- dev"]);
});

test.each([
  ["a path without a mapping", "GET /pets/7", "api.example.com", "has no mapping for /pets/7"],
  ["a domain without a mapping", "GET /", "empty.example.com", "has no mapping for /"],
  ["a stage that is not the next segment", "GET /all/pets/7", "api.example.com", 'no stage "pets"'],
  ["a stage that does not exist", "GET /missing/pets/7", "api.example.com", 'no stage "gone"'],
])("%s is 403 Forbidden [measured: Serverless-Goat#14]", async (_, line, host, reason) => {
  api.takeLogs("request");
  const { status, body, headers } = await api.call(line, at(host));
  expect([status, body, headers["content-length"]]).toEqual([403, '{"message":"Forbidden"}', "23"]);
  expect(headers["x-amzn-errortype"]).toBe("ForbiddenException");
  expect(api.takeLogs("request")).toEqual([expect.stringContaining(reason)]);
});

test.each(["/ping", "/sping"])(
  "%s of a custom domain reaches no method [measured: apex/up#556; AWS docs]",
  async (path) => {
    const { status, body } = await api.call(`GET ${path}`, at("root.example.com"));
    expect([status, body]).toEqual([200, "healthy"]);
  },
);

test("the path /ping below a base path, and without a custom domain, reaches its method [AWS docs]", async () => {
  expect((await api.event("GET /shop/ping", at("api.example.com"))).resource).toBe("/ping");
  expect((await api.event("GET /dev/ping")).resource).toBe("/ping");
});

test("a mapping to another API names the API in a 501 response [our choice]", async () => {
  const { status, body } = await api.call("GET /other/x", at("api.example.com"));
  expect([status, JSON.parse(body).message]).toEqual([
    501,
    "aws_api_gateway_base_path_mapping.other: the mapping belongs to aws_api_gateway_rest_api.other. Send the request to the port of this API.",
  ]);
  const foreign = await api.call("GET /foreign/x", at("api.example.com"));
  expect(JSON.parse(foreign.body).message).toBe(
    "aws_api_gateway_base_path_mapping.foreign: the API of the mapping is not in this stack.",
  );
  const url = new URL(api.local.urls.get("aws_api_gateway_rest_api.other") ?? "");
  expect((await send(url.origin, "GET /other/", at("api.example.com"))).status).toBe(200);
});

test("any other host is the URL of the API [our choice]", async () => {
  const { path, requestContext } = await api.event("GET /dev/pets/7", at("unknown.example.com"));
  expect([path, requestContext.path]).toEqual(["/pets/7", "/dev/pets/7"]);
});

describe("the start of a stack with custom domains", () => {
  let local: LocalServer | undefined;
  afterEach(async () => {
    await local?.stop();
    local = undefined;
  });

  const start = async (stack: RestDescription) => {
    const dir = writeRestFolder({ methods: { "GET /": echo }, ...stack });
    local = await startLocal({ dir, strict: true });
    return local;
  };

  test("a served domain is not listed, and its mutual TLS and a disabled endpoint are [our choice]", async () => {
    const { warnings, url } = await start({
      api: { disable_execute_api_endpoint: true },
      more: {
        resource: {
          aws_api_gateway_domain_name: {
            main: {
              domain_name: "api.example.com",
              mutual_tls_authentication: [{ truststore_uri: "s3://bucket/trust.pem" }],
            },
          },
          aws_api_gateway_base_path_mapping: { main: map({ stage_name: "dev" }) },
        },
      },
    });
    expect(warnings).toEqual([
      "aws_api_gateway_domain_name.main: mutual_tls_authentication (no client certificate is required locally)",
      "aws_api_gateway_rest_api.api: disable_execute_api_endpoint (ignored locally)",
    ]);
    expect((await fetch(url)).status).toBe(200);
  });

  test("a domain that an HTTP API shares is listed, and served for the REST API [our choice]", async () => {
    const shared = { domain_name: "${aws_apigatewayv2_domain_name.main.id}" };
    const { warnings, urls } = await start({
      more: {
        resource: {
          aws_apigatewayv2_api: { web: { name: "web", protocol_type: "HTTP" } },
          aws_apigatewayv2_stage: {
            web: { api_id: "${aws_apigatewayv2_api.web.id}", name: "$default", auto_deploy: true },
          },
          aws_apigatewayv2_domain_name: { main: { domain_name: "api.example.com" } },
          aws_apigatewayv2_api_mapping: {
            rest: { ...shared, api_id: REST_API_ID, stage: "dev", api_mapping_key: "shop" },
            http: { ...shared, api_id: "${aws_apigatewayv2_api.web.id}", stage: "$default" },
          },
        },
      },
    });
    expect(warnings).toContain("domain api.example.com (use the local URL of the API)");
    const { origin } = new URL(urls.get("aws_api_gateway_rest_api.api") ?? "");
    expect((await send(origin, "GET /shop", at("api.example.com"))).status).toBe(200);
    expect((await send(origin, "GET /x", at("api.example.com"))).status).toBe(501);
  });

  test("a mapping whose domain is unknown is listed, and the API is served [our choice]", async () => {
    const { warnings, url } = await start({
      more: {
        resource: {
          aws_api_gateway_base_path_mapping: {
            main: { api_id: REST_API_ID, domain_name: "${data.aws_ssm_parameter.domain.value}" },
          },
        },
        data: { aws_ssm_parameter: { domain: { name: "/domain" } } },
      },
    });
    expect(warnings).toEqual(["domain main (use the local URL of the API)"]);
    expect((await fetch(url)).status).toBe(200);
  });

  test("a mapping to an API of another stack is listed [our choice]", async () => {
    const foreign = { api_id: "abcdefghij", domain_name: "api.example.com", stage_name: "live" };
    const { warnings } = await start({
      more: { resource: { aws_api_gateway_base_path_mapping: { foreign } } },
    });
    expect(warnings).toEqual(["domain api.example.com (use the local URL of the API)"]);
  });

  test("two mappings with the same base path are an error, because AWS rejects them", async () => {
    const main = { api_id: REST_API_ID, domain_name: "api.example.com", stage_name: "dev" };
    const resource = {
      aws_api_gateway_base_path_mapping: { main, second: { ...main, base_path: "(none)" } },
    };
    await expect(start({ more: { resource } })).rejects.toMatchObject({
      errors: [
        'aws_api_gateway_base_path_mapping.second: api.example.com has the base path "" twice; see aws_api_gateway_base_path_mapping.main. Remove one.',
      ],
    });
  });
});
