import type { Statement } from "../iam/policy";

/**
 * Operations of DynamoDB that IAM can allow on a table, with their properties.
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html
 */
const OPERATIONS = {
  BatchGetItem: {},
  BatchWriteItem: { writes: true },
  ConditionCheckItem: {},
  DeleteItem: { writes: true },
  DescribeTable: {},
  GetItem: {},
  PartiQLDelete: { writes: true },
  PartiQLInsert: { writes: true },
  PartiQLSelect: { readsIndexes: true },
  PartiQLUpdate: { writes: true },
  PutItem: { writes: true },
  Query: { readsIndexes: true },
  Scan: { readsIndexes: true },
  UpdateItem: { writes: true },
} as const satisfies Readonly<Record<string, OperationFacts>>;

interface OperationFacts {
  /** True if the operation writes items. */
  readonly writes?: true;
  /** True if the operation can read an index, which is a separate resource in IAM. */
  readonly readsIndexes?: true;
}

/**
 * Operation that a function calls on a table. A transaction needs the operations of its items: `TransactGetItems` needs
 * `GetItem`, and `TransactWriteItems` needs `PutItem`, `UpdateItem`, `DeleteItem` or `ConditionCheckItem`. A statement of
 * PartiQL needs an operation that starts with `PartiQL`.
 */
export type TableOperation = keyof typeof OPERATIONS;

/** Table on which operations are allowed. */
interface GrantedTable {
  readonly arn: string;
  readonly indexNames: readonly string[];
  readonly encryptionKey?: { readonly arn: string };
}

/** Returns the statements that allow operations on a table, its indexes and its KMS key. */
export function operationStatements(table: GrantedTable, operations: readonly TableOperation[]): Statement[] {
  const { arn, indexNames, encryptionKey } = table;
  const facts = operations.map((operation): OperationFacts => OPERATIONS[operation] ?? {});
  const readsIndexes = facts.some((fact) => fact.readsIndexes);
  const indexes = readsIndexes ? indexNames.map((name) => `${arn}/index/${name}`) : [];
  const statement = {
    actions: operations.map((operation) => `dynamodb:${operation}`),
    resources: [arn, ...indexes],
  };
  if (!encryptionKey) return [statement];
  const writes = facts.some((fact) => fact.writes);
  return [statement, createKeyStatement(encryptionKey, writes ? WRITE_KEY_ACTIONS : READ_KEY_ACTIONS)];
}

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html */
const READ_KEY_ACTIONS = ["kms:Decrypt", "kms:DescribeKey"];
/** Actions behind the patterns `kms:GenerateDataKey*` and `kms:ReEncrypt*` of the page. */
const WRITE_KEY_ACTIONS = [
  ...READ_KEY_ACTIONS,
  "kms:Encrypt",
  "kms:GenerateDataKey",
  "kms:GenerateDataKeyWithoutPlaintext",
  "kms:ReEncryptFrom",
  "kms:ReEncryptTo",
];

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

/** Returns an error for each name that is not an operation. TypeScript also reports it, but synthesis runs without it. */
export function validateOperations(operations: readonly string[]): string[] {
  return operations
    .filter((operation) => !Object.hasOwn(OPERATIONS, operation))
    .map(
      (operation) =>
        `grant has the operation "${operation}"; expected one of ${Object.keys(OPERATIONS).join(", ")}. Correct the name.`,
    );
}
