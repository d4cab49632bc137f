import type { CloudwatchEventBus } from "../../../cdktf";
import { NON_EMPTY_TEXT } from "../../../prop-rules";
import { checkProps, type PropRules, required } from "../../../props";
import { isUnresolved } from "../../../tokens";
import type { RestIntegration } from "../../common/rest-integration";
import { jsonResponse } from "./json-response";
import { overrideWithError, type ServiceProblem, serviceErrorResponse } from "./problem-template";
import { type ServiceCall, type ServiceRoute, serviceIntegration } from "./service-integration";
import { fieldsBody, readSuccessReply } from "./success-reply";
import { isPlainText, jsonText } from "./template-text";

/** Options of {@link eventbridgePutEvents}. */
export interface EventbridgePutEventsOptions {
  /** Source of the event, such as `com.example.shop`. It must not start with `aws.`. */
  readonly source: string;
  /** Type of the event, such as `OrderCreated`. */
  readonly detailType: string;
}

const RULES: PropRules<EventbridgePutEventsOptions> = {
  source: required(NON_EMPTY_TEXT),
  detailType: required(NON_EMPTY_TEXT),
};

/**
 * Returns an integration that puts an event on an EventBridge bus, without a function. The body of the request, a JSON
 * object, is the detail of the event. The response has status 202 and the `eventId`, unless the contract declares another
 * reply.
 *
 * EventBridge reports a rejected event with status 200. Callers get a problem with status 400, 502 or 503
 * instead.
 *
 * @example
 * import { CloudwatchEventBus } from "@cdktf/provider-aws/lib/cloudwatch-event-bus";
 * const bus = new CloudwatchEventBus(this, "bus", { name: "shop" });
 * const orderCreated = eventbridgePutEvents(bus, { source: "com.example.shop", detailType: "OrderCreated" });
 * new RestApi(this, "api").route("POST /orders", orderCreated, { access: "public" });
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html
 */
export function eventbridgePutEvents(
  bus: CloudwatchEventBus,
  options: EventbridgePutEventsOptions,
): RestIntegration {
  const { values, errors } = checkProps(options, RULES);
  const target = {
    name: "bus",
    construct: bus,
    type: "aws_cloudwatch_event_bus",
    expected: "a CloudwatchEventBus",
  };
  return serviceIntegration(target, [...errors, ...validateTexts(values)], (route) =>
    describeCall(bus, values, route),
  );
}

function validateTexts({ source, detailType }: EventbridgePutEventsOptions): string[] {
  const texts = Object.entries({ source, detailType }).filter(([, text]) => !isPlainText(String(text)));
  return [
    ...texts.map(
      ([name, text]) => `${name} is ${JSON.stringify(text)}; expected a text without $, #, quotes and \\.`,
    ),
    ...(!isUnresolved(source) && source.startsWith("aws.")
      ? [`source is "${source}", but EventBridge reserves sources that start with aws. Rename it.`]
      : []),
  ];
}

/** Event that EventBridge rejects because of its values, such as a detail that is not an object. */
const INVALID: ServiceProblem = {
  types: ["MalformedDetail", "InvalidArgument", "ValidationException"],
  status: 400,
  code: "invalid-input",
  detail: "The event bus rejected the event.",
};

function describeCall(
  bus: CloudwatchEventBus,
  { source, detailType }: EventbridgePutEventsOptions,
  { route, convert }: ServiceRoute,
): ServiceCall {
  const reply = readSuccessReply(route, 202, convert);
  const response = fieldsBody(
    reply,
    { eventId: jsonText("$input.path('$.Entries[0].EventId')") },
    "EventBridge",
  );
  const entry = [
    `"EventBusName": "${bus.name}"`,
    `"Source": "${source}"`,
    `"DetailType": "${detailType}"`,
    `"Detail": ${jsonText("$input.body")}`,
  ];
  return {
    uri: "events:action/PutEvents",
    requestParameters: {
      "integration.request.header.Content-Type": "'application/x-amz-json-1.1'",
      "integration.request.header.X-Amz-Target": "'AWSEvents.PutEvents'",
    },
    requestTemplate: `{"Entries": [{${entry.join(", ")}}]}`,
    success: jsonResponse(
      reply.status,
      [
        `#set($failed = "$!input.path('$.FailedEntryCount')")`,
        `#if($failed == "0")${response.template}`,
        `#{else}${overrideWithError(`"$!input.path('$.Entries[0].ErrorCode')"`, [INVALID])}#end`,
      ].join(""),
    ),
    failures: [serviceErrorResponse(`"$!input.path('$.__type')"`, [INVALID])],
    statements: [{ actions: ["events:PutEvents"], resources: [bus.arn] }],
    errors: [...reply.errors, ...response.errors],
  };
}
