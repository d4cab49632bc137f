import type { Construct } from "../cdktf";
import type { Grantee } from "../iam/policy";
import { BOOLEAN, TAGS, TEXT, WITH_ARN } from "../prop-rules";
import { checkProps, type PropRules } from "../props";
import { addValidation } from "../validation";
import { Table } from "./table";

/** Options of {@link Connections}. All are optional. */
export interface ConnectionsProps {
  /**
   * Name of the table on AWS, 3 to 255 characters. Default: the construct's path, `products-dev-connections`.
   */
  readonly name?: string;
  /**
   * Customer managed KMS key that encrypts the table. Default: DynamoDB encrypts the table with a key that
   * AWS owns, which is free of charge.
   */
  readonly encryptionKey?: { readonly arn: string };
  /**
   * Enables point-in-time recovery to any second of the last 35 days. Default: true, as for a {@link Table}. Items
   * older than two hours have expired. A recovery is useful only for the last two hours.
   */
  readonly pointInTimeRecovery?: boolean;
  /**
   * Makes AWS reject the deletion of the table. Default: true, because clients of a deleted table get no messages until
   * they connect again.
   */
  readonly deletionProtection?: boolean;
  /** Tags of the table. Default: none. */
  readonly tags?: Readonly<Record<string, string>>;
}

const CONNECTIONS_RULES: PropRules<ConnectionsProps> = {
  name: TEXT,
  encryptionKey: WITH_ARN,
  pointInTimeRecovery: BOOLEAN,
  deletionProtection: BOOLEAN,
  tags: TAGS,
};

/** Name of the index of all connections of a group. */
const INDEX_NAME = "byGroup";

/**
 * DynamoDB table of the open connections of a WebSocket API. An item states that a connection belongs to a group, such as
 * a channel. Its partition key is `connectionId`, its sort key is `groupId`, and DynamoDB deletes it after the time in
 * `expiresAt`, in seconds since the Unix epoch. The index `byGroup` has the same keys in reverse order. Invalid options
 * are reported when the app is synthesized.
 *
 * @example
 * const connections = new Connections(this, "connections");
 * const send = new NodejsFunction(this, "send", {
 *   entry: "functions/chat/send.ts",
 *   environment: { CONNECTIONS_TABLE: connections.name, CONNECTIONS_INDEX: connections.indexName },
 * });
 * connections.grantRead(send);
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/websocket-api-chat-app.html
 */
export class Connections extends Table {
  /** Name of the global secondary index of the connections of a group: `byGroup`. */
  readonly indexName: string = INDEX_NAME;

  constructor(scope: Construct, id: string, props: ConnectionsProps = {}) {
    const { values, errors } = checkProps(props, CONNECTIONS_RULES);
    const { name, encryptionKey, pointInTimeRecovery, deletionProtection, tags } = values;
    super(scope, id, {
      name,
      partitionKey: "connectionId",
      sortKey: "groupId",
      globalSecondaryIndexes: { [INDEX_NAME]: { partitionKey: "groupId", sortKey: "connectionId" } },
      timeToLiveAttribute: "expiresAt",
      encryptionKey,
      pointInTimeRecovery,
      deletionProtection,
      tags,
    });
    addValidation(this, () => errors);
  }

  /**
   * Allows a function to read the connections of a group and the groups of a connection, with `GetItem` and `Query`. It
   * does not allow `Scan`, because each query has the ID of a connection or of a group.
   */
  grantRead(grantee: Grantee): void {
    this.grant(grantee, "GetItem", "Query");
  }

  /**
   * Allows a function to add connections to groups and to remove them, with `PutItem`, `DeleteItem` and `BatchWriteItem`. A
   * function that removes a connection from all of its groups also needs {@link grantRead}.
   */
  grantWrite(grantee: Grantee): void {
    this.grant(grantee, "PutItem", "DeleteItem", "BatchWriteItem");
  }
}
