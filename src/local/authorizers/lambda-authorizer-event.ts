import { type AuthorizationRequest, routeArnOf } from "../gateway/core/authorization";
import { beforeAuthorization, type EventFormats } from "../gateway/core/route-context";
import type { LambdaAuthorization } from "../model/model";

/**
 * What an authorizer's function is asked with: what an integration's is, without the body.
 *
 * @param identities what stood at the identity sources, in their order
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html#http-api-lambda-authorizer.payload-format
 */
export function createAuthorizerEvent(
  asked: AuthorizationRequest,
  guard: LambdaAuthorization,
  identities: readonly string[],
  events: EventFormats,
): object {
  const version = guard.payloadFormatVersion;
  return EVENTS[version](asked, identities, events[version](withoutBody(asked)));
}

const EVENTS: Record<LambdaAuthorization["payloadFormatVersion"], typeof event2> = {
  "1.0": event1,
  "2.0": event2,
};

/** As in an event that was captured: https://github.com/swift-server/swift-aws-lambda-events, APIGatewayLambdaAuthorizerTest. */
function event2(asked: AuthorizationRequest, identities: readonly string[], full: object): object {
  const { version, isBase64Encoded, ...event } = members(full);
  return {
    version,
    type: "REQUEST",
    routeArn: routeArnOf(asked),
    // What there is without identity sources is not documented; a function that copes with null copes with a list.
    identitySource: identities.length > 0 ? identities : null,
    ...event,
  };
}

/** Made for functions of a REST API: the identities are one text, and what there is nothing of is an empty object. */
function event1(asked: AuthorizationRequest, identities: readonly string[], full: object): object {
  const { version, body, isBase64Encoded, ...event } = members(full);
  const { multiValueHeaders, multiValueQueryStringParameters, ...single } = event;
  return {
    version,
    type: "REQUEST",
    methodArn: routeArnOf(asked),
    identitySource: identities.join(","),
    authorizationToken: identities.join(","),
    ...single,
    queryStringParameters: single.queryStringParameters ?? {},
    pathParameters: single.pathParameters ?? {},
    stageVariables: single.stageVariables ?? {},
  };
}

function withoutBody(asked: AuthorizationRequest) {
  const routed = beforeAuthorization(asked);
  return { ...routed, request: { ...routed.request, body: Buffer.alloc(0) } };
}

function members(event: object): Record<string, unknown> {
  return { ...event };
}
