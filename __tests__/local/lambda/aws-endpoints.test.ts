import { type LocalServer, startLocal } from "gatewright/local";
import { send } from "../gateway/raw-http";
import { writeStackFolder } from "../gateway/terraform-fixture";
import { startLambda, TestLambda } from "./support";

const CALLER_ENVIRONMENT = Object.keys(process.env).filter((name) => name.startsWith("AWS_ENDPOINT_URL"));

let local: LocalServer | undefined;
afterEach(async () => {
  await local?.stop();
  local = undefined;
  await TestLambda.stopAll();
  for (const name of Object.keys(process.env)) {
    if (name.startsWith("AWS_ENDPOINT_URL")) delete process.env[name];
  }
});

test("the tests start without endpoints in the environment", () => {
  expect(CALLER_ENVIRONMENT).toEqual([]);
});

const LOCAL_DYNAMODB = expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/);

test.each<[string, Record<string, string>, Record<string, string>, Record<string, unknown>]>([
  [
    "none",
    {},
    {},
    {
      AWS_ENDPOINT_URL: undefined,
      AWS_ENDPOINT_URL_SQS: undefined,
      AWS_ENDPOINT_URL_DYNAMODB: LOCAL_DYNAMODB,
    },
  ],
  [
    "one service",
    { AWS_ENDPOINT_URL_SQS: "http://localhost:9324" },
    {},
    { AWS_ENDPOINT_URL_SQS: "http://localhost:9324", AWS_ENDPOINT_URL_DYNAMODB: LOCAL_DYNAMODB },
  ],
  [
    "all services",
    { AWS_ENDPOINT_URL: "http://localhost:4566" },
    {},
    { AWS_ENDPOINT_URL: "http://localhost:4566", AWS_ENDPOINT_URL_DYNAMODB: LOCAL_DYNAMODB },
  ],
  [
    "a service that the stack names too",
    { AWS_ENDPOINT_URL_SQS: "http://localhost:9324", AWS_ENDPOINT_URL_S3: "http://localhost:9000" },
    { AWS_ENDPOINT_URL_SQS: "http://stack" },
    { AWS_ENDPOINT_URL_SQS: "http://stack", AWS_ENDPOINT_URL_S3: "http://localhost:9000" },
  ],
  [
    "DynamoDB",
    { AWS_ENDPOINT_URL_DYNAMODB: "http://localhost:8000" },
    {},
    { AWS_ENDPOINT_URL_DYNAMODB: "http://localhost:8000" },
  ],
  [
    "no DynamoDB, but the stack names one",
    {},
    { AWS_ENDPOINT_URL_DYNAMODB: "http://stack" },
    { AWS_ENDPOINT_URL_DYNAMODB: LOCAL_DYNAMODB },
  ],
  ["a name with a similar start", { AWS_ENDPOINT_URLS: "x" }, {}, { AWS_ENDPOINT_URLS: undefined }],
])(
  "a function has the endpoints of the shell if the shell names %s",
  async (_, shell, variables, expected) => {
    Object.assign(process.env, shell);
    const code = "exports.handler = async () => process.env;";
    local = await startLocal({
      dir: writeStackFolder({
        functions: { env: { code, environment: { variables } } },
        routes: { "GET /env": { to: "env" } },
      }),
    });
    const environment = JSON.parse((await send(local.url, "GET /env")).body);
    const found = Object.keys(expected).map((name) => [name, environment[name]]);
    expect(Object.fromEntries(found)).toEqual(expected);
  },
);

/** Code of a function that sends a request as its event says, and waits for the error: no host name resolves. */
const CALL = `require("node:dns").lookup = (host, options, done) => setTimeout(done, 1, new Error("no network"));
const { request } = require("node:https");
exports.handler = ({ host, headers, withFetch }) => withFetch
  ? fetch("https://" + host, { headers }).then(() => 1, () => 2)
  : new Promise((resolve) => request({ host, headers }, resolve).on("error", resolve).end()).then(() => 1);`;

const sdk = (id: string) => ({ "user-agent": `aws-sdk-js/3.700.0 ua/2.1 os/linux api/${id}#3.700.0 m/E` });
const signed = (service: string) => ({
  authorization: `AWS4-HMAC-SHA256 Credential=A/20260101/eu-west-1/${service}/aws4_request, SignedHeaders=host, Signature=x`,
});

test.each<[string, Record<string, string>, string[]]>([
  ["sqs.eu-west-1.amazonaws.com", sdk("sqs"), ["SQS is not emulated. Set AWS_ENDPOINT_URL_SQS."]],
  [
    "secretsmanager.eu-west-1.amazonaws.com",
    sdk("secrets-manager"),
    ["SECRETS_MANAGER is not emulated. Set AWS_ENDPOINT_URL_SECRETS_MANAGER."],
  ],
  ["sns.cn-north-1.amazonaws.com.cn", signed("sns"), ["SNS is not emulated. Set AWS_ENDPOINT_URL_SNS."]],
  ["lambda.eu-west-1.api.aws", sdk("lambda"), ["LAMBDA is not emulated. Set AWS_ENDPOINT_URL_LAMBDA."]],
  ["bucket.s3.amazonaws.com", {}, []],
  ["localhost", sdk("sqs"), []],
  ["amazonaws.com.example", sdk("sqs"), []],
])(
  "a call to %s with the headers %j writes one line for each invocation: %j",
  async (host, headers, lines) => {
    for (const withFetch of [false, true]) {
      const lambda = startLambda(CALL);
      await lambda.result({ host, headers, withFetch });
      await lambda.result({ host, headers, withFetch });
      expect(lambda.lines.map(({ text }) => text)).toEqual([...lines, ...lines]);
    }
  },
);
