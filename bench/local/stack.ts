import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { strToU8, zipSync } from "fflate";

/** Path of the only route of each server. */
export const PATH = "/hello";

/** Handler that does almost no work, so that the benchmark measures the server and not the handler. */
export const HANDLER = `exports.handler = async (event) => ({
  statusCode: 200,
  headers: { "content-type": "application/json" },
  body: JSON.stringify({ hello: event.queryStringParameters?.name ?? "world" }),
});
`;

/** Writes a stack with an HTTP API: one function and one public route, which is not throttled. Returns its folder. */
export function writeStack(parent: string): string {
  return writeFolder(parent, "stack", createPublicRoute({ key: `GET ${PATH}`, zip: ZIP }));
}

/** Writes a stack with a REST API that has the same function and the same route. Returns its folder. */
export function writeRestStack(parent: string): string {
  return writeFolder(parent, "rest-stack", createRestRoute());
}

/**
 * Handler that streams its response. The first chunk is the time of its write, by the monotonic clock that all processes
 * share.
 */
const STREAMING_HANDLER = `exports.handler = awslambda.streamifyResponse(async (event, raw) => {
  const stream = awslambda.HttpResponseStream.from(raw, { statusCode: 200 });
  stream.write(String(process.hrtime.bigint()));
  await new Promise((resolve) => setTimeout(resolve, 20));
  stream.end();
});
`;

/** Writes a stack with a REST API whose function streams its response. Returns its folder. */
export function writeStreamedStack(parent: string): string {
  const integration = {
    uri: "${aws_lambda_function.function.response_streaming_invoke_arn}",
    response_transfer_mode: "STREAM",
  };
  return writeFolder(parent, "streamed-stack", createRestRoute(integration), STREAMING_HANDLER);
}

/**
 * Writes a stack with a REST API, and with API keys of one usage plan. Returns its folder.
 * @param label word in the name of the folder
 */
export function writeKeyedStack(parent: string, keyCount: number, label: string): string {
  const names = Array.from({ length: keyCount }, (_, index) => `key${index}`);
  const createResources = (create: (name: string) => object) =>
    Object.fromEntries(names.map((name) => [name, create(name)]));
  return writeFolder(parent, `stack-with-${label}-keys`, {
    ...createRestRoute(),
    aws_api_gateway_usage_plan: {
      gold: {
        name: "gold",
        api_stages: [
          { api_id: "${aws_api_gateway_rest_api.api.id}", stage: "${aws_api_gateway_stage.dev.stage_name}" },
        ],
      },
    },
    aws_api_gateway_api_key: createResources((name) => ({ name })),
    aws_api_gateway_usage_plan_key: createResources((name) => ({
      key_id: `\${aws_api_gateway_api_key.${name}.id}`,
      key_type: "API_KEY",
      usage_plan_id: "${aws_api_gateway_usage_plan.gold.id}",
    })),
  });
}

const ZIP = "hello.zip";

/** Writes the Terraform of a stack, and the zip of its function. Returns the folder. */
export function writeFolder(parent: string, name: string, resource: object, handler = HANDLER): string {
  const stackDir = path.join(parent, name);
  mkdirSync(stackDir);
  writeFileSync(path.join(stackDir, ZIP), zipSync({ "index.js": strToU8(handler) }));
  writeTerraform(stackDir, resource);
  return stackDir;
}

/** Writes resources as the synthesized Terraform of a stack. */
export function writeTerraform(stackDir: string, resource: object): void {
  writeFileSync(path.join(stackDir, "cdk.tf.json"), JSON.stringify({ resource }));
}

/**
 * Returns the Terraform resources of an API with one public route, and of the function that the route
 * invokes. Requests are not throttled.
 */
export function createPublicRoute({ key, zip, variables = {} }: RouteOptions) {
  const api_id = "${aws_apigatewayv2_api.api.id}";
  return {
    aws_apigatewayv2_api: { api: { name: "bench", protocol_type: "HTTP" } },
    aws_apigatewayv2_stage: {
      stage: { api_id, name: "$default", auto_deploy: true, default_route_settings: UNLIMITED },
    },
    aws_apigatewayv2_route: {
      route: { api_id, route_key: key, target: "integrations/${aws_apigatewayv2_integration.call.id}" },
    },
    aws_apigatewayv2_integration: {
      call: {
        api_id,
        integration_type: "AWS_PROXY",
        integration_uri: INVOKE_ARN,
        payload_format_version: "2.0",
      },
    },
    ...createFunction(zip, variables),
  };
}

/**
 * Returns the Terraform resources of a REST API with one public method, and of the function that it invokes.
 * @param integration further arguments of the integration
 */
function createRestRoute(integration: object = {}) {
  const rest_api_id = "${aws_api_gateway_rest_api.api.id}";
  const method = { rest_api_id, resource_id: "${aws_api_gateway_resource.hello.id}", http_method: "GET" };
  return {
    aws_api_gateway_rest_api: { api: { name: "bench" } },
    aws_api_gateway_resource: {
      hello: {
        rest_api_id,
        parent_id: "${aws_api_gateway_rest_api.api.root_resource_id}",
        path_part: PATH.slice(1),
      },
    },
    aws_api_gateway_method: { call: { ...method, authorization: "NONE" } },
    aws_api_gateway_integration: {
      call: {
        ...method,
        type: "AWS_PROXY",
        integration_http_method: "POST",
        uri: INVOKE_ARN,
        ...integration,
      },
    },
    aws_api_gateway_deployment: { api: { rest_api_id } },
    aws_api_gateway_stage: {
      dev: { rest_api_id, deployment_id: "${aws_api_gateway_deployment.api.id}", stage_name: "dev" },
    },
    aws_api_gateway_method_settings: {
      dev: {
        rest_api_id,
        stage_name: "${aws_api_gateway_stage.dev.stage_name}",
        method_path: "*/*",
        settings: UNLIMITED,
      },
    },
    ...createFunction(),
  };
}

/** Returns the Terraform resources of a function that API Gateway can invoke. */
export function createFunction(zip = ZIP, variables: Readonly<Record<string, string>> = {}) {
  return {
    aws_lambda_permission: {
      call: {
        action: "lambda:InvokeFunction",
        function_name: "${aws_lambda_function.function.function_name}",
        principal: "apigateway.amazonaws.com",
      },
    },
    aws_lambda_function: {
      function: {
        function_name: "bench-function",
        filename: zip,
        handler: "index.handler",
        runtime: "nodejs22.x",
        role: "arn:aws:iam::123456789012:role/bench",
        memory_size: 512,
        environment: { variables },
      },
    },
  };
}

interface RouteOptions {
  /** Route key, for example `GET /hello`. */
  readonly key: string;
  /** Path of the function's zip, relative to the stack. */
  readonly zip: string;
  readonly variables?: Readonly<Record<string, string>>;
}

/** Value of `integration_uri` or `uri` for the function of {@link createFunction}. */
export const INVOKE_ARN = "${aws_lambda_function.function.invoke_arn}";
/** Settings of a stage without throttling. */
export const UNLIMITED = { throttling_rate_limit: 1_000_000, throttling_burst_limit: 1_000_000 };
