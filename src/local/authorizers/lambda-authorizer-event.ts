import { type RoutedRecord, routeArnOf } from "../gateway/core/request-record";
import { beforeAuthorization, type EventFormats } from "../gateway/core/route-context";
import type { LambdaAuthorization } from "../model/model";

/**
 * Creates the event for the function of a Lambda authorizer. The event has the same fields as the event for a
 * Lambda integration, except for the body. Additional fields contain data for the authorizer, such as
 * `routeArn` and `identitySource`.
 *
 * @param identities values of the identity sources, in the order in which the authorizer lists the sources
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html#http-api-lambda-authorizer.payload-format
 */
export function createAuthorizerEvent(
  record: RoutedRecord,
  { payloadFormatVersion }: LambdaAuthorization,
  identities: readonly string[],
  events: EventFormats,
): object {
  const integrationEvent = events[payloadFormatVersion](contextWithoutBody(record));
  return EVENTS[payloadFormatVersion](record, identities, { ...integrationEvent });
}

type EventFields = Readonly<Record<string, unknown>>;

const EVENTS: Record<LambdaAuthorization["payloadFormatVersion"], typeof createEvent2> = {
  "1.0": createEvent1,
  "2.0": createEvent2,
};

/**
 * Creates an event of payload format 2.0. It has the same fields as a captured event:
 * https://github.com/swift-server/swift-aws-lambda-events, APIGatewayLambdaAuthorizerTest.
 */
function createEvent2(
  record: RoutedRecord,
  identities: readonly string[],
  { version, isBase64Encoded, ...fields }: EventFields,
): object {
  return {
    version,
    type: "REQUEST",
    routeArn: routeArnOf(record),
    // AWS does not document the value for an authorizer without identity sources. Null is the safer choice,
    // because a function that can handle null can also handle a list.
    identitySource: identities.length > 0 ? identities : null,
    ...fields,
  };
}

/**
 * Creates an event of payload format 1.0, which is compatible with authorizers of REST APIs. The values of
 * the identity sources are joined into one string. Unlike in events for integrations,
 * `queryStringParameters`, `pathParameters` and `stageVariables` are empty objects instead of null if they
 * have no values.
 */
function createEvent1(
  record: RoutedRecord,
  identities: readonly string[],
  { version, body, isBase64Encoded, ...fields }: EventFields,
): object {
  const { multiValueHeaders, multiValueQueryStringParameters, ...singleValueFields } = fields;
  return {
    version,
    type: "REQUEST",
    methodArn: routeArnOf(record),
    identitySource: identities.join(","),
    authorizationToken: identities.join(","),
    ...singleValueFields,
    queryStringParameters: singleValueFields.queryStringParameters ?? {},
    pathParameters: singleValueFields.pathParameters ?? {},
    stageVariables: singleValueFields.stageVariables ?? {},
  };
}

function contextWithoutBody(record: RoutedRecord) {
  const context = beforeAuthorization(record);
  return { ...context, request: { ...context.request, body: Buffer.alloc(0) } };
}
