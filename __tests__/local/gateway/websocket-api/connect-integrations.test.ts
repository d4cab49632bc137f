import { testBackend } from "../backend";
import { type BlockArguments, invokeArn } from "../terraform-fixture";
import { webSocketGateway } from "./web-socket-fixture";

// Sources of the expected results (docs/decisions/021-facts-carry-sources.md explains the marks in titles):
// - [measured]: projects whose backend handles $connect of a live API, such as stackoverflow.com/questions/67640010
// - [AWS docs]: the pages apigateway-websocket-api-route-keys-connect-disconnect and websocket-api-data-mapping of the
//   developer guide

const backend = testBackend();

/** Integration that forwards requests to the endpoint. */
const forward = (more: BlockArguments = {}): BlockArguments => ({
  integration_type: "HTTP_PROXY",
  integration_method: "POST",
  integration_uri: backend.url,
  ...more,
});

const bare = webSocketGateway(() => ({ routes: { $connect: { integration: forward() } } }));
const mapped = webSocketGateway(() => ({
  routes: {
    $connect: {
      integration: forward({
        request_parameters: {
          "integration.request.header.auth": "route.request.querystring.token",
          "integration.request.header.names": "route.request.multivalueheader.x-name",
          "integration.request.header.undeclared": "route.request.querystring.other",
          "integration.request.header.Sec-WebSocket-Version": "'0'",
          "integration.request.querystring.all": "route.request.multivaluequerystring.token",
        },
      }),
      request_parameter: [
        { request_parameter_key: "route.request.querystring.token", required: true },
        { request_parameter_key: "route.request.header.x-name", required: false },
      ],
    },
    $disconnect: {
      integration: forward({
        integration_uri: `${backend.url}/gone`,
        request_parameters: { "integration.request.header.connectionId": "context.connectionId" },
      }),
    },
  },
}));
const checked = webSocketGateway({
  routes: {
    $connect: {
      integration: {
        integration_type: "AWS",
        integration_method: "POST",
        integration_uri: invokeArn("check"),
        request_templates: { $default: '{"fail": "$input.params("fail")"}' },
      },
    },
  },
  functions: {
    check: { code: 'exports.handler = async ({ fail }) => { if (fail === "1") throw new Error("no"); };' },
  },
});

/** Opens a connection, and returns the request that the endpoint received for it. */
async function handshake(gateway: typeof bare, place: string, headers: Record<string, string> = {}) {
  const requests: { url?: string; headers: Record<string, string>; pairs: readonly string[] }[] = [];
  backend.respondWith(({ url, rawHeaders }, response) => {
    const pairs = rawHeaders.filter((_, index) => index % 2 === 0);
    const values = Object.fromEntries(pairs.map((name, index) => [name, rawHeaders[2 * index + 1] ?? ""]));
    requests.push({ url, headers: values, pairs });
    response.end();
  });
  const client = await gateway.connect(place, { headers });
  return { client, request: requests[0], requests };
}

test("an endpoint gets the headers and the query of the handshake [measured]", async () => {
  const { request } = await handshake(bare, "/dev?a=1&a=2&b", { "X-Name": "ada" });
  expect(request?.url).toBe("/?a=1&a=2&b=");
  expect(request?.headers).toMatchObject({
    "X-Name": "ada",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": expect.any(String),
    Host: new URL(backend.url).host,
  });
  expect(request?.pairs).not.toContain("Upgrade");
});

test("mappings read declared parameters, and replace headers of the handshake [measured]", async () => {
  const { request } = await handshake(mapped, "/dev?token=1&token=2&other=3", { "X-Name": "ada" });
  expect(request?.url).toBe("/?other=3&token=1&token=2&all=1&all=2");
  expect(request?.headers).toMatchObject({ auth: "2", names: "ada", "Sec-WebSocket-Version": "0" });
  expect(request?.headers).not.toHaveProperty("undeclared");
});

test("a mapping that reads an undeclared parameter is a note [AWS docs]", () => {
  expect(mapped.local.notes).toEqual([
    'aws_apigatewayv2_integration.connect: request_parameters["integration.request.header.undeclared"] has no value, because aws_apigatewayv2_route.connect does not declare "route.request.querystring.other". Add it as a request_parameter.',
  ]);
});

test("a handshake without a required parameter gets 400 [unverified]", async () => {
  const { status, body } = await mapped.rejection("/dev");
  expect([status, JSON.parse(body).message]).toEqual([400, "Missing required request parameters: [token]"]);
});

test.each([301, 400, 403, 500])(
  "the status %i of an endpoint rejects the handshake [AWS docs]",
  async (status) => {
    backend.respondWith((_, response) => response.writeHead(status).end());
    expect((await bare.rejection("/dev")).status).toBe(status);
  },
);

test("an endpoint selects the subprotocol [AWS docs]", async () => {
  backend.respondWith((_, response) => response.writeHead(200, { "sec-websocket-protocol": "v2" }).end());
  const { socket } = await bare.connect("/dev", { protocols: ["v1", "v2"] });
  expect(socket.protocol).toBe("v2");
});

test("an endpoint that does not respond rejects the handshake with 502 [unverified]", async () => {
  backend.respondWith((incoming) => incoming.socket.destroy());
  expect((await bare.rejection("/dev")).status).toBe(502);
});

test("$disconnect sends a request without a body [unverified]", async () => {
  const { client, requests } = await handshake(mapped, "/dev?token=1");
  await client.close(1000);
  await mapped.line("request", /^200 DISCONNECT/);
  expect(requests[1]).toMatchObject({ url: "/gone", headers: { "Content-Length": "0" } });
  expect(requests[1]?.headers.connectionId).toMatch(/^[\w-]{15}=$/);
});

test("a template of $connect can read the parameters of the handshake [AWS docs]", async () => {
  expect((await checked.connect("/dev?fail=0")).socket.readyState).toBe(1);
});

test("an error of a function of the type AWS rejects the handshake with 502 [unverified]", async () => {
  expect((await checked.rejection("/dev?fail=1")).status).toBe(502);
});
