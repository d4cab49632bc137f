import { App, AwsProvider, NodejsFunction, RestApi, TerraformStack } from "gatewright";
import type { Route } from "gatewright/contract";
import { type LocalServer, startLocal } from "gatewright/local";
import { temporaryFolder } from "../../../support";
import { routes } from "../../both-apis/cors-handlers";
import { send } from "../raw-http";

// Handlers in an API with a cache: a stored response must not have the CORS headers or the version of another request.

let local: LocalServer;
beforeAll(async () => {
  const stack = new TerraformStack(new App({ outdir: temporaryFolder() }), "test");
  new AwsProvider(stack, "aws", { region: "eu-central-1" });
  const entry = "__tests__/local/both-apis/cors-handlers.ts";
  const answer = new NodejsFunction(stack, "answer", { entry });
  const api = new RestApi(stack, "api", {
    stageName: "v1",
    cache: { sizeGb: 0.5 },
    cors: { origins: ["https://a.example", "https://b.example"] },
  });
  const [item, first, second] = routes as unknown as readonly [Route, Route, Route];
  api.route(item, answer, { cache: { parameters: ["query.limit"] } });
  api.route(first, answer, { cache: { parameters: [] } });
  api.route(second, answer);
  local = await startLocal({ stack });
});
afterAll(() => local.stop());

/** Sends requests, each twice. Returns the value of a header or the body, and the number of function calls. */
async function sendTwice(path: string, name: string, values: readonly (string | undefined)[]) {
  const from = local.logs().length;
  const all = [...values, ...values];
  const responses = [];
  for (const value of all) {
    const headers: Record<string, string> = value === undefined ? {} : { [name]: value };
    responses.push(await send(local.url, `GET /v1${path}`, { headers }));
  }
  const requests = local
    .logs()
    .slice(from)
    .filter(({ kind, text }) => kind === "request" && !text.includes("cache"));
  return { responses, calls: requests.length };
}

test("pages of several origins, and callers without an origin, get their own CORS headers", async () => {
  const origins = ["https://a.example", "https://b.example", undefined, "https://c.example"];
  const { responses, calls } = await sendTwice("/items/reply", "Origin", origins);
  const allowed = ["https://a.example", "https://b.example", undefined, undefined];
  expect(responses.map(({ headers }) => headers["access-control-allow-origin"])).toEqual([
    ...allowed,
    ...allowed,
  ]);
  expect(calls).toBe(4);
});

test("callers of several versions get their own version", async () => {
  const { responses, calls } = await sendTwice("/versions", "x-version", ["1", "2"]);
  expect(responses.map(({ body }) => body)).toEqual(["1", "2", "1", "2"]);
  expect(calls).toBe(2);
});

test("a caller that sends a version twice does not change the response that others get", async () => {
  const origin = "Origin: https://b.example";
  const sent = [["x-version: 1", "x-version: 2"], ["x-version: 2"]];
  for (const versions of sent) {
    const { status, body } = await send(local.url, "GET /v1/versions", { headers: [...versions, origin] });
    expect([status, body]).toEqual([200, "2"]);
  }
});
