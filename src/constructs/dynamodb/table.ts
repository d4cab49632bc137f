import { Construct, DynamodbTable } from "../cdktf";
import type { Grantee, Statement } from "../iam/policy";
import { physicalName, uniqueName } from "../names";
import { addValidation } from "../validation";
import {
  type Capacity,
  type GlobalIndex,
  type KeyAttribute,
  keyName,
  keysOf,
  keyType,
  type LocalIndex,
  type Projection,
} from "./table-keys";
import { validateTable } from "./table-limits";

export interface TableProps {
  readonly partitionKey: KeyAttribute;
  /** Default: none. */
  readonly sortKey?: KeyAttribute;
  /** 3 to 255 characters. Default: its path, `products-dev-products`. */
  readonly name?: string;
  /** Default: on demand, paid a request, with nothing to tune. With it, provisioned. */
  readonly capacity?: Capacity;
  /** By name, 20 at most. Default: none. */
  readonly globalIndexes?: Readonly<Record<string, GlobalIndex>>;
  /** By name, 5 at most; they can only be made with the table. Default: none. */
  readonly localIndexes?: Readonly<Record<string, LocalIndex>>;
  /** The attribute that says when an item ends, in seconds since 1970. Default: items do not end. */
  readonly timeToLiveAttribute?: string;
  /** A key of your own. Default: DynamoDB's own key, which costs nothing; a table is always encrypted. */
  readonly encryptionKey?: { readonly arn: string };
  /** Whether the table can be set back to any second of the last 35 days. Default: true. */
  readonly pointInTimeRecovery?: boolean;
  /** Whether AWS refuses to delete it. Default: true. */
  readonly deletionProtection?: boolean;
  /** Default: none. */
  readonly tags?: Readonly<Record<string, string>>;
}

/**
 * A DynamoDB table.
 *
 * @example
 * const products = new Table(this, "products", { partitionKey: "productId" });
 * const list = new NodejsFunction(this, "list", { entry: "functions/products/list.ts" });
 * products.grantRead(list);
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Introduction.html
 */
export class Table extends Construct {
  /** `aws_dynamodb_table`. */
  readonly table: DynamodbTable;

  readonly #indexNames: readonly string[];
  readonly #encryptionKey?: { readonly arn: string };

  constructor(scope: Construct, id: string, props: TableProps) {
    super(scope, id);
    const settings = withDefaults(this, props);
    uniqueName(this, "table name", settings.name);
    addValidation(this, () => validateTable(settings));
    this.table = createTable(this, settings);
    this.#indexNames = [...Object.keys(settings.globalIndexes), ...Object.keys(settings.localIndexes)];
    this.#encryptionKey = settings.encryptionKey;
  }

  /** Its name on AWS. */
  get name(): string {
    return this.table.name;
  }

  get arn(): string {
    return this.table.arn;
  }

  /** Lets a function read items, from the table and its indexes. */
  grantRead(grantee: Grantee): void {
    this.#grant(grantee, READ, READ_KEY);
  }

  /** Lets a function write items. */
  grantWrite(grantee: Grantee): void {
    this.#grant(grantee, WRITE, WRITE_KEY);
  }

  /** Lets a function read and write items. */
  grantReadWrite(grantee: Grantee): void {
    this.#grant(grantee, [...READ, ...WRITE], WRITE_KEY);
  }

  #grant(grantee: Grantee, actions: readonly string[], keyActions: readonly string[]): void {
    const indexes = this.#indexNames.map((name) => `${this.arn}/index/${name}`);
    grantee.grant({ actions, resources: [this.arn, ...indexes] });
    if (this.#encryptionKey) grantee.grant(throughDynamoDb(this.#encryptionKey, keyActions));
  }
}

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html */
const READ = [
  "dynamodb:BatchGetItem",
  "dynamodb:ConditionCheckItem",
  "dynamodb:GetItem",
  "dynamodb:Query",
  "dynamodb:Scan",
];
const WRITE = ["dynamodb:BatchWriteItem", "dynamodb:DeleteItem", "dynamodb:PutItem", "dynamodb:UpdateItem"];

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html */
const READ_KEY = ["kms:Decrypt", "kms:DescribeKey"];
const WRITE_KEY = [...READ_KEY, "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"];

/** DynamoDB uses a key of ours in its caller's name; the caller may use it in no other way. */
function throughDynamoDb(key: { readonly arn: string }, actions: readonly string[]): Statement {
  return {
    actions,
    resources: [key.arn],
    conditions: { StringLike: { "kms:ViaService": "dynamodb.*.amazonaws.com" } },
  };
}

type TableSettings = ReturnType<typeof withDefaults>;

function withDefaults(scope: Construct, props: TableProps) {
  return {
    ...props,
    name: props.name ?? physicalName(scope),
    globalIndexes: props.globalIndexes ?? {},
    localIndexes: props.localIndexes ?? {},
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
    attribute: attributes(settings),
    globalSecondaryIndex: listed(settings.globalIndexes, (name, index) => ({
      name,
      hashKey: keyName(index.partitionKey),
      rangeKey: index.sortKey && keyName(index.sortKey),
      ...projection(index.projection),
      readCapacity: capacity && (index.capacity ?? capacity).read,
      writeCapacity: capacity && (index.capacity ?? capacity).write,
    })),
    localSecondaryIndex: listed(settings.localIndexes, (name, index) => ({
      name,
      rangeKey: keyName(index.sortKey),
      ...projection(index.projection),
    })),
    ttl:
      timeToLiveAttribute === undefined ? undefined : { attributeName: timeToLiveAttribute, enabled: true },
    // Written also where it is AWS's default: what is left out, Terraform leaves as it was.
    serverSideEncryption: { enabled: encryptionKey !== undefined, kmsKeyArn: encryptionKey?.arn },
    pointInTimeRecovery: { enabled: settings.pointInTimeRecovery },
    deletionProtectionEnabled: settings.deletionProtection,
    tags: settings.tags,
  });
}

/** Terraform wants each key attribute of the table and its indexes once, and no other attribute. */
function attributes(settings: TableSettings): { name: string; type: string }[] {
  const types = new Map(keysOf(settings).map((key) => [keyName(key), keyType(key)]));
  return [...types].map(([name, type]) => ({ name, type }));
}

function projection(kept: Projection = "ALL"): { projectionType: string; nonKeyAttributes?: string[] } {
  if (typeof kept === "string") return { projectionType: kept };
  return { projectionType: "INCLUDE", nonKeyAttributes: [...kept] };
}

/** A block for each entry; none at all, rather than an empty list, where there is no entry. */
function listed<T, Block>(
  entries: Readonly<Record<string, T>>,
  block: (name: string, entry: T) => Block,
): Block[] | undefined {
  const blocks = Object.entries(entries).map(([name, entry]) => block(name, entry));
  return blocks.length > 0 ? blocks : undefined;
}
