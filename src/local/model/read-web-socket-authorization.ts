import { isWebSocketIdentitySource } from "#aws";
import type { ResolvedResource } from "#terraform";
import { readLambdaTarget } from "./lambda-target";
import { formatFound, LocalError, notEmulatedError } from "./local-error";
import type { WebSocketAttributes, WebSocketAuthorization, WebSocketLambdaAuthorization } from "./model";
import { readId, readList, readText } from "./read-value";
import { type ReaderContext, refersTo, rejectCount } from "./reader-context";

/**
 * Reads the authorization of a route. API Gateway authorizes a connection once, so that only `$connect` can have one.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-route-keys-connect-disconnect.html
 */
export function readWebSocketAuthorization(
  context: ReaderContext,
  route: ResolvedResource,
  api: WebSocketAttributes & { readonly key: string },
): WebSocketAuthorization {
  const type = readText(route, "authorization_type") ?? "NONE";
  if (type === "NONE") return { kind: type };
  if (type !== "AWS_IAM" && type !== "CUSTOM") {
    throw new LocalError([
      `${route.address}: authorization_type is "${type}"; expected NONE, AWS_IAM or CUSTOM, the types of a WebSocket API.`,
    ]);
  }
  if (api.key !== "$connect") {
    context.notes.add(
      `${route.address}: authorization_type is "${type}" without an effect, because a connection is authorized only by its $connect route. Remove it.`,
    );
    return { kind: "NONE" };
  }
  return type === "AWS_IAM" ? { kind: type } : readLambdaAuthorization(context, route, api);
}

function readLambdaAuthorization(
  context: ReaderContext,
  route: ResolvedResource,
  api: WebSocketAttributes,
): WebSocketLambdaAuthorization {
  const authorizer = findAuthorizer(context, route);
  const identitySources = readList(authorizer, "identity_sources");
  const invalid = identitySources.find((source) => !isWebSocketIdentitySource(source));
  if (invalid !== undefined) {
    throw new LocalError([
      `${authorizer.address}: identity_sources contains ${formatFound(invalid)}; expected a source of a WebSocket API. Write "route.request.header.Authorization" or "route.request.querystring.token".`,
    ]);
  }
  return {
    kind: "REQUEST",
    address: authorizer.address,
    identitySources,
    function: readLambdaTarget(context, {
      resource: authorizer,
      argument: "authorizer_uri",
      uri: readText(authorizer, "authorizer_uri") ?? "",
      sourceArns: [`${api.executionArn}/authorizers/${readId(authorizer)}`],
      hasRole: authorizer.values.authorizer_credentials_arn !== undefined,
    }),
  };
}

function findAuthorizer({ stack }: ReaderContext, route: ResolvedResource): ResolvedResource {
  const authorizer = stack
    .ofType("aws_apigatewayv2_authorizer")
    .find((candidate) => refersTo(route, "authorizer_id", candidate));
  if (authorizer) return rejectCount(authorizer);
  throw notEmulatedError(
    `${route.address}: authorizer_id is ${formatFound(route.values.authorizer_id)}; expected the ID of an aws_apigatewayv2_authorizer in this stack.`,
  );
}
