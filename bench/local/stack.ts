import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { strToU8, zipSync } from "fflate";

/** What every server is asked for. */
export const PATH = "/hello";

/** A handler that costs next to nothing, so that what is measured is what is around it. */
export const HANDLER = `exports.handler = async (event) => ({
  statusCode: 200,
  headers: { "content-type": "application/json" },
  body: JSON.stringify({ hello: event.queryStringParameters?.name ?? "world" }),
});
`;

/** Writes a stack with one function and one route that never refuses; its folder. */
export function writeStack(parent: string): string {
  const dir = path.join(parent, "stack");
  mkdirSync(dir);
  writeFileSync(path.join(dir, "hello.zip"), zipSync({ "index.js": strToU8(HANDLER) }));
  writeTerraform(dir, publicRoute({ key: `GET ${PATH}`, zip: "hello.zip" }));
  return dir;
}

export function writeTerraform(dir: string, resource: object): void {
  writeFileSync(path.join(dir, "cdk.tf.json"), JSON.stringify({ resource }));
}

/** An API with one route that whoever likes may call as often as he likes, and the function behind it. */
export function publicRoute({ key, zip, variables = {} }: RouteOptions) {
  const api_id = "${aws_apigatewayv2_api.api.id}";
  return {
    aws_apigatewayv2_api: { api: { name: "bench", protocol_type: "HTTP" } },
    aws_apigatewayv2_stage: { stage: { api_id, name: "$default", default_route_settings: UNLIMITED } },
    aws_apigatewayv2_route: {
      route: { api_id, route_key: key, target: "integrations/${aws_apigatewayv2_integration.call.id}" },
    },
    aws_apigatewayv2_integration: {
      call: {
        api_id,
        integration_type: "AWS_PROXY",
        integration_uri: "${aws_lambda_function.function.invoke_arn}",
        payload_format_version: "2.0",
      },
    },
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
  /** `GET /hello`. */
  readonly key: string;
  /** Relative to the stack. */
  readonly zip: string;
  readonly variables?: Readonly<Record<string, string>>;
}

const UNLIMITED = { throttling_rate_limit: 1_000_000, throttling_burst_limit: 1_000_000 };
