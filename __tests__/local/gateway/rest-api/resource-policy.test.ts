import { networkInterfaces } from "node:os";
import { startLocal } from "gatewright/local";
import { readSynthesizedStack } from "#terraform";
import { readModel } from "../../../../src/local/model";
import { USER_POOL } from "../terraform-fixture";
import { REST_API_ID, type RestDescription, restGateway, writeRestFolder } from "./rest-fixture";

// Sources of the expected results (docs/decisions/021-facts-carry-sources.md explains the marks in titles):
// - [AWS docs]: the pages apigateway-resource-policies and apigateway-authorization-flow of the developer guide
// - [captured]: responses of AWS

const statement = (Effect: string, Resource: string, more: object = {}) => ({
  Effect,
  Principal: "*",
  Action: "execute-api:Invoke",
  Resource,
  ...more,
});

const LOCAL = { IpAddress: { "aws:SourceIp": ["127.0.0.0/8", "::1"] } };
const REMOTE = { NotIpAddress: { "aws:SourceIp": "127.0.0.1" } };

const methods: RestDescription["methods"] = {
  "GET /open": { to: "echo" },
  "GET /closed": { to: "echo" },
  "GET /denied": { to: "echo" },
  "GET /local": { to: "echo" },
  "GET /remote": { to: "echo" },
  "GET /shape": { to: "echo" },
  "GET /pets/{id}": { to: "echo" },
  "POST /pets/{id}": { to: "echo" },
  "GET /iam": { to: "echo", authorization: "AWS_IAM" },
  "GET /iam/denied": { to: "echo", authorization: "AWS_IAM" },
  "GET /id": {
    to: "echo",
    authorization: "COGNITO_USER_POOLS",
    authorizer_id: "${aws_api_gateway_authorizer.users.id}",
  },
};

const api = restGateway({
  stages: { dev: {}, v2: {} },
  methods,
  authorizers: {
    users: { type: "COGNITO_USER_POOLS", provider_arns: ["${aws_cognito_user_pool.users.arn}"] },
  },
  more: {
    resource: {
      ...USER_POOL,
      aws_api_gateway_rest_api_policy: {
        api: {
          rest_api_id: REST_API_ID,
          policy: JSON.stringify({
            Version: "2012-10-17",
            Statement: [
              statement("Allow", "execute-api:/*/GET/open"),
              statement("Allow", "${aws_api_gateway_rest_api.api.execution_arn}/dev/GET/denied"),
              statement("Deny", "execute-api:/dev/GET/denied"),
              statement("Allow", "execute-api:/dev/GET/local", { Condition: LOCAL }),
              statement("Allow", "execute-api:/dev/GET/remote", { Condition: REMOTE }),
              statement("Allow", "execute-api:/dev/GET/pets/*"),
              statement("Allow", "execute-api:/v2/GET/shape", { Action: "execute-api:*" }),
              statement("Allow", "*", { Action: "execute-api:InvalidateCache" }),
              statement("Deny", "execute-api:/dev/GET/iam/denied", {
                Principal: { AWS: "arn:aws:iam::123456789012:user/local" },
              }),
            ],
          }),
        },
      },
    },
  },
});

const PREFIX =
  /^\{"Message":"User: anonymous is not authorized to perform: execute-api:Invoke on resource: arn:aws:execute-api:eu-central-1:\*{8}9012:[a-z0-9]{10}\/dev\/GET\/\w+ /;

test.each(["open", "local"])("the policy allows GET /%s [AWS docs]", async (name) => {
  expect((await api.call(`GET /dev/${name}`)).status).toBe(200);
});

test.each([
  ["closed", "because no resource-based policy allows the execute-api:Invoke action"],
  ["remote", "because no resource-based policy allows the execute-api:Invoke action"],
  ["denied", "with an explicit deny in a resource-based policy"],
])("GET /%s needs an explicit allow, and gets 403 [captured]", async (name, cause) => {
  const { status, body, headers } = await api.call(`GET /dev/${name}`);
  expect([status, headers["x-amzn-errortype"]]).toEqual([403, "AccessDeniedException"]);
  expect(body).toMatch(PREFIX);
  expect(JSON.parse(body).Message).toContain(cause);
});

test("a statement names a stage, a method and a path with wildcards [AWS docs]", async () => {
  expect((await api.call("GET /dev/pets/7")).status).toBe(200);
  expect((await api.call("POST /dev/pets/7")).status).toBe(403);
  expect((await api.call("GET /v2/pets/7")).status).toBe(403);
});

test("an action with a wildcard allows the request, and another action does not [AWS docs]", async () => {
  expect((await api.call("GET /v2/shape")).status).toBe(200);
  expect((await api.call("GET /dev/shape")).body).toContain("because no resource-based policy allows");
});

test("the policy is not evaluated for a path without a method [unverified]", async () => {
  const { headers } = await api.call("GET /dev/nothing");
  expect(headers["x-amzn-errortype"]).toBe("MissingAuthenticationTokenException");
});

test("a signed request needs no statement, but no statement may deny it [AWS docs]", async () => {
  expect((await api.call("GET /dev/iam", await api.signGet("/dev/iam"))).status).toBe(200);
  const denied = await api.call("GET /dev/iam/denied", await api.signGet("/dev/iam/denied"));
  expect(denied.status).toBe(403);
  expect(denied.body).toContain("User: arn:aws:iam::123456789012:user/local is not authorized");
});

test("a Cognito token is checked before the policy, which must allow the request [AWS docs]", async () => {
  expect((await api.call("GET /dev/id")).status).toBe(401);
  const Authorization = await api.local.token({ use: "id" });
  expect((await api.call("GET /dev/id", { headers: { Authorization } })).body).toMatch(PREFIX);
});

test.each([
  ["closed", "no statement of the resource policy allows 127.0.0.1 to invoke arn:"],
  ["remote", "no statement of the resource policy allows 127.0.0.1 to invoke arn:"],
  ["denied", "a statement of the resource policy denies 127.0.0.1 to invoke arn:"],
])("the terminal prints why GET /%s is denied, without a fix that does not help", async (name, reason) => {
  api.takeLogs("request");
  await api.call(`GET /dev/${name}`);
  const [line] = api.takeLogs("request");
  expect(line).toContain(reason);
  expect(line).not.toContain("aws:SourceIp");
});

describe("an API that allows the addresses of an office", () => {
  const condition = (operator: string) => ({ [operator]: { "aws:SourceIp": ["203.0.113.0/24"] } });
  const office = restGateway({
    api: {
      policy: JSON.stringify({
        Statement: [
          statement("Allow", "execute-api:/*/GET/allow", { Condition: condition("IpAddress") }),
          statement("Allow", "execute-api:/*/GET/deny"),
          statement("Deny", "execute-api:/*/GET/deny", { Condition: condition("NotIpAddress") }),
        ],
      }),
    },
    methods: { "GET /allow": { to: "echo" }, "GET /deny": { to: "echo" } },
  });

  test.each(["allow", "deny"])("the terminal prints how to test GET /%s locally", async (name) => {
    office.takeLogs("request");
    expect((await office.call(`GET /dev/${name}`)).status).toBe(403);
    expect(office.takeLogs("request")).toEqual([
      expect.stringContaining('. Add "127.0.0.1/32" to aws:SourceIp to test it locally'),
    ]);
  });
});

const hasIpv6 = Object.values(networkInterfaces()).some((all) =>
  all?.some(({ address }) => address === "::1"),
);

(hasIpv6 ? test : test.skip)("the terminal prints how to allow an IPv6 address", async () => {
  const Condition = { IpAddress: { "aws:SourceIp": ["203.0.113.0/24"] } };
  const policy = JSON.stringify({ Statement: [statement("Allow", "execute-api:/*", { Condition })] });
  const lines: string[] = [];
  const local = await startLocal({
    dir: writeRestFolder({ api: { policy }, methods: { "GET /": { to: "echo" } } }),
    host: "::1",
    onLog: (entry) => lines.push(JSON.stringify(entry)),
  });
  const { status } = await fetch(`${local.url}/`);
  await local.stop();
  expect(status).toBe(403);
  expect(lines).toContainEqual(expect.stringContaining("::1/128"));
});

/** Returns a stack whose policy allows every request, and denies those that a condition describes. */
function denyStack(Condition: object, api: object = {}): RestDescription {
  const policy = JSON.stringify({
    Statement: [statement("Allow", "execute-api:/*"), statement("Deny", "execute-api:/*", { Condition })],
  });
  return { api: { policy, ...api }, methods: { "GET /open": { to: "echo" } } };
}

const PRIVATE = { endpoint_configuration: [{ types: ["PRIVATE"] }] };
const OTHER_VPC = { StringNotEquals: { "aws:SourceVpce": ["vpce-1"] } };

describe("a condition of an API that is not private on a VPC", () => {
  const other = restGateway(denyStack(OTHER_VPC));

  test("the policy is reported, and has no effect [our choice]", async () => {
    expect((await other.call("GET /dev/open")).status).toBe(200);
    expect(other.local.warnings).toEqual([
      "aws_api_gateway_rest_api.api: policy is not enforced: the condition StringNotEquals with aws:SourceVpce is not emulated.",
    ]);
  });
});

test.each([false, true])(
  "a local caller of a private API is in its VPC, with strict: %s [our choice]",
  async (strict) => {
    const local = await startLocal({ dir: writeRestFolder(denyStack(OTHER_VPC, PRIVATE)), strict });
    expect([(await fetch(`${local.url}/open`)).status, local.warnings]).toEqual([200, []]);
    await local.stop();
  },
);

test("a policy that denies the VPC of a private API denies a local caller [our choice]", async () => {
  const dir = writeRestFolder(denyStack({ StringEquals: { "aws:SourceVpc": "vpc-1" } }, PRIVATE));
  const local = await startLocal({ dir });
  expect((await fetch(`${local.url}/open`)).status).toBe(403);
  await local.stop();
});

test.each(["not-an-ip", "10.0.0.0/99", 7])("a policy with the address %j is reported", (address) => {
  const dir = writeRestFolder(denyStack({ IpAddress: { "aws:SourceIp": ["10.0.0.1", address] } }));
  const { warnings } = readModel(readSynthesizedStack(dir), () => "http://127.0.0.1");
  expect(warnings).toEqual([
    `aws_api_gateway_rest_api.api: policy is not enforced: the condition IpAddress with aws:SourceIp has ${JSON.stringify(address)}; expected an IP address or a range such as 203.0.113.0/24.`,
  ]);
});
