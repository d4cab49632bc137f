import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import {
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  paginateQuery,
  type QueryCommandInput,
} from "@aws-sdk/lib-dynamodb";
import { requireEnvironment } from "gatewright/runtime";
import type { Member } from "./schemas";

/** API Gateway closes a connection after two hours. */
const CONNECTION_SECONDS = 2 * 60 * 60;

/** Connection that is in a channel, and its user. */
export interface Presence {
  readonly connectionId: string;
  readonly channel: string;
  readonly member: Member;
}

/** Connections of the channels in DynamoDB. A user can have several connections, such as one for each tab. */
export class PresenceStore {
  readonly #client = DynamoDBDocumentClient.from(new DynamoDBClient());
  readonly #table: string;
  readonly #index: string;

  constructor(environment = requireEnvironment("CONNECTIONS_TABLE", "CONNECTIONS_INDEX")) {
    this.#table = environment.CONNECTIONS_TABLE;
    this.#index = environment.CONNECTIONS_INDEX;
  }

  async add({ connectionId, channel, member }: Presence): Promise<void> {
    const expiresAt = nowSeconds() + CONNECTION_SECONDS;
    const Item = { connectionId, groupId: channel, member, expiresAt };
    await this.#client.send(new PutCommand({ TableName: this.#table, Item }));
  }

  async has(connectionId: string, channel: string): Promise<boolean> {
    const Key = { connectionId, groupId: channel };
    const { Item } = await this.#client.send(
      new GetCommand({ TableName: this.#table, Key, ConsistentRead: true }),
    );
    return Item !== undefined;
  }

  /** Removes a connection from a channel. Returns its user, or `undefined` if it was not in the channel. */
  async remove(connectionId: string, channel: string): Promise<Member | undefined> {
    const Key = { connectionId, groupId: channel };
    const { Attributes } = await this.#client.send(
      new DeleteCommand({ TableName: this.#table, Key, ReturnValues: "ALL_OLD" }),
    );
    return Attributes?.member;
  }

  /**
   * Returns the connections of a channel. The index is eventually consistent, so a connection that has just joined can
   * be missing.
   */
  inChannel(channel: string): Promise<Presence[]> {
    return this.#query({
      TableName: this.#table,
      IndexName: this.#index,
      KeyConditionExpression: "groupId = :channel",
      // DynamoDB deletes expired items with a delay.
      FilterExpression: "expiresAt > :now",
      ExpressionAttributeValues: { ":channel": channel, ":now": nowSeconds() },
    });
  }

  /** Returns the channels of a connection. */
  ofConnection(connectionId: string): Promise<Presence[]> {
    return this.#query({
      TableName: this.#table,
      ConsistentRead: true,
      KeyConditionExpression: "connectionId = :connectionId",
      ExpressionAttributeValues: { ":connectionId": connectionId },
    });
  }

  async #query(input: QueryCommandInput): Promise<Presence[]> {
    const presences: Presence[] = [];
    for await (const { Items = [] } of paginateQuery({ client: this.#client }, input)) {
      for (const { connectionId, groupId, member } of Items) {
        presences.push({ connectionId, channel: groupId, member });
      }
    }
    return presences;
  }
}

function nowSeconds(): number {
  return Math.floor(Date.now() / 1000);
}
