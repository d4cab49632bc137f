import { CloudwatchEventBus } from "@cdktf/provider-aws/lib/cloudwatch-event-bus";
import { KinesisStream } from "@cdktf/provider-aws/lib/kinesis-stream";
import {
  eventbridgePutEvents,
  kinesisPutRecord,
  type RestIntegration,
  SnsTopic,
  SqsQueue,
  snsPublish,
  sqsSendMessage,
  type TerraformStack,
} from "gatewright";
import { byMediaType, empty, route } from "gatewright/contract";
import * as z from "zod/mini";
import { errorsOf } from "../../../../support";
import { restStack } from "../rest-fixture";
import { HOSTILE_TEXTS, serviceErrors, serviceRoute } from "./service-fixture";

const KEY = "POST /orders/{id}";
const ENCRYPTION_KEY = { arn: "arn:aws:kms:eu-central-1:123456789012:key/1" };

const queue = (stack: TerraformStack, config = {}) =>
  new SqsQueue(stack, "orders", { name: "orders", ...config });
const topic = (stack: TerraformStack, config = {}) =>
  new SnsTopic(stack, "orders", { name: "orders", ...config });
const stream = (stack: TerraformStack, config = {}) =>
  new KinesisStream(stack, "orders", { name: "orders", ...config });
const bus = (stack: TerraformStack) => new CloudwatchEventBus(stack, "orders", { name: "orders" });

const EVENT = { source: "com.example.shop", detailType: "OrderCreated" };
const FIFO = {
  messageGroupId: "method.request.path.id",
  messageDeduplicationId: "method.request.header.idempotency-key",
};

const routes = {
  SQS: serviceRoute(KEY, (stack) => sqsSendMessage(queue(stack))),
  "SQS FIFO": serviceRoute(KEY, (stack) =>
    sqsSendMessage(queue(stack, { name: "o.fifo", fifoQueue: true }), FIFO),
  ),
  SNS: serviceRoute(KEY, (stack) => snsPublish(topic(stack))),
  "SNS FIFO": serviceRoute(KEY, (stack) =>
    snsPublish(topic(stack, { name: "o.fifo", fifoTopic: true }), FIFO),
  ),
  Kinesis: serviceRoute(KEY, (stack) =>
    kinesisPutRecord(stream(stack), { partitionKey: "method.request.body.id" }),
  ),
  EventBridge: serviceRoute(KEY, (stack) => eventbridgePutEvents(bus(stack), EVENT)),
};

type Service = keyof typeof routes;

const form = (text: string) => Object.fromEntries(new URLSearchParams(text));

/** Returns the message of a call, its key or group, and the rest of the call. */
function readCall(service: Service, call: string) {
  if (service === "Kinesis") {
    const { Data, PartitionKey, ...rest } = JSON.parse(call);
    return { message: Buffer.from(Data, "base64").toString(), group: PartitionKey, rest };
  }
  if (service === "EventBridge") {
    const [{ Detail, ...rest }] = JSON.parse(call).Entries;
    return { message: Detail, group: undefined, rest };
  }
  const { MessageBody, Message = MessageBody, MessageGroupId, ...rest } = form(call);
  return { message: Message, group: MessageGroupId, rest };
}

const FIXED: Readonly<Record<Service, object>> = {
  SQS: { Action: "SendMessage" },
  "SQS FIFO": { Action: "SendMessage", MessageDeduplicationId: "d-1" },
  SNS: { Action: "Publish", TopicArn: "<aws_sns_topic.arn>" },
  "SNS FIFO": { Action: "Publish", TopicArn: "<aws_sns_topic.arn>", MessageDeduplicationId: "d-1" },
  Kinesis: { StreamName: "<aws_kinesis_stream.name>" },
  EventBridge: {
    EventBusName: "<aws_cloudwatch_event_bus.name>",
    Source: "com.example.shop",
    DetailType: "OrderCreated",
  },
};

describe.each(Object.keys(routes) as Service[])("%s", (service) => {
  const { call, respond } = routes[service];

  test.each(HOSTILE_TEXTS.filter((text) => !text.includes("\ud800")))(
    "a message with the text %j is sent unchanged",
    (text) => {
      const body = { id: text, [text]: text };
      const params = { path: { id: encodeURIComponent(text) }, header: { "idempotency-key": "d-1" } };
      const { message, group, rest } = readCall(service, call({ body, params }));
      expect(message).toBe(JSON.stringify(body));
      if (group !== undefined) expect(group).toBe(text);
      expect(rest).toEqual(FIXED[service]);
    },
  );

  test("a body that is no JSON is sent unchanged", () => {
    const body = `"a" & b = 'c' $input #end \\`;
    if (service !== "Kinesis") expect(readCall(service, call({ body })).message).toBe(body);
  });

  test("an error is a problem without a text of the service", () => {
    const error = {
      message: "secret",
      Error: { Code: "AccessDenied", Message: "secret" },
      __type: "x#AccessDenied",
    };
    const response = respond(400, error, { context: { requestId: "r-1" } });
    expect(response.status).toBe(502);
    expect(response.contentType).toBe("application/problem+json");
    expect(JSON.parse(response.body)).toEqual({
      status: 502,
      code: "integration-failure",
      detail: "The service failed.",
      requestId: "r-1",
    });
  });

  test("a throttled call is a problem with status 503", () => {
    const error = { Error: { Code: "ThrottlingException" }, __type: "ThrottlingException" };
    expect(respond(400, error).status).toBe(503);
  });

  test("a rejected message is a problem with status 400", () => {
    const error = { Error: { Code: "InvalidParameterValue" }, __type: "ValidationException" };
    expect(respond(400, error).status).toBe(400);
  });
});

test.each(["KmsInvalidState", "KmsInvalidKeyUsage", "InvalidAddress", "InvalidSecurity"])(
  "the error %s of a queue is a problem with status 502, because callers cannot correct it",
  (Code) => {
    expect(routes.SQS.respond(400, { Error: { Code } }).status).toBe(502);
  },
);

test.each<[Service, object, object]>([
  ["SQS", { SendMessageResponse: { SendMessageResult: { MessageId: "m-1" } } }, { messageId: "m-1" }],
  ["SNS", { PublishResponse: { PublishResult: { MessageId: "m-1" } } }, { messageId: "m-1" }],
  ["Kinesis", { SequenceNumber: "1", ShardId: "s" }, { sequenceNumber: "1", shardId: "s" }],
  ["EventBridge", { FailedEntryCount: 0, Entries: [{ EventId: "e-1" }] }, { eventId: "e-1" }],
])("the response of %s has status 202 and the ID of the message", (service, response, body) => {
  const { status, ...rest } = routes[service].respond(200, response);
  expect([status, JSON.parse(rest.body)]).toEqual([202, body]);
});

test.each([
  ["MalformedDetail", 400, "invalid-input"],
  ["ThrottlingException", 503, "service-unavailable"],
  ["InternalFailure", 502, "integration-failure"],
])(
  "an event that EventBridge rejects with %s is a problem, although its status is 200",
  (ErrorCode, status, code) => {
    const entry = { ErrorCode, ErrorMessage: "secret" };
    const response = routes.EventBridge.respond(200, { FailedEntryCount: 1, Entries: [entry] });
    expect(response).toMatchObject({ status, contentType: "application/problem+json" });
    expect(JSON.parse(response.body)).toMatchObject({ status, code });
    expect(response.body).not.toContain("secret");
  },
);

test.each<[string, (stack: TerraformStack) => RestIntegration, string, string[], string[]]>([
  [
    "SQS",
    (stack) =>
      sqsSendMessage(queue(stack, { kmsMasterKeyId: ENCRYPTION_KEY.arn }), { encryptionKey: ENCRYPTION_KEY }),
    "sqs",
    ["sqs:SendMessage", "<aws_sqs_queue.arn>"],
    ["kms:Decrypt", "kms:GenerateDataKey"],
  ],
  [
    "SNS",
    (stack) =>
      snsPublish(topic(stack, { kmsMasterKeyId: ENCRYPTION_KEY.arn }), { encryptionKey: ENCRYPTION_KEY }),
    "sns",
    ["sns:Publish", "<aws_sns_topic.arn>"],
    ["kms:Decrypt", "kms:GenerateDataKey"],
  ],
  [
    "Kinesis",
    (stack) =>
      kinesisPutRecord(stream(stack, { kmsKeyId: ENCRYPTION_KEY.arn }), {
        partitionKey: "context.requestId",
        encryptionKey: ENCRYPTION_KEY,
      }),
    "kinesis",
    ["kinesis:PutRecord", "<aws_kinesis_stream.arn>"],
    ["kms:GenerateDataKey"],
  ],
])(
  "the role of %s allows only the action on the target, and the use of its key",
  (_, create, service, [action, arn], keys) => {
    expect(serviceRoute(KEY, create).policy).toEqual([
      { Effect: "Allow", Action: [action], Resource: [arn] },
      {
        Effect: "Allow",
        Action: keys,
        Resource: [ENCRYPTION_KEY.arn],
        Condition: { StringLike: { "kms:ViaService": `${service}.*.amazonaws.com` } },
      },
    ]);
  },
);

test("the role of EventBridge allows only the action on the bus", () => {
  expect(routes.EventBridge.policy).toEqual([
    { Effect: "Allow", Action: ["events:PutEvents"], Resource: ["<aws_cloudwatch_event_bus.arn>"] },
  ]);
});

test("the integrations call the paths and the actions of the services", () => {
  const uris = Object.values(routes).map(({ integration }) => String(integration.uri).split("region>:")[1]);
  expect(new Set(uris)).toEqual(
    new Set([
      'sqs:path/${element(split(":", aws_sqs_queue.orders.arn), 4)}/<aws_sqs_queue.name>',
      "sns:action/Publish",
      "kinesis:action/PutRecord",
      "events:action/PutEvents",
    ]),
  );
});

const FORM = { "integration.request.header.Content-Type": "'application/x-www-form-urlencoded'" };
const SQS_FORM = "Action=SendMessage&MessageBody=$util.urlEncode($input.body)";

// The headers and bodies are those of LocalStack's tests, which ran against AWS, and those of public stacks (SNS).
test.each<[Service, object, string]>([
  ["SQS", FORM, SQS_FORM],
  ["SQS FIFO", FORM, `${SQS_FORM}&MessageGroupId=`],
  ["SNS", FORM, "Action=Publish&TopicArn=$util.urlEncode("],
  ["SNS FIFO", FORM, "Action=Publish&TopicArn=$util.urlEncode("],
  [
    "Kinesis",
    { "integration.request.header.Content-Type": "'application/x-amz-json-1.1'" },
    '{"StreamName": "<aws_kinesis_stream.name>", "Data": "$util.base64Encode($input.body)", "PartitionKey": ',
  ],
  [
    "EventBridge",
    {
      "integration.request.header.Content-Type": "'application/x-amz-json-1.1'",
      "integration.request.header.X-Amz-Target": "'AWSEvents.PutEvents'",
    },
    '{"Entries": [{"EventBusName": "<aws_cloudwatch_event_bus.name>", ',
  ],
])(
  "the call of %s has the method, the headers and the form that the service requires",
  (service, parameters, start) => {
    const { integration } = routes[service];
    expect(integration).toMatchObject({
      type: "AWS",
      integration_http_method: "POST",
      credentials: "<aws_iam_role.arn>",
      passthrough_behavior: "NEVER",
    });
    expect(integration.request_parameters).toEqual(parameters);
    const templates = integration.request_templates as Record<string, string>;
    expect(Object.keys(templates)).toEqual(["application/json"]);
    expect(templates["application/json"]?.startsWith(start)).toBe(true);
  },
);

test("a contract can declare the reply without a body, or another status", () => {
  const sent = serviceRoute(route(KEY, { replies: { 204: empty } }), (stack) => sqsSendMessage(queue(stack)));
  expect(sent.respond(200, {})).toMatchObject({ status: 204, body: "" });
  const replies = { 201: z.strictObject({ shardId: z.string() }) };
  const written = serviceRoute(route(KEY, { replies }), (stack) =>
    kinesisPutRecord(stream(stack), { partitionKey: "all" }),
  );
  const { status, body } = written.respond(200, { SequenceNumber: "1", ShardId: "s" });
  expect([status, JSON.parse(body)]).toEqual([201, { shardId: "s" }]);
  expect(JSON.parse(written.call()).PartitionKey).toBe("all");
});

test.each(["*/*", "application/json"])(
  "an API with the binary type %s cannot read JSON in a template",
  (type) => {
    const { stack, api } = restStack({ binaryTypes: [type] });
    api.route("POST /orders", sqsSendMessage(queue(stack)), { access: "public" });
    expect(errorsOf(stack)).toEqual([
      `test/api: route "POST /orders": the API treats JSON bodies as binary because of the type ${type}, and API Gateway applies no template to a binary body. Remove the type, or use a function.`,
    ]);
  },
);

test("a version of a route is an error, because a service has one response", () => {
  const { send } = byMediaType("application/vnd.example.v1+json", { send: route("POST /orders") });
  expect(serviceErrors(send, (stack) => sqsSendMessage(queue(stack)))).toEqual([
    "has versions, but an AWS service has one response for all of them. Use a function.",
  ]);
});

const sqs = (config: object, options?: Parameters<typeof sqsSendMessage>[1]) =>
  serviceErrors(KEY, (stack) => sqsSendMessage(queue(stack, config), options));

test.each([
  [
    "a FIFO queue without a message group",
    sqs({ name: "o.fifo", fifoQueue: true, contentBasedDeduplication: true }),
    ['the queue is a FIFO queue. Set messageGroupId, such as "method.request.path.id".'],
  ],
  [
    "a FIFO queue without a deduplication",
    sqs({ name: "o.fifo", fifoQueue: true }, { messageGroupId: "all" }),
    [
      'the FIFO queue has no contentBasedDeduplication. Enable it, or set messageDeduplicationId, such as "method.request.body.id".',
    ],
  ],
  [
    "a FIFO topic without a message group",
    serviceErrors(KEY, (stack) =>
      snsPublish(topic(stack, { fifoTopic: true, contentBasedDeduplication: true })),
    ),
    ['the topic is a FIFO topic. Set messageGroupId, such as "method.request.path.id".'],
  ],
  [
    "a queue with a KMS key that the route does not have",
    sqs({ kmsMasterKeyId: ENCRYPTION_KEY.arn }),
    [
      "the queue encrypts with a KMS key, which the role of the route may not use. Set encryptionKey to this key.",
    ],
  ],
  ["a queue with the key of AWS", sqs({ kmsMasterKeyId: "alias/aws/sqs" }), []],
  [
    "a partition key with an unknown path parameter",
    serviceErrors(KEY, (stack) =>
      kinesisPutRecord(stream(stack), { partitionKey: "method.request.path.name" }),
    ),
    [
      'partitionKey is "method.request.path.name", but the path /orders/{id} has no parameter {name}. Use a parameter of the path.',
    ],
  ],
  [
    "a partition key with a misspelled expression",
    serviceErrors(KEY, (stack) =>
      kinesisPutRecord(stream(stack), { partitionKey: "method.request.cookie.id" }),
    ),
    [
      'partitionKey is "method.request.cookie.id"; expected a value of the request such as "method.request.path.id", or a constant',
    ],
  ],
  [
    "a source that EventBridge reserves",
    serviceErrors(KEY, (stack) => eventbridgePutEvents(bus(stack), { ...EVENT, source: "aws.shop" })),
    ['source is "aws.shop", but EventBridge reserves sources that start with aws. Rename it.'],
  ],
  [
    "a reply with a property that the service does not return",
    serviceErrors(route(KEY, { replies: { 202: z.object({ id: z.string() }) } }), (stack) =>
      sqsSendMessage(queue(stack)),
    ),
    [
      'reply 202 has the property "id", which SQS does not return; available: messageId. Remove it, or declare `empty`.',
    ],
  ],
] as const)("%s has these errors", (_, found, expected) => {
  expect(found).toEqual(expected);
});
