import type { JsonShape } from "#contract";
import type { DynamodbTable } from "../../../cdktf";
import { operationStatements } from "../../../dynamodb/table-operations";
import type { Statement } from "../../../iam/policy";
import { type ServiceProblem, serviceErrorResponse } from "./problem-template";
import { isPlainText } from "./template-text";

/** Request that DynamoDB rejects because of its values, such as an empty key or a number with letters. */
const INVALID: ServiceProblem = {
  types: ["ValidationException", "SerializationException"],
  status: 400,
  code: "invalid-input",
  detail: "The database rejected the values of the request.",
};

/** Returns the response to the errors of DynamoDB. @param problems problems of the operation */
export function dynamodbFailures(problems: readonly ServiceProblem[] = []) {
  return [serviceErrorResponse(`"$!input.path('$.__type')"`, [...problems, INVALID])];
}

/** Returns the permission for one operation on a table, or on one of its indexes only, and for the key of the table. */
export function dynamodbStatements(
  table: DynamodbTable,
  operation: "GetItem" | "PutItem" | "Query",
  indexName?: string,
): readonly Statement[] {
  const keyArn = table.serverSideEncryptionInput?.kmsKeyArn;
  const arn = indexName === undefined ? table.arn : `${table.arn}/index/${indexName}`;
  const encryptionKey = keyArn === undefined ? undefined : { arn: keyArn };
  return operationStatements({ arn, indexNames: [], encryptionKey }, [operation]);
}

/** Returns the errors of a shape with a name that a template cannot contain. */
export function validateAttributeNames(field: string, shape: JsonShape): string[] {
  return listParts(field, shape).flatMap(([path, part]) => {
    if (part.kind !== "object") return [];
    const invalid = [...part.properties.keys()].filter((name) => !isPlainText(name));
    return invalid.map(
      (name) =>
        `${path} has the property ${JSON.stringify(name)}; expected a name without $, #, quotes and \\.`,
    );
  });
}

/** Returns the errors of a shape whose values a template cannot convert to the notation of DynamoDB. */
export function validateWrittenShape(field: string, shape: JsonShape): string[] {
  const parts = listParts(field, shape);
  const nullable = parts.filter(
    ([path, part]) =>
      part.kind === "map" && listParts(path, part.values).some(([, value]) => value.isNullable),
  );
  return nullable.map(
    ([path]) =>
      `${path} has nullable values inside an object without fixed property names, which a mapping template cannot write. Use fixed names.`,
  );
}

/** Returns a shape and all shapes inside it, each with its path. */
function listParts(path: string, shape: JsonShape): (readonly [path: string, shape: JsonShape])[] {
  const own = [path, shape] as const;
  if (shape.kind === "list") return [own, ...listParts(`${path}[]`, shape.items)];
  if (shape.kind === "map") return [own, ...listParts(`${path}.*`, shape.values)];
  if (shape.kind !== "object") return [own];
  const properties = [...shape.properties];
  return [own, ...properties.flatMap(([name, property]) => listParts(`${path}.${name}`, property.shape))];
}
