import { randomUUID } from "node:crypto";
import { ConditionalCheckFailedException, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, GetCommand, PutCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { requireEnvironment } from "gatewright/runtime";
import type { NewShipment, Shipment, Status } from "./shipment";

const client = DynamoDBDocumentClient.from(new DynamoDBClient());
const TableName = requireEnvironment("SHIPMENTS_TABLE").SHIPMENTS_TABLE;

/** Stores a new shipment of a partner. */
export async function createShipment(partner: string, shipment: NewShipment): Promise<Shipment> {
  const created: Shipment = { ...shipment, shipmentId: randomUUID(), status: "created" };
  await client.send(new PutCommand({ TableName, Item: { ...created, partner } }));
  return created;
}

/**
 * Returns a shipment of a partner, or `undefined`. The partner is a part of the key, so a partner cannot read the
 * shipments of another partner.
 */
export async function readShipment(partner: string, shipmentId: string): Promise<Shipment | undefined> {
  const { Item } = await client.send(new GetCommand({ TableName, Key: { partner, shipmentId } }));
  if (!Item) return undefined;
  const { partner: _, ...shipment } = Item;
  return shipment as Shipment;
}

/**
 * Cancels a shipment of a partner, unless it is delivered. Returns the status that the shipment then has, or `undefined`
 * if it does not exist.
 */
export async function cancelShipment(partner: string, shipmentId: string): Promise<Status | undefined> {
  const update = new UpdateCommand({
    TableName,
    Key: { partner, shipmentId },
    UpdateExpression: "SET #status = :canceled",
    ConditionExpression: "#status IN (:created, :canceled)",
    ExpressionAttributeNames: { "#status": "status" },
    ExpressionAttributeValues: { ":created": "created", ":canceled": "canceled" },
  });
  try {
    await client.send(update);
    return "canceled";
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    return (await readShipment(partner, shipmentId))?.status;
  }
}
