import { invokeArn, USER_POOL } from "../terraform-fixture";
import { readRestApi, restGateway } from "./rest-fixture";

// Sources of the expected results (docs/decisions/021-facts-carry-sources.md explains the marks in titles):
// - [AWS docs]: the pages api-gateway-swagger-extensions-… of the developer guide

const lambda = {
  type: "aws_proxy",
  httpMethod: "POST",
  uri: invokeArn("echo"),
  passthroughBehavior: "when_no_match",
};
const operation = (more: object = {}) => ({
  responses: { 200: { description: "ok" } },
  "x-amazon-apigateway-integration": lambda,
  ...more,
});

const DOCUMENT = {
  openapi: "3.0.1",
  info: { title: "pets", version: "1" },
  paths: {
    "/": { get: operation() },
    "/pets/{id}": {
      parameters: [{ name: "id", in: "path", required: true }],
      get: operation(),
      delete: operation({ security: [{ check: [] }] }),
      put: operation({ security: [{ users: ["notes/write"] }] }),
      patch: operation({ security: [{ iam: [] }] }),
      post: operation({
        "x-amazon-apigateway-request-validator": "params",
        parameters: [{ name: "q", in: "query", required: true }],
      }),
      options: {
        responses: { 204: { description: "preflight" } },
        "x-amazon-apigateway-integration": {
          type: "mock",
          requestTemplates: { "application/json": '{"statusCode": 204}' },
          responses: {
            default: {
              statusCode: "204",
              responseParameters: { "method.response.header.Access-Control-Allow-Origin": "'*'" },
            },
          },
        },
      },
    },
    "/files/{proxy+}": { "x-amazon-apigateway-any-method": operation() },
    "/key": { get: operation({ security: [{ key: [] }] }) },
    "/stream": {
      get: operation({
        "x-amazon-apigateway-integration": {
          type: "aws",
          httpMethod: "POST",
          uri: "arn:aws:apigateway:eu-central-1:kinesis:action/PutRecord",
          credentials: "arn:aws:iam::123456789012:role/api",
        },
      }),
    },
  },
  components: {
    securitySchemes: {
      key: { type: "apiKey", name: "x-api-key", in: "header" },
      iam: {
        type: "apiKey",
        name: "Authorization",
        in: "header",
        "x-amazon-apigateway-authtype": "awsSigv4",
      },
      check: {
        type: "apiKey",
        name: "token",
        in: "header",
        "x-amazon-apigateway-authtype": "custom",
        "x-amazon-apigateway-authorizer": {
          type: "token",
          authorizerUri: invokeArn("check"),
          authorizerResultTtlInSeconds: 0,
        },
      },
      users: {
        type: "apiKey",
        name: "Authorization",
        in: "header",
        "x-amazon-apigateway-authtype": "cognito_user_pools",
        "x-amazon-apigateway-authorizer": {
          type: "cognito_user_pools",
          providerARNs: ["${aws_cognito_user_pool.users.arn}"],
        },
      },
    },
  },
  "x-amazon-apigateway-request-validators": { params: { validateRequestParameters: true } },
  "x-amazon-apigateway-gateway-responses": { UNAUTHORIZED: { statusCode: 418 } },
};

const CHECK = `exports.handler = async ({ authorizationToken, methodArn }) => ({
  principalId: authorizationToken,
  policyDocument: { Version: "2012-10-17", Statement: [
    { Effect: authorizationToken === "yes" ? "Allow" : "Deny", Action: "execute-api:Invoke", Resource: methodArn }] },
});`;

const api = restGateway({
  api: { body: JSON.stringify(DOCUMENT) },
  functions: {
    echo: { code: "exports.handler = async (event) => ({ body: JSON.stringify(event) });" },
    check: { code: CHECK },
  },
  more: { resource: USER_POOL },
});

test("the paths of a definition are resources [AWS docs]", async () => {
  expect((await api.event("GET /dev/")).resource).toBe("/");
  const event = await api.event("GET /dev/pets/7");
  expect([event.resource, event.pathParameters]).toEqual(["/pets/{id}", { id: "7" }]);
  expect(event.requestContext.resourceId).toMatch(/^[a-z0-9]{6}$/);
  const { pathParameters, httpMethod } = await api.event("DELETE /dev/files/a/b");
  expect([pathParameters, httpMethod]).toEqual([{ proxy: "a/b" }, "DELETE"]);
  expect((await api.call("GET /dev/pets")).status).toBe(403);
});

test("a mock of a definition answers a preflight [AWS docs]", async () => {
  const { status, headers } = await api.call("OPTIONS /dev/pets/7");
  expect([status, headers["access-control-allow-origin"]]).toEqual([204, "*"]);
});

test("a security scheme is a Lambda authorizer [AWS docs]", async () => {
  const { requestContext } = await api.event("DELETE /dev/pets/7", { headers: { token: "yes" } });
  expect(requestContext.authorizer.principalId).toBe("yes");
  expect((await api.call("DELETE /dev/pets/7", { headers: { token: "no" } })).status).toBe(403);
});

test("a security scheme is a Cognito authorizer, and a gateway response changes its errors [AWS docs]", async () => {
  const Authorization = await api.local.token({ scopes: ["notes/write"] });
  expect((await api.call("PUT /dev/pets/7", { headers: { Authorization } })).status).toBe(200);
  expect((await api.call("PUT /dev/pets/7")).status).toBe(418);
});

test("a security scheme is IAM authorization [AWS docs]", async () => {
  expect((await api.call("PATCH /dev/pets/7")).headers["x-amzn-errortype"]).toBe(
    "MissingAuthenticationTokenException",
  );
});

test("a request validator of a definition requires parameters [AWS docs]", async () => {
  expect((await api.call("POST /dev/pets/7?q=1")).status).toBe(200);
  expect((await api.call("POST /dev/pets/7")).status).toBe(400);
});

test("an operation that is not emulated responds with 501, and names its place [our choice]", async () => {
  const { status, body } = await api.call("GET /dev/stream");
  expect(status).toBe(501);
  expect(JSON.parse(body).message).toBe(
    'aws_api_gateway_rest_api.api: body: integration "GET /stream": integrations with the AWS service "kinesis" are not emulated; only those with "lambda" and "dynamodb" are. Test the method on AWS.',
  );
});

test("a security scheme without an authorizer requires an API key [AWS docs]", async () => {
  expect((await api.call("GET /dev/key")).headers["x-amzn-errortype"]).toBe("ForbiddenException");
});

test.each([
  [{}, "AUTHORIZER"],
  [{ api_key_source: "HEADER" }, "HEADER"],
])(
  "a definition names the source of the API keys, and the arguments %j have priority [AWS docs]",
  (api, source) => {
    const body = JSON.stringify({ paths: {}, "x-amazon-apigateway-api-key-source": "AUTHORIZER" });
    expect(readRestApi({ api: { body, ...api } }).apiKeySource).toBe(source);
  },
);

test("a definition has the conversions of the bodies of an integration and its responses [AWS docs]", () => {
  const integration = {
    type: "http",
    httpMethod: "POST",
    uri: "http://localhost",
    contentHandling: "CONVERT_TO_TEXT",
    responses: { "2\\d{2}": { statusCode: "200", contentHandling: "CONVERT_TO_BINARY" } },
  };
  const get = { responses: { 200: {} }, "x-amazon-apigateway-integration": integration };
  const body = JSON.stringify({ paths: { "/": { get } } });
  expect(readRestApi({ api: { body } }).routes[0]?.integration).toMatchObject({
    contentHandling: "CONVERT_TO_TEXT",
    responses: [{ contentHandling: "CONVERT_TO_BINARY", isDeclared: true }],
  });
});
