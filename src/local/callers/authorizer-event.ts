import { eventV1 } from "../gateway/event-v1";
import { eventV2 } from "../gateway/event-v2";
import type { LambdaGuard } from "../model/model";
import { routeArn } from "./route-arn";
import { routedOf } from "./routed-of";
import type { Asked } from "./verdict";

/**
 * What an authorizer's function is asked with: what an integration's is, without the body.
 *
 * @param identities what stood at the identity sources, in their order
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html#http-api-lambda-authorizer.payload-format
 */
export function authorizerEvent(asked: Asked, guard: LambdaGuard, identities: readonly string[]): object {
  return EVENTS[guard.payloadFormatVersion](asked, identities);
}

const EVENTS: Record<LambdaGuard["payloadFormatVersion"], typeof event2> = { "1.0": event1, "2.0": event2 };

/** As in an event that was captured: https://github.com/swift-server/swift-aws-lambda-events, APIGatewayLambdaAuthorizerTest. */
function event2(asked: Asked, identities: readonly string[]): object {
  const { version, isBase64Encoded, ...event } = members(eventV2(withoutBody(asked)));
  return {
    version,
    type: "REQUEST",
    routeArn: routeArn(asked),
    // What there is without identity sources is not documented; a function that copes with null copes with a list.
    identitySource: identities.length > 0 ? identities : null,
    ...event,
  };
}

/** Made for functions of a REST API: the identities are one text, and what there is nothing of is an empty object. */
function event1(asked: Asked, identities: readonly string[]): object {
  const { version, body, isBase64Encoded, ...event } = members(eventV1(withoutBody(asked)));
  const { multiValueHeaders, multiValueQueryStringParameters, ...single } = event;
  return {
    version,
    type: "REQUEST",
    methodArn: routeArn(asked),
    identitySource: identities.join(","),
    authorizationToken: identities.join(","),
    ...single,
    queryStringParameters: single.queryStringParameters ?? {},
    pathParameters: single.pathParameters ?? {},
    stageVariables: single.stageVariables ?? {},
  };
}

function withoutBody(asked: Asked) {
  const routed = routedOf(asked);
  return { ...routed, request: { ...routed.request, body: Buffer.alloc(0) } };
}

function members(event: object): Record<string, unknown> {
  return { ...event };
}
