import { WEBSOCKET_API_QUOTAS } from "#aws";
import type { ResolvedResource } from "#terraform";
import { readLambdaTarget } from "./lambda-target";
import { formatFound, LocalError, notEmulatedError } from "./local-error";
import type { WebSocketAttributes, WebSocketIntegration } from "./model";
import { readInteger, readText } from "./read-value";
import { readWebSocketMock } from "./read-web-socket-mock";
import { type ReaderContext, readOptional, rejectUnsupported } from "./reader-context";

/** Types of integrations that only AWS runs. */
const NOT_EMULATED = ["AWS", "HTTP", "HTTP_PROXY"];

/**
 * Reads an `aws_apigatewayv2_integration` of a WebSocket API.
 *
 * @throws LocalError if the integration is not emulated, or if AWS would reject it
 * @see https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/apigatewayv2_integration
 */
export function readWebSocketIntegration(
  context: ReaderContext,
  resource: ResolvedResource,
  route: WebSocketAttributes & { readonly key: string },
): WebSocketIntegration {
  const { address } = resource;
  const type = readText(resource, "integration_type");
  if (type !== undefined && NOT_EMULATED.includes(type)) {
    throw notEmulatedError(
      `${address}: integration_type is "${type}", which is not emulated for WebSocket APIs. Use a function with "AWS_PROXY".`,
    );
  }
  if (type === "MOCK") return readWebSocketMock(context, resource);
  if (type !== "AWS_PROXY") {
    throw new LocalError([
      `${address}: integration_type is ${formatFound(type)}; expected AWS_PROXY, MOCK, ${NOT_EMULATED.join(", ")}.`,
    ]);
  }
  rejectUnsupported(resource, { content_handling_strategy: "Convert the message in the function." });
  const { integrationTimeoutMs: range } = WEBSOCKET_API_QUOTAS;
  return {
    kind: type,
    address,
    function: readLambdaTarget(context, {
      resource,
      argument: "integration_uri",
      uri: readText(resource, "integration_uri") ?? "",
      sourceArns: route.stages.map(({ name }) => `${route.executionArn}/${name}/${route.key}`),
      hasRole: resource.values.credentials_arn !== undefined,
    }),
    timeoutMs: readOptional(context, () => readInteger(resource, "timeout_milliseconds", range)) ?? range.max,
  };
}
