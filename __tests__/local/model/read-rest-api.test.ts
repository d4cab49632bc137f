import { type LocalServer, startLocal } from "gatewright/local";
import { send } from "../gateway/raw-http";
import { REST_API_ID, type RestDescription, writeRestFolder } from "../gateway/rest-api/rest-fixture";

// Terraform of REST APIs that other people wrote by hand.

let local: LocalServer | undefined;
afterEach(async () => {
  await local?.stop();
  local = undefined;
});

async function serve(described: RestDescription): Promise<LocalServer> {
  local = await startLocal({ dir: writeRestFolder(described) });
  return local;
}

async function errorsOf(described: RestDescription): Promise<readonly string[]> {
  return startLocal({ dir: writeRestFolder(described) }).then(
    () => [],
    ({ errors }) => errors,
  );
}

const echo = { to: "echo" };
const ROOT = "${aws_api_gateway_rest_api.api.root_resource_id}";

test("the URL of a REST API contains its first stage", async () => {
  const { url, urls } = await serve({ stages: { v1: {}, v2: {} }, methods: { "GET /pets": echo } });
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/v1$/);
  expect([...urls]).toEqual([["aws_api_gateway_rest_api.api", url]]);
  expect((await fetch(`${url}/pets`)).status).toBe(200);
});

test("the first URL is that of an HTTP API, if the stack has one", async () => {
  const resource = {
    aws_apigatewayv2_api: { http: { name: "http", protocol_type: "HTTP" } },
    aws_apigatewayv2_stage: {
      http: { api_id: "${aws_apigatewayv2_api.http.id}", name: "$default", auto_deploy: true },
    },
  };
  const { url, urls } = await serve({ methods: { "GET /pets": echo }, more: { resource } });
  expect([...urls.keys()]).toEqual(["aws_apigatewayv2_api.http", "aws_api_gateway_rest_api.api"]);
  expect(url).toBe(urls.get("aws_apigatewayv2_api.http"));
});

test("a function gets the local URL of a stage, and IDs in the format of AWS", async () => {
  const variables = {
    URL: "${aws_api_gateway_stage.dev.invoke_url}",
    ARN: "${aws_api_gateway_stage.dev.execution_arn}",
    ROOT,
    ID: "${aws_api_gateway_rest_api.api.id}",
  };
  const code = "exports.handler = async () => ({ body: JSON.stringify(process.env) });";
  const { url } = await serve({
    methods: { "GET /": { to: "env" } },
    functions: { env: { code, environment: [{ variables }] } },
  });
  const environment = (await (await fetch(url)).json()) as typeof variables;
  expect(environment).toMatchObject({
    URL: url,
    ARN: `arn:aws:execute-api:eu-central-1:123456789012:${environment.ID}/dev`,
  });
  expect(environment.ROOT).toMatch(/^[a-z0-9]{10}$/);
  expect(environment.ROOT).not.toBe(environment.ID);
});

test("a deployment with a stage_name creates a stage, as before version 6 of the provider", async () => {
  const { url } = await serve({
    stages: {},
    methods: { "GET /": echo },
    more: {
      resource: {
        aws_api_gateway_deployment: {
          api: { rest_api_id: REST_API_ID, stage_name: "prod", variables: { color: "red" } },
        },
      },
    },
  });
  const event = JSON.parse((await send(url, "GET /prod/")).body);
  expect([url.endsWith("/prod"), event.stageVariables]).toEqual([true, { color: "red" }]);
  expect(event.requestContext.deploymentId).toMatch(/^[a-z0-9]{6}$/);
});

test.each<[string, RestDescription, string]>([
  [
    "a body in YAML",
    { api: { body: "paths: {}" }, methods: { "GET /": echo } },
    "aws_api_gateway_rest_api.api: body is not JSON. Write it with jsonencode().",
  ],
  [
    "no stage",
    { stages: {}, methods: { "GET /": echo } },
    "aws_api_gateway_rest_api.api has no stage, so its methods are unreachable. Add an aws_api_gateway_stage.",
  ],
  [
    "a method of another API",
    { methods: { "GET /": echo, "GET /pets": { ...echo, rest_api_id: "x" } } },
    'aws_api_gateway_method.GET-pets: rest_api_id is "x"; expected the ID of an aws_api_gateway_rest_api in this stack. Write "${aws_api_gateway_rest_api.NAME.id}".',
  ],
  [
    "a method of an unknown resource",
    { methods: { "GET /": echo, "GET /pets": { ...echo, resource_id: "x" } } },
    'aws_api_gateway_method.GET-pets: resource_id is "x"; expected an aws_api_gateway_resource of this stack, or the root_resource_id of the API.',
  ],
  [
    "a method without an integration",
    { methods: { "GET /": echo, "GET /pets": { integration: { http_method: "POST" } } } },
    "GET /pets (aws_api_gateway_method.GET-pets: no aws_api_gateway_integration of this stack has its resource_id and http_method. Add an integration.)",
  ],
  [
    "a resource with count",
    { methods: { "GET /": echo, "GET /pets": { ...echo, count: 2 } } },
    "aws_api_gateway_method.GET-pets: count is not emulated. Write one resource for each instance.",
  ],
])("%s is reported, and the other parts are served", async (_, described, warning) => {
  const { warnings } = await serve(described);
  expect(warnings).toEqual([warning]);
});

test.each<[string, RestDescription["methods"], string]>([
  [
    "two parameters below one resource",
    { "GET /pets/{id}": echo, "GET /pets/{name}/x": echo },
    "aws_api_gateway_method.GET-pets-by-name-x: /pets/{name}/x has the parameter {name}, and its parent has {id}; only one is allowed below a resource.",
  ],
  [
    "a parameter and a greedy parameter below one resource",
    { "GET /pets/{id}": echo, "POST /pets/{id+}": echo },
    "aws_api_gateway_method.POST-pets-by-id-greedy-: /pets/{id+} has the parameter {id+}, and its parent has {id}; only one is allowed below a resource.",
  ],
  [
    "an unknown HTTP method",
    { "TRACE /": echo },
    'aws_api_gateway_method.TRACE-: http_method is "TRACE"; expected ANY, DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT.',
  ],
  [
    "an unknown type of integration",
    { "GET /": { ...echo, integration: { type: "LAMBDA" } } },
    'aws_api_gateway_integration.GET-: type is "LAMBDA"; expected AWS, AWS_PROXY, HTTP, HTTP_PROXY, MOCK.',
  ],
  [
    "an unknown authorization",
    { "GET /": { ...echo, authorization: "JWT" } },
    'aws_api_gateway_method.GET-: authorization is "JWT"; expected NONE, AWS_IAM, CUSTOM or COGNITO_USER_POOLS.',
  ],
  [
    "a timeout below 50 ms",
    { "GET /": { ...echo, integration: { timeout_milliseconds: 49 } } },
    "aws_api_gateway_integration.GET-: timeout_milliseconds is 49; expected a whole number from 50 to 900000.",
  ],
])("%s is an error, because AWS rejects it", async (_, methods, error) => {
  expect(await errorsOf({ methods })).toEqual([error]);
});

test("the same method twice is an error, because AWS rejects it", async () => {
  const copy = { rest_api_id: REST_API_ID, resource_id: ROOT, http_method: "GET", authorization: "NONE" };
  const more = { resource: { aws_api_gateway_method: { copy } } };
  expect(await errorsOf({ methods: { "GET /": echo }, more })).toEqual([
    "aws_api_gateway_method.copy: GET / duplicates aws_api_gateway_method.GET-. Remove one.",
  ]);
});

const part = (parent: string, path_part: string) => ({
  rest_api_id: REST_API_ID,
  parent_id: parent,
  path_part,
});

test.each<[string, RestDescription, string]>([
  [
    "the same part of a path twice",
    {
      methods: { "GET /pets": echo },
      more: { resource: { aws_api_gateway_resource: { twin: part(ROOT, "pets") } } },
    },
    "aws_api_gateway_resource.twin: /pets is also the path of aws_api_gateway_resource.path-pets. Remove one.",
  ],
  [
    "a part below a greedy parameter",
    {
      methods: { "GET /{path+}": echo },
      more: {
        resource: {
          aws_api_gateway_resource: {
            below: part("${aws_api_gateway_resource.path-by-path-greedy-.id}", "x"),
          },
        },
      },
    },
    "aws_api_gateway_resource.below: /{path+}/x is below the greedy parameter of /{path+}, which must be the last part.",
  ],
  [
    "a private API without a policy",
    { api: { endpoint_configuration: [{ types: ["PRIVATE"] }] }, methods: { "GET /": echo } },
    'aws_api_gateway_rest_api.api: the endpoint type is "PRIVATE"; expected a resource policy. Set policy, or add an aws_api_gateway_rest_api_policy.',
  ],
])("%s is an error, because AWS rejects the deployment", async (_, described, error) => {
  expect(await errorsOf(described)).toEqual([error]);
});

test("a method can be named by the IDs of its API and its resource", async () => {
  const { url } = await serve({
    methods: { "GET /pets": { ...echo, resource_id: "${local.id}", rest_api_id: "${local.api}" } },
    more: {
      locals: {
        id: "${aws_api_gateway_resource.path-pets.id}",
        api: "${aws_api_gateway_rest_api.api.id}",
      } as never,
    },
  });
  expect((await fetch(`${url}/pets`)).status).toBe(200);
});

test("an event can be generated for a function of a REST API", async () => {
  const gateway = await serve({ stages: { v1: {} }, methods: { "POST /pets/{id}": echo } });
  expect(gateway.sampleEvent("echo", "http", "{}")).toMatchObject({
    resource: "/pets/{id}",
    path: "/pets/id",
    httpMethod: "POST",
    pathParameters: { id: "id" },
    requestContext: { path: "/v1/pets/id", stage: "v1" },
    body: "{}",
    isBase64Encoded: false,
  });
});

test("a stage with an unknown deployment has a made-up deployment ID", async () => {
  const { url, notes } = await serve({
    stages: { dev: { deployment_id: "${timestamp()}" } },
    methods: { "GET /": echo },
  });
  const { requestContext } = (await (await fetch(url)).json()) as { readonly requestContext: object };
  expect(requestContext).toMatchObject({ deploymentId: expect.stringMatching(/^[a-z0-9]{6}$/) });
  expect(notes).toEqual([]);
});

test("a stage without a valid name is an error, because AWS rejects it", async () => {
  expect(await errorsOf({ stages: { dev: { stage_name: "$default" } }, methods: { "GET /": echo } })).toEqual(
    ['aws_api_gateway_stage.dev: stage_name is "$default"; expected 1 to 128 letters, digits, "_" and "-".'],
  );
});

test("a permission can contain the path of a resource below other resources", async () => {
  const { url, notes } = await serve({
    methods: { "GET /pets/dogs/big": echo },
    more: {
      resource: {
        aws_lambda_permission: {
          echo: {
            action: "lambda:InvokeFunction",
            function_name: "echo",
            principal: "apigateway.amazonaws.com",
            source_arn:
              "${aws_api_gateway_rest_api.api.execution_arn}/*/GET${aws_api_gateway_resource.path-pets-dogs-big.path}",
          },
        },
      },
    },
  });
  expect((await fetch(`${url}/pets/dogs/big`)).status).toBe(200);
  expect(notes).toEqual([]);
});
