/** What dynalite does of DynamoDB. */
const SUPPORTED = new Set([
  "BatchGetItem",
  "BatchWriteItem",
  "CreateTable",
  "DeleteItem",
  "DeleteTable",
  "DescribeTable",
  "DescribeTimeToLive",
  "GetItem",
  "ListTables",
  "ListTagsOfResource",
  "PutItem",
  "Query",
  "Scan",
  "TagResource",
  "UntagResource",
  "UpdateItem",
  "UpdateTable",
]);

/**
 * Why an operation is not done, `undefined` where it is. dynalite's own refusal is a bare UnknownOperationException,
 * which looks like a mistake of the caller's.
 *
 * @param target the header of DynamoDB's protocol: `DynamoDB_20120810.TransactWriteItems`
 */
export function unsupportedOperation(target = ""): string | undefined {
  const [, operation] = /^DynamoDB_\d+\.(\w+)$/.exec(target) ?? [];
  if (operation === undefined || SUPPORTED.has(operation)) return undefined;
  return `${operation} is not done on this machine, whose DynamoDB is dynalite; it can only be tried on AWS`;
}
