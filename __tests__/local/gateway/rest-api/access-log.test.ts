import { USER_POOL } from "../terraform-fixture";
import { restGateway } from "./rest-fixture";

// Sources of the expected results (docs/decisions/021-facts-carry-sources.md explains the marks in titles):
// - [AWS docs]: the page api-gateway-variables-for-access-logging of the developer guide

const NAMES = [
  "requestId",
  "extendedRequestId",
  "resourceId",
  "resourcePath",
  "httpMethod",
  "path",
  "stage",
  "deploymentId",
  "status",
  "responseLength",
  "requestTimeEpoch",
  "identity.userArn",
  "error.message",
  "error.responseType",
  "authorizer.claims.sub",
  "integrationStatus",
  "routeKey",
];
const format = JSON.stringify({
  ...Object.fromEntries(NAMES.map((name) => [name, `$context.${name}`])),
  quoted: "QUOTED",
}).replace('"QUOTED"', "$context.error.messageString");

const api = restGateway({
  stages: { dev: { access_log_settings: [{ destination_arn: "arn:aws:logs:x", format }] } },
  authorizers: {
    users: { type: "COGNITO_USER_POOLS", provider_arns: ["${aws_cognito_user_pool.users.arn}"] },
  },
  methods: {
    "GET /pets/{id}": { to: "echo" },
    "GET /fail": { to: "fail" },
    "GET /iam": { to: "echo", authorization: "AWS_IAM" },
    "GET /id": {
      to: "echo",
      authorization: "COGNITO_USER_POOLS",
      authorizer_id: "${aws_api_gateway_authorizer.users.id}",
    },
  },
  more: { resource: USER_POOL },
});

/** Returns the access log entry of a request. */
async function logged(line: string, headers: Readonly<Record<string, string>> = {}) {
  const response = await api.call(line, { headers });
  return { entry: JSON.parse(api.takeLogs("access").at(-1) ?? "null"), response };
}

test("an access log has the variables of REST APIs [AWS docs]", async () => {
  const { entry, response } = await logged("GET /dev/pets/7");
  expect(entry).toEqual({
    requestId: response.headers["x-amzn-requestid"],
    extendedRequestId: response.headers["x-amz-apigw-id"],
    resourceId: expect.stringMatching(/^[a-z0-9]{6}$/),
    resourcePath: "/pets/{id}",
    httpMethod: "GET",
    path: "/dev/pets/7",
    stage: "dev",
    deploymentId: expect.stringMatching(/^[a-z0-9]{6}$/),
    status: "200",
    responseLength: String(response.bytes.length),
    requestTimeEpoch: expect.stringMatching(/^\d{13}$/),
    "identity.userArn": "-",
    "error.message": "-",
    "error.responseType": "-",
    "authorizer.claims.sub": "-",
    integrationStatus: "200",
    routeKey: "-",
    quoted: "-",
  });
});

test("an error has its message and its type [AWS docs]", async () => {
  const { entry } = await logged("GET /dev/fail");
  expect(entry).toMatchObject({
    status: "502",
    "error.message": "Internal server error",
    "error.responseType": "INTEGRATION_FAILURE",
    quoted: "Internal server error",
  });
});

test("claims and the signing user are variables [AWS docs]", async () => {
  const Authorization = await api.local.token({ use: "id", subject: "ann" });
  expect((await logged("GET /dev/id", { Authorization })).entry).toMatchObject({
    "authorizer.claims.sub": "ann",
  });
  const { headers } = await api.signGet("/dev/iam");
  expect((await logged("GET /dev/iam", headers as Record<string, string>)).entry).toMatchObject({
    "identity.userArn": "arn:aws:iam::123456789012:user/local",
  });
});
