import { createFunction, INVOKE_ARN, UNLIMITED, writeFolder } from "../local/stack";

/** Key of the route whose function sends each message back. */
export const ROUTE = "echo";

/** Message that selects the route. */
export const MESSAGE = JSON.stringify({ action: ROUTE, text: "hello" });

/** Handler that does almost no work, so that the benchmark measures the server and not the handler. */
export const ECHO_HANDLER = `exports.handler = async (event) => ({ statusCode: 200, body: event.body });
`;

/** Writes a stack with a WebSocket API that has a two-way route, and is not throttled. Returns its folder. */
export function writeWebSocketStack(parent: string): string {
  const api_id = "${aws_apigatewayv2_api.api.id}";
  const target = "integrations/${aws_apigatewayv2_integration.call.id}";
  const resources = {
    aws_apigatewayv2_api: {
      api: {
        name: "bench",
        protocol_type: "WEBSOCKET",
        route_selection_expression: "$request.body.action",
      },
    },
    aws_apigatewayv2_stage: {
      stage: { api_id, name: "dev", auto_deploy: true, default_route_settings: UNLIMITED },
    },
    aws_apigatewayv2_integration: {
      call: { api_id, integration_type: "AWS_PROXY", integration_uri: INVOKE_ARN },
    },
    aws_apigatewayv2_route: {
      connect: { api_id, route_key: "$connect", target },
      echo: { api_id, route_key: ROUTE, target, route_response_selection_expression: "$default" },
    },
    aws_apigatewayv2_route_response: {
      echo: { api_id, route_id: "${aws_apigatewayv2_route.echo.id}", route_response_key: "$default" },
    },
    ...createFunction(),
  };
  return writeFolder(parent, "websocket-stack", resources, ECHO_HANDLER);
}
