import { startLocal } from "gatewright/local";
import { API_ID, authorizedBy, invokeArn } from "../terraform-fixture";
import { type WebSocketTestGateway, webSocketGateway, writeWebSocketFolder } from "./web-socket-fixture";

// Sources of the expected results (docs/decisions/021-facts-carry-sources.md explains the marks in titles):
// - [AWS docs]: the page apigateway-websocket-api-selection-expressions of the developer guide
// - [unverified]: the statuses and messages are those of REST APIs

const keyOf = (name: string) => name.padEnd(20, "-");

/** Returns usage plans by name, and a key of each plan with the name of the plan. */
const plans = (settings: Readonly<Record<string, object>>) => {
  const map = (create: (name: string) => object) =>
    Object.fromEntries(Object.keys(settings).map((name) => [name, create(name)]));
  return {
    aws_api_gateway_api_key: {
      ...map((name) => ({ name, value: keyOf(name) })),
      disabled: { name: "disabled", value: keyOf("disabled"), enabled: false },
      unplanned: { name: "unplanned", value: keyOf("unplanned") },
    },
    aws_api_gateway_usage_plan: map((name) => ({
      name,
      api_stages: [{ api_id: API_ID, stage: "dev" }],
      ...settings[name],
    })),
    aws_api_gateway_usage_plan_key: {
      ...map((name) => link(name, name)),
      disabled: link("disabled", "gold"),
    },
  };
};

const link = (key: string, plan: string) => ({
  key_id: `\${aws_api_gateway_api_key.${key}.id}`,
  key_type: "API_KEY",
  usage_plan_id: `\${aws_api_gateway_usage_plan.${plan}.id}`,
});

const resource = plans({
  gold: {},
  slow: { throttle_settings: [{ burst_limit: 1, rate_limit: 0.0001 }] },
  daily: { quota_settings: [{ limit: 1, period: "DAY" }] },
});

const FORMAT = "$context.connectionId $context.identity.apiKey $context.identity.apiKeyId";
const logged = {
  access_log_settings: {
    destination_arn: "arn:aws:logs:eu-central-1:123456789012:log-group:chat",
    format: FORMAT,
  },
};
const connect = { to: "echo", api_key_required: true };
const api = webSocketGateway({
  stages: { dev: logged, v2: {} },
  routes: { $connect: connect, $default: { to: "echo", twoWay: true } },
  more: { resource },
});
const byAuthorizer = webSocketGateway({
  api: { api_key_selection_expression: "$context.authorizer.usageIdentifierKey" },
  routes: { $connect: { ...connect, ...authorizedBy("users", "CUSTOM") } },
  functions: {
    authorize: {
      code: `exports.handler = async ({ methodArn, queryStringParameters: { key } }) => ({
        principalId: "ada",
        usageIdentifierKey: key,
        policyDocument: { Statement: [{ Effect: "Allow", Action: "execute-api:Invoke", Resource: methodArn }] },
      });`,
    },
  },
  authorizers: {
    users: {
      authorizer_uri: invokeArn("authorize"),
      identity_sources: ["route.request.querystring.key"],
    },
  },
  more: { resource },
});

const withKey = (name: string) => ({ headers: { "X-Api-Key": keyOf(name) } });

/** Returns the status and the message of a rejected handshake. */
async function rejection(gateway: WebSocketTestGateway, place: string, key?: string) {
  const { status, body } = await gateway.rejection(place, key === undefined ? {} : withKey(key));
  return [status, JSON.parse(body).message];
}

test("a handshake with the key of a usage plan with the stage is accepted [AWS docs]", async () => {
  expect((await api.connect("/dev", withKey("gold"))).socket.readyState).toBe(1);
});

test.each<[string, string, string | undefined, string]>([
  ["no key", "/dev", undefined, "x-api-key is missing"],
  ["an unknown key", "/dev", "unknown", "x-api-key is not the value of an API key"],
  ["a disabled key", "/dev", "disabled", "API key disabled is disabled"],
  [
    "a key without a usage plan",
    "/dev",
    "unplanned",
    "no usage plan with API key unplanned contains the stage dev",
  ],
  ["a key of another stage", "/v2", "gold", "no usage plan with API key gold contains the stage v2"],
])(
  "a handshake with %s gets 403, and the terminal shows the reason [unverified]",
  async (_, place, key, reason) => {
    expect(await rejection(api, place, key)).toEqual([403, "Forbidden"]);
    await api.line("request", new RegExp(`^403 CONNECT ${place} .*${reason} `));
  },
);

test.each([
  ["slow", "Too Many Requests"],
  ["daily", "Limit Exceeded"],
])("a second handshake with the key of the plan %s gets 429 [unverified]", async (name, message) => {
  await api.connect("/dev", withKey(name));
  expect(await rejection(api, "/dev", name)).toEqual([429, message]);
});

test("messages need no key, and do not count against the quota [unverified]", async () => {
  await api.local.reload();
  const client = await api.connect("/dev", withKey("daily"));
  for (const text of ["1", "2"]) expect(JSON.parse(await client.ask(text)).body).toBe(text);
});

test("events and the access log contain the key [unverified]", async () => {
  const client = await api.connect("/dev", withKey("gold"));
  const { requestContext } = JSON.parse(await client.ask("hello"));
  const { apiKey, apiKeyId } = requestContext.identity;
  expect([apiKey, apiKeyId]).toEqual([keyOf("gold"), expect.stringMatching(/^[a-z0-9]{10}$/)]);
  const line = await api.line("access", new RegExp(`^${requestContext.connectionId} `));
  expect(line).toBe(`${requestContext.connectionId} ${apiKey} ${apiKeyId}`);
});

test("the key can be one that the authorizer returns [AWS docs]", async () => {
  expect((await byAuthorizer.connect(`/dev?key=${keyOf("gold")}`)).socket.readyState).toBe(1);
  expect(await rejection(byAuthorizer, "/dev?key=unknown", "gold")).toEqual([403, "Forbidden"]);
});

test("an unknown expression for the key stops the start [AWS docs]", async () => {
  const dir = writeWebSocketFolder({
    api: { api_key_selection_expression: "$request.header.key" },
    routes: { $connect: connect },
  });
  await expect(startLocal({ dir })).rejects.toThrow(
    'aws_apigatewayv2_api.api: api_key_selection_expression is "$request.header.key"; expected $request.header.x-api-key or $context.authorizer.usageIdentifierKey.',
  );
});

test("a key for messages is not emulated [our choice]", async () => {
  const local = await startLocal({ dir: writeWebSocketFolder({ routes: { send: connect } }) });
  expect(local.warnings).toEqual([
    "send (aws_apigatewayv2_route.send: api_key_required is not emulated. Only $connect can require an API key locally.)",
  ]);
  await local.stop();
});
