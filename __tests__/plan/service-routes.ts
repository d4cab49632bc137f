import { CloudwatchEventBus } from "@cdktf/provider-aws/lib/cloudwatch-event-bus";
import { DynamodbTable } from "@cdktf/provider-aws/lib/dynamodb-table";
import { KinesisStream } from "@cdktf/provider-aws/lib/kinesis-stream";
import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { SfnStateMachine } from "@cdktf/provider-aws/lib/sfn-state-machine";
import {
  dynamodbGetItem,
  dynamodbPutItem,
  dynamodbQuery,
  eventbridgePutEvents,
  type KmsKey,
  kinesisPutRecord,
  RestApi,
  SnsTopic,
  SqsQueue,
  s3GetObject,
  s3PutObject,
  snsPublish,
  sqsSendMessage,
  stepFunctionsStartExecution,
  stepFunctionsStartSyncExecution,
  Table,
  type TerraformStack,
} from "gatewright";
import { binary, empty, problem, route } from "gatewright/contract";
import * as z from "zod";

const OPEN = { access: "public" } as const;

const Item = z.object({ id: z.string(), price: z.number(), tags: z.array(z.string()).optional() });

const Page = z.object({ items: z.array(Item), next: z.string().optional() });

/** Declares routes that call AWS services, with all of their options. */
export function declareServiceRoutes(stack: TerraformStack, encryptionKey: KmsKey): void {
  const api = new RestApi(stack, "services", {
    cors: { origins: ["https://a.example.com", "https://b.example.com"] },
  });
  declareTables(stack, api, encryptionKey);
  declareMessages(stack, api, encryptionKey);
  declareStateMachines(stack, api, encryptionKey);
  declareBuckets(stack, encryptionKey);
}

function declareTables(stack: TerraformStack, api: RestApi, encryptionKey: KmsKey): void {
  const items = new Table(stack, "items", {
    partitionKey: "id",
    encryptionKey,
    globalSecondaryIndexes: { byPrice: { partitionKey: { name: "price", type: "N" } } },
  });
  const settings = new DynamodbTable(stack, "settings", {
    name: "settings",
    billingMode: "PAY_PER_REQUEST",
    hashKey: "owner",
    attribute: [{ name: "owner", type: "S" }],
  });
  const replies = { 200: Item, 404: problem("none") };
  api.route(route("GET /items/{id}", { ...OPEN, replies }), dynamodbGetItem(items));
  api.route(
    route("GET /settings", { ...OPEN, replies }),
    dynamodbGetItem(settings, { key: { owner: "context.identity.sourceIp" } }),
  );
  api.route(
    route("POST /items", { ...OPEN, body: Item, replies: { 201: empty, 409: problem("exists") } }),
    dynamodbPutItem(items, {
      key: { id: "context.requestId" },
      attributes: { createdAt: "context.requestTimeEpoch" },
    }),
  );
  api.route(
    route("GET /items", { ...OPEN, replies: { 200: Page } }),
    dynamodbQuery(items, {
      indexName: "byPrice",
      key: { price: "method.request.querystring.price" },
      exclusiveStartKey: "method.request.querystring.after",
      limit: 10,
      scanIndexForward: false,
    }),
  );
}

function declareMessages(stack: TerraformStack, api: RestApi, encryptionKey: KmsKey): void {
  const fifo = { messageGroupId: "method.request.path.id", messageDeduplicationId: "context.requestId" };
  const queue = new SqsQueue(stack, "jobs", {
    name: "jobs.fifo",
    fifoQueue: true,
    kmsMasterKeyId: encryptionKey.arn,
  });
  const topic = new SnsTopic(stack, "news", {
    name: "news.fifo",
    fifoTopic: true,
    kmsMasterKeyId: encryptionKey.arn,
  });
  const stream = new KinesisStream(stack, "clicks", {
    name: "clicks",
    encryptionType: "KMS",
    kmsKeyId: encryptionKey.arn,
    streamModeDetails: { streamMode: "ON_DEMAND" },
  });
  const bus = new CloudwatchEventBus(stack, "bus", { name: "bus" });
  api.route("POST /jobs/{id}", sqsSendMessage(queue, { ...fifo, encryptionKey }), OPEN);
  api.route("POST /news/{id}", snsPublish(topic, { ...fifo, encryptionKey }), OPEN);
  api.route(
    "POST /clicks",
    kinesisPutRecord(stream, { partitionKey: "context.requestId", encryptionKey }),
    OPEN,
  );
  api.route("POST /events", eventbridgePutEvents(bus, { source: "com.example", detailType: "Event" }), OPEN);
}

function declareStateMachines(stack: TerraformStack, api: RestApi, encryptionKey: KmsKey): void {
  const config = { name: "orders", definition: '{"StartAt":"End","States":{"End":{"Type":"Succeed"}}}' };
  const machine = new SfnStateMachine(stack, "orders", {
    ...config,
    type: "EXPRESS",
    roleArn: "arn:aws:iam::123456789012:role/orders",
    encryptionConfiguration: { type: "CUSTOMER_MANAGED_KMS_KEY", kmsKeyId: encryptionKey.arn },
  });
  const input = { id: "method.request.path.id", order: "method.request.body" };
  api.route("POST /orders", stepFunctionsStartExecution(machine, { encryptionKey }), OPEN);
  api.route("POST /orders/{id}", stepFunctionsStartSyncExecution(machine, { input, encryptionKey }), OPEN);
}

/** Declares an API for files. API Gateway applies no template to a binary body, so the API has no CORS. */
function declareBuckets(stack: TerraformStack, encryptionKey: KmsKey): void {
  const api = new RestApi(stack, "files", { binaryTypes: ["image/png"] });
  const bucket = new S3Bucket(stack, "photos", { bucket: "photos" });
  const replies = { 200: binary("image/png"), 404: problem("none") };
  const options = { key: "photos/{id}.png", encryptionKey };
  api.route(route("GET /photos/{id}", { ...OPEN, replies }), s3GetObject(bucket, options));
  api.route("PUT /photos/{id}", s3PutObject(bucket, options), OPEN);
}
