import { HttpApi, httpProxy, RestApi, type RestRouteTarget, WebSocketApi } from "gatewright";
import { byHeader, route, stream } from "gatewright/contract";
import { errorsOf, synthesized } from "../../../support";
import { fn } from "../http/api-fixture";
import { restStack } from "./rest-fixture";

const chat = route("GET /chat", { access: "public", replies: { 200: stream("text/event-stream") } });
const health = route("GET /health", { access: "public" });

/** Integration of a function whose responses API Gateway streams. */
const STREAMING = {
  type: "AWS_PROXY",
  integration_http_method: "POST",
  uri: '${replace(replace(aws_lambda_function.answer.invoke_arn, "path/2015-03-31/", "path/2021-11-15/"), "/invocations", "/response-streaming-invocations")}',
  timeout_milliseconds: 900_000,
  response_transfer_mode: "STREAM",
};

const BUFFERED = { timeout_milliseconds: 29_000, response_transfer_mode: undefined };

test("a route with a streamed reply streams for up to 15 minutes, and the routes of other functions do not", () => {
  const { stack, api, answer } = restStack();
  api.route(chat, answer);
  api.route(health, fn(stack, "health"));
  const { only } = synthesized(stack);
  only("aws_api_gateway_integration", STREAMING);
  only("aws_api_gateway_integration", { ...BUFFERED, uri: "${aws_lambda_function.health.invoke_arn}" });
  // API Gateway also streams with this permission (API_InvokeWithResponseStream).
  only("aws_lambda_permission", {
    action: "lambda:InvokeFunction",
    function_name: "${aws_lambda_function.answer.function_name}",
  });
});

test("all routes of a function with a streamed reply are streamed, also those of another API", () => {
  const { stack, api, answer } = restStack();
  api.route(health, answer);
  api.route(chat, answer);
  new RestApi(stack, "other").route(health, answer);
  expect(synthesized(stack).all("aws_api_gateway_integration", STREAMING)).toHaveLength(3);
});

test("a version with a streamed reply makes the route stream", () => {
  const { stack, api, answer } = restStack();
  api.route(route("GET /chat", { access: "public" }), answer);
  api.route(byHeader("x-version", "2", { chat }).chat, answer);
  synthesized(stack).only("aws_api_gateway_integration", STREAMING);
});

test("a function can run for 15 minutes only if its responses are streams", () => {
  const { stack, api } = restStack();
  api.route(chat, fn(stack, "chat", 900));
  api.route(health, fn(stack, "health", 30));
  expect(errorsOf(stack)).toEqual([
    expect.stringContaining("timeout of test/health is 30 s; the API stops waiting after 29 s."),
  ]);
});

test("an HTTP endpoint streams a declared stream, and can take 15 minutes", () => {
  const { stack, api } = restStack();
  api.route(chat, httpProxy("https://chat.example.com", { timeoutSeconds: 900 }));
  api.route(health, httpProxy("https://health.example.com"));
  const { only } = synthesized(stack);
  only("aws_api_gateway_integration", {
    uri: "https://chat.example.com",
    timeout_milliseconds: 900_000,
    response_transfer_mode: "STREAM",
  });
  only("aws_api_gateway_integration", { ...BUFFERED, uri: "https://health.example.com" });
});

test("an HTTP endpoint of a route without a stream can take only 29 seconds", () => {
  const { stack, api } = restStack();
  api.route(health, httpProxy("https://health.example.com", { timeoutSeconds: 900 }));
  expect(errorsOf(stack)).toEqual([
    expect.stringContaining("timeoutSeconds is 900; expected 0.05 to 29 seconds"),
  ]);
});

const MOCK: RestRouteTarget = {
  restSettings: () => ({
    type: "MOCK",
    requestTemplates: { "application/json": '{"statusCode": 200}' },
    responses: [{ statusCode: 200 }],
  }),
  validateRestRoute: () => [],
};

test("a streamed reply of an integration that is no proxy is an error", () => {
  const { stack, api } = restStack();
  api.route(chat, MOCK);
  expect(errorsOf(stack)).toEqual([
    'test/api: route "GET /chat": a reply is a stream, but an integration of the type MOCK sends only complete responses. Use a function or `httpProxy()`.',
  ]);
});

test("a streamed reply that only a later version of an HTTP endpoint declares is an error", () => {
  const { stack, api } = restStack();
  const target = httpProxy("https://chat.example.com");
  api.route(route("GET /chat", { access: "public" }), target);
  api.route(byHeader("x-version", "2", { chat }).chat, target);
  expect(errorsOf(stack)).toEqual([
    'test/api: route "GET /chat": a reply of another version is a stream, but the first version defines the integration. Declare the stream in the first version.',
  ]);
});

test("a cached route of a function with a streamed reply is an error", () => {
  const { stack, api, answer } = restStack({ cache: { sizeGb: 0.5 } });
  api.route(health, answer, { cache: { parameters: [] } });
  api.route(chat, answer);
  expect(errorsOf(stack)).toEqual([
    'test/api: route "GET /health": cache is set, but API Gateway does not cache streams, and one of the replies of the route or of its function is a stream. Remove `cache`, or use another function.',
  ]);
});

test("a streamed reply in an HTTP API is an error", () => {
  const { stack, api, answer } = restStack();
  api.route(health, answer);
  new HttpApi(stack, "http").route(chat, fn(stack, "chat"));
  expect(errorsOf(stack)).toEqual([
    'test/http: route "GET /chat": a reply is a stream, but an HTTP API sends only complete responses. Use a RestApi.',
  ]);
});

test("a function with a streamed reply in a REST API cannot have a route in an HTTP API", () => {
  const { stack, api, answer } = restStack();
  new HttpApi(stack, "http").route(health, answer);
  api.route(chat, answer);
  expect(errorsOf(stack)).toEqual([
    'test/http: route "GET /health": its function streams all responses, because of route "GET /chat" of test/api, but an HTTP API sends only complete responses. Use another function for one of the routes.',
  ]);
});

test("a function with a streamed reply in a REST API cannot have a route in a WebSocket API", () => {
  const { stack, api, answer } = restStack();
  new WebSocketApi(stack, "live", { access: "public" }).route("ping", answer);
  api.route(chat, answer);
  expect(errorsOf(stack)).toEqual([
    'test/live: route "ping": its function streams all responses, because of route "GET /chat" of test/api, but a WebSocket API needs complete results. Use another function for one of the routes.',
  ]);
});
