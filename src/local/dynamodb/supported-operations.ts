/** Operations of DynamoDB that dynalite supports. */
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
 * Returns an error message for an operation that dynalite does not support. dynalite itself only returns an
 * UnknownOperationException, which looks like a mistake of the caller.
 *
 * @param target header `x-amz-target` of DynamoDB's protocol: `DynamoDB_20120810.TransactWriteItems`
 * @returns `undefined` if the operation is supported, or is none of DynamoDB
 */
export function unsupportedOperation(target = ""): string | undefined {
  const [, operation] = /^DynamoDB_\d+\.(\w+)$/.exec(target) ?? [];
  if (operation === undefined || SUPPORTED.has(operation)) return undefined;
  return `DynamoDB: ${operation} is not emulated (dynalite). Test it on AWS.`;
}
