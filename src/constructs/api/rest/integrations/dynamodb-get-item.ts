import { checkProps, type PropRules } from "../../../props";
import type { RestIntegration } from "../../common/rest-integration";
import { dynamodbFailures, dynamodbStatements, validateAttributeNames } from "./dynamodb-call";
import {
  attributeTemplate,
  readKeys,
  readKeyValues,
  type TableTarget,
  tableResource,
  tableTarget,
  validateKeyShapes,
} from "./dynamodb-keys";
import { jsonResponse } from "./json-response";
import { overrideWithProblem, problemCode, validateProblemReply } from "./problem-template";
import { readItem } from "./read-attributes";
import { type RequestValue, valuesRule } from "./request-value";
import {
  type ServiceCall,
  type ServiceRoute,
  serviceIntegration,
  validateRouteMethod,
} from "./service-integration";
import { readSuccessReply } from "./success-reply";
import { VariableNames } from "./template-text";

/** Options of {@link dynamodbGetItem}. None is required. */
export interface DynamodbGetItemOptions {
  /** Values of the key attributes, by name. Default: the path parameters with the names of the key attributes. */
  readonly key?: Readonly<Record<string, RequestValue>>;
}

const RULES: PropRules<DynamodbGetItemOptions> = {
  key: valuesRule(),
};

/**
 * Returns an integration that reads an item of a DynamoDB table, without a function. The contract of the route defines the
 * response: the reply from 200 to 299 is the item, with the properties of its schema only. A missing item is a problem with
 * status 404.
 *
 * @param table `Table`, or `DynamodbTable` of CDKTF's AWS provider
 * @example
 * import * as z from "zod";
 * const getProduct = route("GET /products/{productId}", {
 *   access: "public",
 *   replies: { 200: z.object({ name: z.string() }), 404: problem("product-not-found") },
 * });
 * const products = new Table(this, "products", { partitionKey: "productId" });
 * new RestApi(this, "api").route(getProduct, dynamodbGetItem(products));
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_GetItem.html
 */
export function dynamodbGetItem(table: TableTarget, options: DynamodbGetItemOptions = {}): RestIntegration {
  const { values, errors } = checkProps(options, RULES);
  return serviceIntegration(tableTarget(table), errors, (route) =>
    describeCall(tableResource(table), values, route),
  );
}

const NOT_FOUND = "not-found";

function describeCall(
  table: ReturnType<typeof tableResource>,
  { key: keyOption = {} }: DynamodbGetItemOptions,
  service: ServiceRoute,
): ServiceCall {
  const { key, route, convert } = service;
  const { keys, errors } = readKeys(table);
  const keyValues = readKeyValues(keys, keyOption, key);
  const reply = readSuccessReply(route, 200, convert);
  const { shape } = reply;
  const attributes = [...keyValues.values].map(([attribute, value]) => attributeTemplate(attribute, value));
  const missing = {
    status: 404,
    code: problemCode(route, 404, NOT_FOUND),
    detail: "The item does not exist.",
  };
  const item = shape?.kind === "object" ? readItem(shape, "$item", new VariableNames()) : "";
  return {
    uri: "dynamodb:action/GetItem",
    requestTemplate: `{"TableName": "${table.name}", "Key": {${attributes.join(", ")}}}`,
    success: jsonResponse(
      reply.status,
      `#set($item = $input.path('$.Item'))\n#if($item == "")${overrideWithProblem(missing)}\n#{else}${item}#end`,
    ),
    failures: dynamodbFailures(),
    statements: dynamodbStatements(table, "GetItem"),
    errors: [
      ...validateRouteMethod(service, "dynamodbGetItem", ["GET"]),
      ...errors,
      ...keyValues.errors,
      ...reply.errors,
      ...(shape?.kind === "object" || reply.errors.length > 0 ? [] : [missingItemSchema(reply.status)]),
      ...(shape ? validateAttributeNames(`reply ${reply.status}`, shape) : []),
      ...validateKeyShapes(`reply ${reply.status}`, shape, keys),
      ...validateProblemReply(route, 404, NOT_FOUND),
    ],
  };
}

function missingItemSchema(status: number): string {
  return `dynamodbGetItem creates the response from the schema of the item. Pass a contract whose reply ${status} is the schema of an object.`;
}
