import { once } from "node:events";
import { get } from "node:http";
import { DynamoDBClient, ListTablesCommand } from "@aws-sdk/client-dynamodb";
import { route } from "#contract";
import { HttpError, handle, type RouteHandler } from "#runtime";
import { Tracer, withTracer } from "#runtime/tracer";

const tracer = new Tracer({ serviceName: "shop" });
const client = tracer.captureAWSv3Client(new DynamoDBClient());

const answered = handle(route("POST /orders/{kind}"), async ({ params: { kind } }) => {
  if (kind === "stored") await client.send(new ListTablesCommand());
  if (kind === "fetched") await fetch(elsewhere());
  if (kind === "requested") await requested();
  if (kind === "unknown") throw new HttpError(404, "unknown", "There is none.");
  if (kind === "failing") throw new Error("it fails");
  if (kind === "circular") tracer.putMetadata("self", circle());
  return { status: 200 };
});

function elsewhere(): string {
  return `${process.env.AWS_ENDPOINT_URL_DYNAMODB}/elsewhere`;
}

async function requested(): Promise<void> {
  const [response] = await once(get(elsewhere()), "response");
  await once(response.resume(), "end");
}

function circle(): object {
  const one: { self?: object } = {};
  one.self = one;
  return one;
}

const throwing: RouteHandler = Object.assign(
  async (event: Parameters<RouteHandler>[0]) => {
    if (event.pathParameters?.kind === "throwing") throw new Error("it throws");
    return answered(event);
  },
  { route: answered.route },
);

/** A handler with a tracer, for a bundle: it does what the last part of the path says. */
export const handler = withTracer(tracer, throwing);
