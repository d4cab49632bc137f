import { once } from "node:events";
import { get } from "node:http";
import { DynamoDBClient, ListTablesCommand } from "@aws-sdk/client-dynamodb";
import { route } from "gatewright/contract";
import { HttpError, handle, type RouteHandler } from "gatewright/runtime";
import { Tracer, withTracer } from "gatewright/runtime/tracer";

const tracer = new Tracer({ serviceName: "shop" });
const client = tracer.captureAWSv3Client(new DynamoDBClient());

const orders = handle(route("POST /orders/{kind}"), async ({ params: { kind } }) => {
  if (kind === "stored") await client.send(new ListTablesCommand());
  if (kind === "fetched") await fetch(externalUrl());
  if (kind === "requested") await sendHttpRequest();
  if (kind === "unknown") throw new HttpError(404, "unknown", "It does not exist.");
  if (kind === "failing") throw new Error("it fails");
  if (kind === "circular") tracer.putMetadata("self", circularObject());
  return { status: 200 };
});

function externalUrl(): string {
  return `${process.env.AWS_ENDPOINT_URL_DYNAMODB}/external`;
}

async function sendHttpRequest(): Promise<void> {
  const [response] = await once(get(externalUrl()), "response");
  await once(response.resume(), "end");
}

function circularObject(): object {
  const circular: { self?: object } = {};
  circular.self = circular;
  return circular;
}

const throwing: RouteHandler = Object.assign(
  async (event: Parameters<RouteHandler>[0]) => {
    if (event.pathParameters?.kind === "throwing") throw new Error("it throws");
    return orders(event);
  },
  { routes: orders.routes },
);

/** Handler with a tracer, which a test bundles. The path parameter `kind` selects the calls that it makes. */
export const handler = withTracer(tracer, throwing);
