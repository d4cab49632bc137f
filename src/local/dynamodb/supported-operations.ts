/** DynamoDB operations that dynalite supports. */
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
 * Returns an error message for a DynamoDB operation that dynalite does not support. dynalite itself would
 * respond with an `UnknownOperationException` without a message, which looks like a mistake in the request.
 *
 * @param target header `x-amz-target` of a request: `DynamoDB_20120810.TransactWriteItems`
 * @returns `undefined` if dynalite supports the operation, or the target is not a DynamoDB operation
 */
export function unsupportedOperation(target = ""): string | undefined {
  const [, operation] = /^DynamoDB_\d+\.(\w+)$/.exec(target) ?? [];
  if (operation === undefined || SUPPORTED.has(operation)) return undefined;
  return `DynamoDB: ${operation} is not emulated, because dynalite does not support it. Test the operation on AWS.`;
}
