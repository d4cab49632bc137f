import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { EventEmitter, once } from "node:events";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { WebSocket } from "ws";
import { writeFunctionZip } from "../local/gateway/terraform-fixture";
import { TestClient } from "../local/gateway/websocket-api/web-socket-fixture";
import { temporaryFolder } from "../support";
import { environment, nodeArguments } from "./project";

// A folder with Terraform JSON that does not come from the constructs, in the style of the documentation of the AWS provider.
// It has an API of each kind, in a file each. `gatewright start --dir` serves all of them.

const CODE = {
  web: `exports.handler = async ({ rawPath, path, version }) => ({ statusCode: 200, body: (version ?? "rest") + " " + (rawPath ?? path) });`,
  chat: `exports.handler = async (event) => {
    const { routeKey, connectionId, authorizer, domainName, stage } = event.requestContext;
    if (routeKey === "broadcast") {
      const { ApiGatewayManagementApiClient, PostToConnectionCommand } = require("@aws-sdk/client-apigatewaymanagementapi");
      const client = new ApiGatewayManagementApiClient({ endpoint: "https://" + domainName + "/" + stage });
      await client.send(new PostToConnectionCommand({ ConnectionId: connectionId, Data: "posted " + JSON.parse(event.body).text }));
    }
    console.log(routeKey + " of " + authorizer.principalId);
    return { statusCode: 200, body: routeKey + " " + authorizer.principalId + " " + authorizer.tenant };
  };`,
  authorizer: `exports.handler = async ({ methodArn, queryStringParameters: { token } }) => {
    if (token === "expired") throw new Error("Unauthorized");
    return {
      principalId: token,
      context: { tenant: "acme" },
      policyDocument: {
        Version: "2012-10-17",
        Statement: [{ Action: "execute-api:Invoke", Effect: token === "mallory" ? "Deny" : "Allow", Resource: methodArn }],
      },
    };
  };`,
};

const lambda = (name: string) => ({
  function_name: `\${local.prefix}-${name}`,
  filename: `${name}.zip`,
  handler: "index.handler",
  runtime: "nodejs22.x",
  role: `\${aws_iam_role.${name}.arn}`,
});
const role = (name: string) => ({ name: `\${local.prefix}-${name}`, assume_role_policy: "{}" });
const permission = (name: string, source: string) => ({
  statement_id: `AllowApiGateway${source.length}`,
  action: "lambda:InvokeFunction",
  function_name: `\${aws_lambda_function.${name}.function_name}`,
  principal: "apigateway.amazonaws.com",
  source_arn: source,
});

const COMMON = {
  terraform: { required_providers: { aws: { source: "hashicorp/aws", version: "~> 6.0" } } },
  provider: { aws: { region: "us-east-1" } },
  variable: { environment: { default: "dev" } },
  locals: { prefix: "acme-${var.environment}" },
  resource: {
    aws_iam_role: { web: role("web"), chat: role("chat"), authorizer: role("authorizer") },
    aws_lambda_function: { web: lambda("web"), chat: lambda("chat"), authorizer: lambda("authorizer") },
  },
};

const HTTP = {
  resource: {
    aws_apigatewayv2_api: { http: { name: "${local.prefix}-http", protocol_type: "HTTP" } },
    aws_apigatewayv2_integration: {
      http: {
        api_id: "${aws_apigatewayv2_api.http.id}",
        integration_type: "AWS_PROXY",
        integration_uri: "${aws_lambda_function.web.invoke_arn}",
        payload_format_version: "2.0",
      },
    },
    aws_apigatewayv2_route: {
      http: {
        api_id: "${aws_apigatewayv2_api.http.id}",
        route_key: "GET /hello",
        target: "integrations/${aws_apigatewayv2_integration.http.id}",
      },
    },
    aws_apigatewayv2_stage: {
      http: { api_id: "${aws_apigatewayv2_api.http.id}", name: "$default", auto_deploy: true },
    },
    aws_lambda_permission: {
      http: permission("web", "${aws_apigatewayv2_api.http.execution_arn}/*/*"),
    },
  },
};

const REST_METHOD = {
  rest_api_id: "${aws_api_gateway_rest_api.rest.id}",
  resource_id: "${aws_api_gateway_resource.hello.id}",
  http_method: "GET",
};
const REST = {
  resource: {
    aws_api_gateway_rest_api: { rest: { name: "${local.prefix}-rest" } },
    aws_api_gateway_resource: {
      hello: {
        rest_api_id: "${aws_api_gateway_rest_api.rest.id}",
        parent_id: "${aws_api_gateway_rest_api.rest.root_resource_id}",
        path_part: "hello",
      },
    },
    aws_api_gateway_method: { hello: { ...REST_METHOD, authorization: "NONE", api_key_required: true } },
    aws_api_gateway_integration: {
      hello: {
        ...REST_METHOD,
        type: "AWS_PROXY",
        integration_http_method: "POST",
        uri: "${aws_lambda_function.web.invoke_arn}",
      },
    },
    aws_api_gateway_deployment: {
      rest: {
        rest_api_id: "${aws_api_gateway_rest_api.rest.id}",
        depends_on: ["aws_api_gateway_integration.hello"],
      },
    },
    aws_api_gateway_stage: {
      rest: {
        rest_api_id: "${aws_api_gateway_rest_api.rest.id}",
        deployment_id: "${aws_api_gateway_deployment.rest.id}",
        stage_name: "v1",
      },
    },
    aws_api_gateway_api_key: { acme: { name: "acme", value: "acme-acme-acme-acme-acme" } },
    aws_api_gateway_usage_plan: {
      acme: {
        name: "acme",
        quota_settings: { limit: 3, period: "MONTH" },
        api_stages: [
          {
            api_id: "${aws_api_gateway_rest_api.rest.id}",
            stage: "${aws_api_gateway_stage.rest.stage_name}",
          },
          { api_id: "${aws_apigatewayv2_api.chat.id}", stage: "${aws_apigatewayv2_stage.keyed.name}" },
        ],
      },
    },
    aws_api_gateway_usage_plan_key: {
      acme: {
        key_id: "${aws_api_gateway_api_key.acme.id}",
        key_type: "API_KEY",
        usage_plan_id: "${aws_api_gateway_usage_plan.acme.id}",
      },
    },
    aws_lambda_permission: {
      rest: permission("web", "${aws_api_gateway_rest_api.rest.execution_arn}/*"),
    },
  },
};

/** Returns the arguments of a route of the WebSocket API, with the integration that all routes share. */
const chatRoute = (route_key: string, more: object = {}) => ({
  api_id: "${aws_apigatewayv2_api.chat.id}",
  route_key,
  target: "integrations/${aws_apigatewayv2_integration.chat.id}",
  ...more,
});

/** Returns the WebSocket API. @param connect further arguments of its route `$connect` */
const webSocket = (connect: object) => ({
  resource: {
    aws_apigatewayv2_api: {
      chat: {
        name: "${local.prefix}-chat",
        protocol_type: "WEBSOCKET",
        route_selection_expression: "$request.body.action",
      },
    },
    aws_apigatewayv2_authorizer: {
      chat: {
        api_id: "${aws_apigatewayv2_api.chat.id}",
        name: "tokens",
        authorizer_type: "REQUEST",
        authorizer_uri: "${aws_lambda_function.authorizer.invoke_arn}",
        identity_sources: ["route.request.querystring.token"],
      },
    },
    aws_apigatewayv2_integration: {
      chat: {
        api_id: "${aws_apigatewayv2_api.chat.id}",
        integration_type: "AWS_PROXY",
        integration_method: "POST",
        integration_uri: "${aws_lambda_function.chat.invoke_arn}",
        content_handling_strategy: "CONVERT_TO_TEXT",
        passthrough_behavior: "WHEN_NO_MATCH",
      },
    },
    aws_apigatewayv2_route: {
      connect: chatRoute("$connect", {
        authorization_type: "CUSTOM",
        authorizer_id: "${aws_apigatewayv2_authorizer.chat.id}",
        ...connect,
      }),
      disconnect: chatRoute("$disconnect"),
      default: chatRoute("$default", { route_response_selection_expression: "$default" }),
      ping: chatRoute("ping", { route_response_selection_expression: "$default" }),
      oneway: chatRoute("oneway"),
      broadcast: chatRoute("broadcast"),
    },
    aws_apigatewayv2_route_response: {
      default: {
        api_id: "${aws_apigatewayv2_api.chat.id}",
        route_id: "${aws_apigatewayv2_route.default.id}",
        route_response_key: "$default",
      },
      ping: {
        api_id: "${aws_apigatewayv2_api.chat.id}",
        route_id: "${aws_apigatewayv2_route.ping.id}",
        route_response_key: "$default",
      },
    },
    aws_apigatewayv2_deployment: {
      chat: {
        api_id: "${aws_apigatewayv2_api.chat.id}",
        triggers: { redeployment: "${sha1(jsonencode([aws_apigatewayv2_route.ping.id]))}" },
        lifecycle: { create_before_destroy: true },
      },
    },
    aws_apigatewayv2_stage: {
      chat: {
        api_id: "${aws_apigatewayv2_api.chat.id}",
        name: "${var.environment}",
        deployment_id: "${aws_apigatewayv2_deployment.chat.id}",
      },
      keyed: { api_id: "${aws_apigatewayv2_api.chat.id}", name: "keyed", auto_deploy: true },
    },
    aws_lambda_permission: {
      chat: permission("chat", "${aws_apigatewayv2_api.chat.execution_arn}/*"),
      authorizer: permission(
        "authorizer",
        "${aws_apigatewayv2_api.chat.execution_arn}/authorizers/${aws_apigatewayv2_authorizer.chat.id}",
      ),
    },
    aws_iam_role_policy: {
      chat: {
        role: "${aws_iam_role.chat.id}",
        policy: JSON.stringify({
          Version: "2012-10-17",
          Statement: [
            {
              Effect: "Allow",
              Action: "execute-api:ManageConnections",
              Resource: "${aws_apigatewayv2_api.chat.execution_arn}/*",
            },
          ],
        }),
      },
    },
  },
});

/** Writes the folder. @param connect further arguments of the route `$connect` */
function writeFolder(connect: object = {}): string {
  const folder = temporaryFolder();
  const files = { common: COMMON, http: HTTP, rest: REST, chat: webSocket(connect) };
  for (const [name, content] of Object.entries(files))
    writeFileSync(path.join(folder, `${name}.tf.json`), JSON.stringify(content));
  for (const [name, code] of Object.entries(CODE)) writeFunctionZip(folder, name, code);
  return folder;
}

const running: ChildProcessWithoutNullStreams[] = [];
const sockets: WebSocket[] = [];
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.terminate();
  for (const gateway of running.splice(0)) gateway.kill("SIGKILL");
});

/** Starts the command, and returns what it prints at the start, with the URLs of the APIs. */
async function start(folder: string) {
  const args = [...nodeArguments(process.cwd()), "start", "--port", "0", "--dir", folder];
  const gateway = spawn(process.execPath, args, { env: environment() });
  running.push(gateway);
  let output = "";
  const changed = new EventEmitter();
  gateway.stdout.on("data", (chunk) => {
    output += chunk;
    changed.emit("change");
  });
  gateway.once("exit", () => changed.emit("change"));
  const read = async (pattern: RegExp) => {
    while (!pattern.test(output)) {
      if (gateway.exitCode !== null) throw new Error(`the gateway ended; it printed ${output}`);
      await once(changed, "change");
    }
    return output;
  };
  const banner = await read(/DynamoDB at .*\n/);
  const urlOf = (address: string) =>
    new RegExp(String.raw`${address.replaceAll(".", "\\.")} at (\S+)$`, "m").exec(banner)?.[1] ?? "";
  return { gateway, banner, read, urlOf };
}

function connect(url: string, headers: Record<string, string> = {}): Promise<TestClient | number> {
  const socket = new WebSocket(url, { headers });
  sockets.push(socket);
  const client = new TestClient(socket);
  return Promise.race([
    once(socket, "open").then(() => client),
    once(socket, "unexpected-response").then(([, response]) => response.statusCode as number),
  ]);
}

test("start --dir serves an API of each kind of the same folder, which is plain Terraform JSON", async () => {
  const { gateway, banner, read, urlOf } = await start(writeFolder());
  const [http, rest, chat] = [
    "aws_apigatewayv2_api.http",
    "aws_api_gateway_rest_api.rest",
    "aws_apigatewayv2_api.chat",
  ].map(urlOf);
  expect([http, rest, chat]).toEqual([
    expect.stringMatching(/^http:\/\/localhost:\d+$/),
    expect.stringMatching(/^http:\/\/localhost:\d+\/v1$/),
    expect.stringMatching(/^ws:\/\/localhost:\d+\/dev$/),
  ]);
  expect(banner).not.toMatch(/not emulated/);
  expect(await (await fetch(`${http}/hello`)).text()).toBe("2.0 /hello");
  const headers = { "x-api-key": "acme-acme-acme-acme-acme" };
  expect((await fetch(`${rest}/hello`)).status).toBe(403);
  expect(await (await fetch(`${rest}/hello`, { headers })).text()).toBe("rest /hello");

  expect(await connect(`${chat}`)).toBe(401);
  expect(await connect(`${chat}?token=expired`)).toBe(401);
  expect(await connect(`${chat}?token=mallory`)).toBe(403);
  const client = (await connect(`${chat}?token=ada`)) as TestClient;
  expect(await client.ask({ action: "ping" })).toBe("ping ada acme");
  expect(await client.ask("no JSON")).toBe("$default ada acme");
  expect(await client.ask({ action: "broadcast", text: "hello" })).toBe("posted hello");
  client.socket.send('{"action":"oneway"}');
  await read(/oneway of ada/);
  expect(await client.ask({ action: "ping" })).toBe("ping ada acme");
  await client.close(1000);
  const output = await read(/\$disconnect of ada/);
  expect(output).toMatch(/401 CONNECT .*token=expired/);
  expect(output).toMatch(/200 MESSAGE ping/);

  gateway.kill("SIGTERM");
  await once(gateway, "exit");
});

test("a REST API and a WebSocket API of a usage plan count the requests of a key together [re:Post]", async () => {
  const { banner, urlOf } = await start(writeFolder({ api_key_required: true }));
  expect(banner).toMatch(/^ {2}chat {2}\$connect +Lambda authorizer tokens, API key +chat$/m);
  const headers = { "x-api-key": "acme-acme-acme-acme-acme" };
  const rest = urlOf("aws_api_gateway_rest_api.rest");
  const keyed = urlOf("aws_apigatewayv2_api.chat").replace("/dev", "/keyed");
  expect((await fetch(`${rest}/hello`, { headers })).status).toBe(200);
  expect(await connect(`${keyed}?token=ada`, headers)).toBeInstanceOf(TestClient);
  expect(await connect(`${keyed}?token=ada`)).toBe(403);
  expect((await fetch(`${rest}/hello`, { headers })).status).toBe(200);
  expect(await connect(`${keyed}?token=ada`, headers)).toBe(429);
  expect((await fetch(`${rest}/hello`, { headers })).status).toBe(429);
});
