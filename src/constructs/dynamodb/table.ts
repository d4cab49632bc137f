import { Construct, DynamodbTable } from "../cdktf";
import { grantStatements } from "../grant-statements";
import type { Grantee } from "../iam/policy";
import { physicalName, uniqueName } from "../names";
import { BOOLEAN, mapRule, objectRule, TAGS, TEXT, WITH_ARN } from "../prop-rules";
import { type PropRules, readProps, required } from "../props";
import { escapeTemplates, terraformList, terraformMap } from "../tokens";
import { addValidation, knownAtSynth, WRITE_MEMBERS_FIX } from "../validation";
import {
  CAPACITY_RULE,
  type Capacity,
  GLOBAL_INDEX_RULES,
  type GlobalIndex,
  KEY,
  type KeyAttribute,
  keyName,
  keyType,
  LOCAL_INDEX_RULES,
  type LocalIndex,
  listKeys,
  type Projection,
} from "./table-keys";
import { operationStatements, type TableOperation, validateOperations } from "./table-operations";
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

const GLOBAL_INDEX = objectRule(GLOBAL_INDEX_RULES, '{ partitionKey: "color" }');
const LOCAL_INDEX = objectRule(LOCAL_INDEX_RULES, '{ sortKey: "createdAt" }');

const TABLE_RULES: PropRules<TableProps> = {
  partitionKey: required(KEY),
  sortKey: KEY,
  name: TEXT,
  capacity: CAPACITY_RULE,
  globalSecondaryIndexes: mapRule(GLOBAL_INDEX, '{ byColor: { partitionKey: "color" } }'),
  localSecondaryIndexes: mapRule(LOCAL_INDEX, '{ byDate: { sortKey: "createdAt" } }'),
  timeToLiveAttribute: TEXT,
  encryptionKey: WITH_ARN,
  pointInTimeRecovery: BOOLEAN,
  deletionProtection: BOOLEAN,
  tags: TAGS,
};

/**
 * DynamoDB table with its indexes, encryption, point-in-time recovery and deletion protection. Invalid
 * options are reported when the app is synthesized.
 *
 * @example
 * const products = new Table(this, "products", { partitionKey: "productId" });
 * const list = new NodejsFunction(this, "list", { entry: "functions/products/list.ts" });
 * products.grant(list, "Query", "Scan");
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Introduction.html
 */
export class Table extends Construct {
  /** The Terraform resource `aws_dynamodb_table`. */
  readonly table: DynamodbTable;

  readonly #granted: Parameters<typeof operationStatements>[0];

  constructor(scope: Construct, id: string, props: TableProps) {
    super(scope, id);
    const settings = withDefaults(this, readProps(this, props, TABLE_RULES));
    uniqueName(this, "table name", settings.name);
    addValidation(this, () => validateTable(settings));
    this.table = createTable(this, escapeTemplates(settings));
    const { globalSecondaryIndexes, localSecondaryIndexes, encryptionKey } = settings;
    const indexNames = [...Object.keys(globalSecondaryIndexes), ...Object.keys(localSecondaryIndexes)];
    this.#granted = { arn: this.arn, indexNames, encryptionKey };
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
   * Allows a function to call operations on the table. `Query`, `Scan` and `PartiQLSelect` are also allowed on the
   * indexes of the table. If the table has an `encryptionKey`, the function may also use this key, but only through
   * DynamoDB. It may decrypt with the key, and also encrypt if one of the operations writes.
   *
   * @param operations names of the operations that the function calls, at least one: `"GetItem", "UpdateItem"`
   * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/api-permissions-reference.html
   */
  grant(grantee: Grantee, ...operations: readonly [TableOperation, ...TableOperation[]]): void {
    addValidation(this, () => validateOperations(operations));
    grantStatements(this, grantee, operationStatements(this.#granted, operations));
  }
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
