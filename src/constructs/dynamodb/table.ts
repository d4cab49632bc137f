import { Construct, DynamodbTable } from "../cdktf";
import type { Grantee, Statement } from "../iam/policy";
import { physicalName, uniqueName } from "../names";
import { escapeTemplates, terraformList, terraformMap } from "../tokens";
import { addValidation, knownAtSynth, WRITE_MEMBERS_FIX } from "../validation";
import {
  type Capacity,
  type GlobalIndex,
  type KeyAttribute,
  keyName,
  keyType,
  type LocalIndex,
  listKeys,
  type Projection,
} from "./table-keys";
import { validateTable } from "./validate-table";

/** Options of a {@link Table}. Only `partitionKey` is required. */
export interface TableProps {
  /** Partition key: the name of a string attribute, or a name and a type. */
  readonly partitionKey: KeyAttribute;
  /** Sort key, in the same form as `partitionKey`. Default: none. */
  readonly sortKey?: KeyAttribute;
  /**
   * Name of the table on AWS, 3 to 255 characters. Default: the construct's path, `products-dev-products`.
   */
  readonly name?: string;
  /**
   * Provisioned read and write capacity, in capacity units. Default: on-demand capacity, which AWS bills per
   * request and which needs no tuning.
   */
  readonly capacity?: Capacity;
  /** Global secondary indexes by name, up to 20. Default: none. */
  readonly globalSecondaryIndexes?: Readonly<Record<string, GlobalIndex>>;
  /**
   * Local secondary indexes by name, up to 5. DynamoDB creates them only together with the table, so
   * Terraform replaces the table if they change. Default: none.
   */
  readonly localSecondaryIndexes?: Readonly<Record<string, LocalIndex>>;
  /**
   * Name of the attribute with the expiry time of an item, in seconds since the Unix epoch. Default: items do
   * not expire.
   */
  readonly timeToLiveAttribute?: string;
  /**
   * Customer managed KMS key that encrypts the table. Default: DynamoDB encrypts the table with a key that
   * AWS owns, which is free of charge.
   */
  readonly encryptionKey?: { readonly arn: string };
  /**
   * Enables point-in-time recovery to any second of the last 35 days. Default: true, so that deleted items
   * can be restored.
   */
  readonly pointInTimeRecovery?: boolean;
  /**
   * Makes AWS reject the deletion of the table. Default: true, because the deletion of a table deletes its
   * items.
   */
  readonly deletionProtection?: boolean;
  /** Tags of the table. Default: none. */
  readonly tags?: Readonly<Record<string, string>>;
}

/**
 * DynamoDB table with its indexes, encryption, point-in-time recovery and deletion protection. Invalid
 * options are reported when the app is synthesized.
 *
 * @example
 * const products = new Table(this, "products", { partitionKey: "productId" });
 * const list = new NodejsFunction(this, "list", { entry: "functions/products/list.ts" });
 * products.grantRead(list);
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Introduction.html
 */
export class Table extends Construct {
  /** The Terraform resource `aws_dynamodb_table`. */
  readonly table: DynamodbTable;

  readonly #indexNames: readonly string[];
  readonly #encryptionKey?: { readonly arn: string };

  constructor(scope: Construct, id: string, props: TableProps) {
    super(scope, id);
    const settings = withDefaults(this, props);
    uniqueName(this, "table name", settings.name);
    addValidation(this, () => validateTable(settings));
    this.table = createTable(this, escapeTemplates(settings));
    this.#indexNames = [
      ...Object.keys(settings.globalSecondaryIndexes),
      ...Object.keys(settings.localSecondaryIndexes),
    ];
    this.#encryptionKey = settings.encryptionKey;
  }

  /** Table name on AWS. */
  get name(): string {
    return this.table.name;
  }

  /** ARN of the table. */
  get arn(): string {
    return this.table.arn;
  }

  /**
   * Allows a function to read items from the table and its indexes. If the table has an `encryptionKey`, also
   * allows the function to decrypt with this key.
   */
  grantRead(grantee: Grantee): void {
    this.#grant(grantee, READ_ACTIONS, READ_KEY_ACTIONS);
  }

  /**
   * Allows a function to write items to the table. If the table has an `encryptionKey`, also allows the
   * function to encrypt and decrypt with this key.
   */
  grantWrite(grantee: Grantee): void {
    this.#grant(grantee, WRITE_ACTIONS, WRITE_KEY_ACTIONS);
  }

  /** Allows a function to read and write items, like {@link grantRead} and {@link grantWrite} together. */
  grantReadWrite(grantee: Grantee): void {
    this.#grant(grantee, [...READ_ACTIONS, ...WRITE_ACTIONS], WRITE_KEY_ACTIONS);
  }

  #grant(grantee: Grantee, actions: readonly string[], keyActions: readonly string[]): void {
    const indexes = this.#indexNames.map((name) => `${this.arn}/index/${name}`);
    grantee.grant({ actions, resources: [this.arn, ...indexes] });
    if (this.#encryptionKey) grantee.grant(createKeyStatement(this.#encryptionKey, keyActions));
  }
}

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html */
const READ_ACTIONS = [
  "dynamodb:BatchGetItem",
  "dynamodb:ConditionCheckItem",
  "dynamodb:GetItem",
  "dynamodb:Query",
  "dynamodb:Scan",
];
const WRITE_ACTIONS = [
  "dynamodb:BatchWriteItem",
  "dynamodb:DeleteItem",
  "dynamodb:PutItem",
  "dynamodb:UpdateItem",
];

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html */
const READ_KEY_ACTIONS = ["kms:Decrypt", "kms:DescribeKey"];
const WRITE_KEY_ACTIONS = [...READ_KEY_ACTIONS, "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"];

/**
 * Returns a statement that allows DynamoDB, and no other service, to use a KMS key on behalf of the function.
 */
function createKeyStatement(key: { readonly arn: string }, actions: readonly string[]): Statement {
  return {
    actions,
    resources: [key.arn],
    conditions: { StringLike: { "kms:ViaService": "dynamodb.*.amazonaws.com" } },
  };
}

type TableSettings = ReturnType<typeof withDefaults>;

function withDefaults(scope: Construct, props: TableProps) {
  const known = <Value>(field: string, value: Value) => knownAtSynth(scope, field, value, WRITE_MEMBERS_FIX);
  return {
    ...props,
    name: props.name ?? physicalName(scope),
    capacity: known("capacity", props.capacity),
    encryptionKey: known("encryptionKey", props.encryptionKey),
    globalSecondaryIndexes: known("globalSecondaryIndexes", props.globalSecondaryIndexes) ?? {},
    localSecondaryIndexes: known("localSecondaryIndexes", props.localSecondaryIndexes) ?? {},
    tags: props.tags && terraformMap(props.tags),
    pointInTimeRecovery: props.pointInTimeRecovery ?? true,
    deletionProtection: props.deletionProtection ?? true,
  };
}

function createTable(scope: Construct, settings: TableSettings): DynamodbTable {
  const { partitionKey, sortKey, capacity, timeToLiveAttribute, encryptionKey } = settings;
  return new DynamodbTable(scope, "Default", {
    name: settings.name,
    billingMode: capacity ? "PROVISIONED" : "PAY_PER_REQUEST",
    readCapacity: capacity?.read,
    writeCapacity: capacity?.write,
    hashKey: keyName(partitionKey),
    rangeKey: sortKey && keyName(sortKey),
    attribute: listAttributes(settings),
    globalSecondaryIndex: toBlocks(settings.globalSecondaryIndexes, (name, index) => ({
      name,
      hashKey: keyName(index.partitionKey),
      rangeKey: index.sortKey && keyName(index.sortKey),
      ...toProjection(index.projection),
      readCapacity: capacity && (index.capacity ?? capacity).read,
      writeCapacity: capacity && (index.capacity ?? capacity).write,
    })),
    localSecondaryIndex: toBlocks(settings.localSecondaryIndexes, (name, index) => ({
      name,
      rangeKey: keyName(index.sortKey),
      ...toProjection(index.projection),
    })),
    ttl:
      timeToLiveAttribute === undefined ? undefined : { attributeName: timeToLiveAttribute, enabled: true },
    // Always set this argument, because Terraform keeps the previous encryption if the argument is omitted.
    serverSideEncryption: { enabled: encryptionKey !== undefined, kmsKeyArn: encryptionKey?.arn },
    pointInTimeRecovery: { enabled: settings.pointInTimeRecovery },
    deletionProtectionEnabled: settings.deletionProtection,
    tags: settings.tags,
  });
}

/**
 * Returns the key attributes of the table and its indexes, each once. Other attributes are not listed,
 * because Terraform rejects them.
 */
function listAttributes(settings: TableSettings): { name: string; type: string }[] {
  const types = new Map(listKeys(settings).map((key) => [keyName(key), keyType(key)]));
  return [...types].map(([name, type]) => ({ name, type }));
}

function toProjection(projection: Projection = "ALL"): {
  projectionType: string;
  nonKeyAttributes?: string[];
} {
  if (typeof projection === "string") return { projectionType: projection };
  return { projectionType: "INCLUDE", nonKeyAttributes: terraformList(projection) };
}

/** Returns a Terraform block for each entry, or `undefined` if there are no entries. */
function toBlocks<Entry, Block>(
  entries: Readonly<Record<string, Entry>>,
  toBlock: (name: string, entry: Entry) => Block,
): Block[] | undefined {
  const blocks = Object.entries(entries).map(([name, entry]) => toBlock(name, entry));
  return blocks.length > 0 ? blocks : undefined;
}
