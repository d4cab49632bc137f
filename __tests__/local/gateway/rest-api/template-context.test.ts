import { invokeArn, USER_POOL } from "../terraform-fixture";
import { type MethodDescription, restGateway } from "./rest-fixture";

// The variable $context of mapping templates. Sources of the expected results
// (docs/decisions/021-facts-carry-sources.md explains the marks in titles):
// - [captured]: the keys that LocalStack's test test_sqs_amz_json_protocol recorded on AWS
// - [AWS docs]: the page api-gateway-mapping-template-reference of the developer guide

const RESPONSES = {
  default: {
    status_code: "200",
    response_templates: { "application/json": "$context.requestOverride.header.out" },
  },
};

/** Method that responds with the output of a template in its request. */
const render = (template: string, more: MethodDescription = {}): MethodDescription => ({
  ...more,
  integration: {
    type: "MOCK",
    request_templates: {
      "application/json": `#define($out)${template}#end#set($context.requestOverride.header.out = "$out"){"statusCode": 200}`,
    },
  },
  responses: RESPONSES,
});

const KEYS = "#foreach($key in $context.keySet())$key,#end";
const loop = (map: string) => `#foreach($key in ${map}.keySet())$key=[${map}.get($key)] #end`;

const CHECK = `exports.handler = async ({ methodArn }) => ({
  principalId: "ann", context: { number: 5, isAdmin: true, text: "t" }, usageIdentifierKey: "k",
  policyDocument: { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "execute-api:Invoke", Resource: methodArn }] },
});`;

const api = restGateway({
  stages: { dev: {} },
  functions: { check: { code: CHECK } },
  authorizers: {
    check: { authorizer_uri: invokeArn("check"), authorizer_result_ttl_in_seconds: 0 },
    users: { type: "COGNITO_USER_POOLS", provider_arns: ["${aws_cognito_user_pool.users.arn}"] },
  },
  methods: {
    "GET /event": { to: "echo" },
    "POST /keys": render(KEYS),
    "POST /identity": render(loop("$context.identity")),
    "POST /overrides": render(`${loop("$context.requestOverride")}|${loop("$context.responseOverride")}`),
    "POST /authorizer": render(
      `[${loop("$context.authorizer")}][$context.authorizer.x][$context.identity][$context.get("identity")]`,
    ),
    "POST /values/{id}": render(
      "$context.accountId $context.apiId $context.domainName $context.domainPrefix $context.httpMethod $context.path $context.protocol $context.resourceId $context.resourcePath $context.stage $context.identity.sourceIp $context.identity.userAgent [$context.isCanaryRequest]",
    ),
    "POST /ids": render(
      "$context.requestId $context.extendedRequestId $context.requestTimeEpoch $context.requestTime",
    ),
    "POST /custom": render(
      "$context.authorizer.principalId $context.authorizer.number $context.authorizer.isAdmin $context.authorizer.text [$context.authorizer.none]",
      { authorization: "CUSTOM", authorizer_id: "${aws_api_gateway_authorizer.check.id}" },
    ),
    "POST /cognito": render(
      "$context.authorizer.claims $context.authorizer.claims.sub $context.authorizer.claims['token_use']",
      { authorization: "COGNITO_USER_POOLS", authorizer_id: "${aws_api_gateway_authorizer.users.id}" },
    ),
    "GET /iam": render(
      "$context.identity.accessKey $context.identity.accountId $context.identity.userArn [$input.params('Authorization')]",
      {
        authorization: "AWS_IAM",
      },
    ),
    "POST /silent": render(
      "[$context.requestOverride][$context.responseOverride][$context.error.message][$context.error.messageString][$context.wafResponseCode][$context.webaclArn][$context.awsEndpointRequestId]",
    ),
    "POST /deployment": render("$context.deploymentId"),
    "POST /read-only": render("#set($context.stage = 1)$context.stage"),
  },
  more: { resource: USER_POOL },
});

const outputOf = async (line: string, headers: Record<string, string> = {}) =>
  (await api.call(line, { headers })).body;

test("the keys of $context are those with a value, and the overrides [captured]", async () => {
  expect((await outputOf("POST /dev/keys")).split(",").filter(Boolean).sort()).toEqual([
    "accountId",
    "apiId",
    "deploymentId",
    "domainName",
    "domainPrefix",
    "extendedRequestId",
    "httpMethod",
    "identity",
    "path",
    "protocol",
    "requestId",
    "requestOverride",
    "requestTime",
    "requestTimeEpoch",
    "resourceId",
    "resourcePath",
    "responseOverride",
    "stage",
  ]);
});

test("the keys of the identity include those without a value [captured]", async () => {
  const text = await outputOf("POST /dev/identity", { "User-Agent": "python/requests/tests" });
  expect(text.trim().split(" ").sort()).toEqual([
    "accessKey=[]",
    "accountId=[]",
    "caller=[]",
    "cognitoAuthenticationProvider=[]",
    "cognitoAuthenticationType=[]",
    "cognitoIdentityId=[]",
    "cognitoIdentityPoolId=[]",
    "principalOrgId=[]",
    "sourceIp=[127.0.0.1]",
    "user=[]",
    "userAgent=[python/requests/tests]",
    "userArn=[]",
  ]);
});

test("the overrides have empty maps [captured]", async () => {
  expect(await outputOf("POST /dev/overrides")).toBe("header=[] path=[] querystring=[] |header=[] ");
});

test("an authorizer that does not exist has no keys, and maps print nothing [captured]", async () => {
  expect(await outputOf("POST /dev/authorizer")).toBe("[][][][]");
});

test("the overrides as a whole, errors, and values of a web ACL or a backend print nothing [captured, AWS docs]", async () => {
  expect(await outputOf("POST /dev/silent")).toBe("[][][][][][][]");
});

test("the deployment is the one of the stage [AWS docs]", async () => {
  const { requestContext } = await api.event("GET /dev/event");
  expect(await outputOf("POST /dev/deployment")).toBe(requestContext.deploymentId);
});

test("the values are those of the request [AWS docs]", async () => {
  const { host, hostname } = new URL(api.local.url);
  const text = await outputOf("POST /dev/values/7?q=1", { "User-Agent": "test" });
  expect(text).toMatch(
    new RegExp(
      `^123456789012 [a-z0-9]{10} ${hostname} 127 POST /dev/values/7 HTTP/1\\.1 [a-z0-9]{6} /values/\\{id\\} dev 127\\.0\\.0\\.1 test \\[\\]$`,
    ),
  );
  expect(host).toContain(hostname);
});

test("the request ID is the one of the response [AWS docs]", async () => {
  const { body, headers } = await api.call("POST /dev/ids");
  const [requestId, extendedId, epoch, ...time] = body.split(" ");
  expect([requestId, extendedId]).toEqual([headers["x-amzn-requestid"], headers["x-amz-apigw-id"]]);
  expect([epoch, time.join(" ")]).toEqual([
    expect.stringMatching(/^\d{13}$/),
    expect.stringMatching(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/),
  ]);
});

test("the values of a Lambda authorizer are strings [AWS docs]", async () => {
  expect(await outputOf("POST /dev/custom", { Authorization: "x" })).toBe("ann 5 true t []");
});

test("the claims of a token print null as a whole, and one claim prints its value [AWS docs]", async () => {
  const token = await api.local.token({ use: "id", subject: "ann" });
  expect(await outputOf("POST /dev/cognito", { Authorization: token })).toBe("null ann id");
});

test("the identity of a signed request has its caller, and the signature is no parameter [AWS docs]", async () => {
  const { headers = {} } = await api.signGet("/dev/iam");
  expect(await outputOf("GET /dev/iam", headers as Record<string, string>)).toMatch(
    /^AKIA\w+ 123456789012 arn:aws:iam::123456789012:\S+ \[\]$/,
  );
});

test("a template cannot change other values [unverified]", async () => {
  expect((await api.call("POST /dev/read-only")).status).toBe(500);
});
