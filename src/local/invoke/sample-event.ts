import { createHash, randomUUID } from "node:crypto";
import type { LambdaFunction, Model } from "../model";
import { createHttpEvent } from "./http-event";
import type { RouteEventKind } from "./invoking-routes";
import { createClosedEvent, createFrameEvent, createHandshakeEvent } from "./web-socket-event";

/** Source of a generated event. */
export type SampleEventKind = RouteEventKind | "sqs" | "schedule";

/** Recipient and content of a generated event. */
export interface SampleEventOptions {
  readonly model: Model;
  /** Function that receives the event. */
  readonly fn: LambdaFunction;
  /**
   * Body of the request or of the queue message, or text of the message of a WebSocket API. Default: none for a request;
   * `{}` for a message of a queue; the key of its route for a message of a WebSocket API: `{"action":"sendMessage"}`.
   */
  readonly body?: string;
}

/**
 * Creates an event in the form in which the service sends it to a function.
 *
 * - `http`: event of the function's first route. The value of each path parameter is the name of the parameter
 * - `connect`: event of the handshake of a connection to a WebSocket API, without a query
 * - `message`: event of a message to a WebSocket API, for the function's first route or for the one that the body selects
 * - `disconnect`: event of a connection that the client has closed
 * - `sqs`: event with one message of a queue
 * - `schedule`: event of a schedule of EventBridge Scheduler that has no `input`
 *
 * @throws LocalError if no route of this kind invokes the function
 */
export function createSampleEvent(kind: SampleEventKind, options: SampleEventOptions): object {
  return CREATORS[kind](options);
}

const CREATORS: Readonly<Record<SampleEventKind, (options: SampleEventOptions) => object>> = {
  http: createHttpEvent,
  connect: createHandshakeEvent,
  message: createFrameEvent,
  disconnect: createClosedEvent,
  sqs: createSqsEvent,
  schedule: createScheduleEvent,
};

/** @see https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html */
function createSqsEvent({ model: { region, accountId }, fn, body = "{}" }: SampleEventOptions): object {
  const now = String(Date.now());
  const message = {
    messageId: randomUUID(),
    receiptHandle: randomUUID(),
    body,
    attributes: {
      ApproximateReceiveCount: "1",
      SentTimestamp: now,
      SenderId: accountId,
      ApproximateFirstReceiveTimestamp: now,
    },
    messageAttributes: {},
    md5OfBody: createHash("md5").update(body).digest("hex"),
    eventSource: "aws:sqs",
    eventSourceARN: `arn:aws:sqs:${region}:${accountId}:${fn.name}`,
    awsRegion: region,
  };
  return { Records: [message] };
}

/** @see https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-targets-templated.html */
function createScheduleEvent({ model: { region, accountId }, fn }: SampleEventOptions): object {
  return {
    version: "0",
    id: randomUUID(),
    "detail-type": "Scheduled Event",
    source: "aws.scheduler",
    account: accountId,
    time: `${new Date().toISOString().slice(0, 19)}Z`,
    region,
    resources: [`arn:aws:scheduler:${region}:${accountId}:schedule/default/${fn.name}`],
    // EventBridge Scheduler sends the text "{}" and not an object.
    detail: "{}",
  };
}
