import { createHash, randomUUID } from "node:crypto";
import type { LambdaFunction, Model } from "../model";
import { createHttpEvent } from "./http-event";

/** Source of a generated event. */
export type SampleEventKind = "http" | "sqs" | "schedule";

/** Recipient and content of a generated event. */
export interface SampleEventOptions {
  readonly model: Model;
  /** Function that receives the event. */
  readonly fn: LambdaFunction;
  /** Body of the request or of the queue message. Default: none for a request; `{}` for a message. */
  readonly body?: string;
}

/**
 * Creates an event in the form in which the service sends it to a function.
 *
 * - `http`: event of the function's first route. The value of each path parameter is the name of the parameter
 * - `sqs`: event with one message
 * - `schedule`: event of a schedule of EventBridge Scheduler that has no `input`
 *
 * @throws LocalError if `kind` is `http` and no route invokes the function
 */
export function createSampleEvent(kind: SampleEventKind, options: SampleEventOptions): object {
  return CREATORS[kind](options);
}

const CREATORS: Readonly<Record<SampleEventKind, (options: SampleEventOptions) => object>> = {
  http: createHttpEvent,
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
