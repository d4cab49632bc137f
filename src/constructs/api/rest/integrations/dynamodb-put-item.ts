import { type JsonShape, jsonShape, type RouteKey } from "#contract";
import { checkProps, type PropRules } from "../../../props";
import type { RestIntegration } from "../../common/rest-integration";
import {
  dynamodbFailures,
  dynamodbStatements,
  validateAttributeNames,
  validateWrittenShape,
} from "./dynamodb-call";
import {
  attributeTemplate,
  type KeyAttributeFacts,
  readKeys,
  readKeyValues,
  type TableTarget,
  tableResource,
  tableTarget,
  validateKeyShapes,
} from "./dynamodb-keys";
import { jsonResponse } from "./json-response";
import { problemCode, type ServiceProblem, validateProblemReply } from "./problem-template";
import {
  isKnownInResponse,
  type RequestValue,
  validateRequestValue,
  valueExpression,
  valuesRule,
} from "./request-value";
import {
  type ServiceCall,
  type ServiceRoute,
  serviceIntegration,
  validateRouteMethod,
} from "./service-integration";
import { fieldsBody, type ReplyFields, readSuccessReply } from "./success-reply";
import { isPlainText, jsonText, VariableNames } from "./template-text";
import { writeAttributes } from "./write-attributes";

/** Options of {@link dynamodbPutItem}. None is required. */
export interface DynamodbPutItemOptions {
  /**
   * Values of the key attributes, by name. Default: the path parameters with the names of the key attributes, or else the
   * properties of the body with these names.
   */
  readonly key?: Readonly<Record<string, RequestValue>>;
  /**
   * Attributes in addition to those of the body, by name, such as `{ owner: "context.authorizer.claims.sub" }`. They are
   * strings, except that `context.requestTimeEpoch` is a number. They have priority over the body. Default: none.
   */
  readonly attributes?: Readonly<Record<string, RequestValue>>;
}

const RULES: PropRules<DynamodbPutItemOptions> = { key: valuesRule(), attributes: valuesRule() };

/**
 * Returns an integration that writes an item to a DynamoDB table, without a function. The item has the properties of the
 * body's schema, the key attributes, and `attributes`. A `POST` route creates items: an existing item is a problem with
 * status 409. A `PUT` route creates or replaces them.
 *
 * DynamoDB does not return the item. A reply can therefore contain only the key and the attributes that do not come from
 * the body.
 *
 * @param table `Table`, or `DynamodbTable` of CDKTF's AWS provider
 * @example
 * import * as z from "zod";
 * const createProduct = route("POST /products", {
 *   access: "public",
 *   body: z.object({ name: z.string() }),
 *   replies: { 201: z.object({ productId: z.string() }), 409: problem("product-exists") },
 * });
 * const products = new Table(this, "products", { partitionKey: "productId" });
 * const key = { productId: "context.requestId" };
 * new RestApi(this, "api").route(createProduct, dynamodbPutItem(products, { key }));
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_PutItem.html
 */
export function dynamodbPutItem(table: TableTarget, options: DynamodbPutItemOptions = {}): RestIntegration {
  const { values, errors } = checkProps(options, RULES);
  return serviceIntegration(tableTarget(table), errors, (route) =>
    describeCall(tableResource(table), values, route),
  );
}

const EXISTS = "already-exists";

function describeCall(
  table: ReturnType<typeof tableResource>,
  { key: keyOption = {}, attributes = {} }: DynamodbPutItemOptions,
  service: ServiceRoute,
): ServiceCall {
  const { key, route, convert } = service;
  const isCreation = key.method === "POST";
  const { keys, errors } = readKeys(table);
  const body = readBody(service);
  const keyValues = readKeyValues(keys, keyOption, key, ({ name }) => bodyValue(body.shape, name));
  const added = new Map([...keyValues.values, ...toAttributes(attributes)]);
  const reply = readSuccessReply(route, isCreation ? 201 : 204, convert);
  const response = fieldsBody(reply, toFields(added), "dynamodbPutItem");
  const [first] = keys;
  const exists: ServiceProblem = {
    types: ["ConditionalCheckFailed"],
    status: 409,
    code: problemCode(route, 409, EXISTS),
    detail: "An item with this key exists.",
  };
  return {
    uri: "dynamodb:action/PutItem",
    requestTemplate: [
      "#set($body = $input.path('$'))#set($number = '#')",
      `{"TableName": "${table.name}", "Item": {${itemTemplate(added, body.shape)}}`,
      ...(isCreation
        ? [
            `, "ConditionExpression": "attribute_not_exists($!{number}key)"`,
            `, "ExpressionAttributeNames": {"$!{number}key": "${first?.name}"}`,
          ]
        : []),
      "}",
    ].join("\n"),
    success: jsonResponse(reply.status, response.template),
    failures: dynamodbFailures(isCreation ? [exists] : []),
    statements: dynamodbStatements(table, "PutItem"),
    errors: [
      ...validateRouteMethod(service, "dynamodbPutItem", ["POST", "PUT"]),
      ...errors,
      ...keyValues.errors,
      ...validateAdded(attributes, keys, key),
      ...body.errors,
      ...validateKeyShapes("body", body.shape, keys),
      ...reply.errors,
      ...response.errors,
      ...(isCreation ? validateProblemReply(route, 409, EXISTS) : []),
    ],
  };
}

type ObjectShape = Extract<JsonShape, { readonly kind: "object" }>;

function readBody({ route, convert }: ServiceRoute): { shape?: ObjectShape; errors: readonly string[] } {
  if (!route.body) {
    return {
      errors: ["dynamodbPutItem creates the item from the schema of the body. Pass a contract with a body."],
    };
  }
  const { shape, error } = jsonShape(route.body, "body", convert);
  if (shape === undefined) return { errors: [`${error}.`] };
  if (shape.kind !== "object")
    return {
      errors: ["body is not an object with fixed property names. Use a schema such as `z.object({ … })`."],
    };
  return {
    shape,
    errors: [...validateAttributeNames("body", shape), ...validateWrittenShape("body", shape)],
  };
}

/** Returns the value of a key attribute that the body must contain. */
function bodyValue(shape: ObjectShape | undefined, name: string): RequestValue | undefined {
  return shape?.properties.get(name)?.isRequired ? `method.request.body.${name}` : undefined;
}

function validateAdded(
  attributes: Readonly<Record<string, RequestValue>>,
  keys: readonly KeyAttributeFacts[],
  key: RouteKey,
): string[] {
  const isKey = (name: string) => keys.some((attribute) => attribute.name === name);
  return Object.entries(attributes).flatMap(([name, value]) => [
    ...(isKey(name) ? [`attributes has the key attribute "${name}". Set it in \`key\`.`] : []),
    ...(isPlainText(name)
      ? []
      : [`attributes has ${JSON.stringify(name)}; expected a name without $, #, quotes and \\.`]),
    ...validateRequestValue(`attributes.${name}`, value, key),
  ]);
}

/** Variable of API Gateway whose value is a number. */
const NUMBER_VARIABLE = "context.requestTimeEpoch";

function toAttributes(
  attributes: Readonly<Record<string, RequestValue>>,
): [KeyAttributeFacts, RequestValue][] {
  return Object.entries(attributes).map(([name, value]) => [
    { name, type: value === NUMBER_VARIABLE ? "N" : "S" },
    value,
  ]);
}

/** Returns the template of the attributes of an item. The added attributes have priority over those of the body. */
function itemTemplate(
  added: ReadonlyMap<KeyAttributeFacts, RequestValue>,
  body: ObjectShape | undefined,
): string {
  const names = [...added.keys()].map(({ name }) => name);
  const others = [...(body?.properties ?? [])].filter(([name]) => !names.includes(name));
  const shape: ObjectShape = { kind: "object", isNullable: false, properties: new Map(others) };
  const attributes = [...added].map(([attribute, value]) => attributeTemplate(attribute, value));
  return [attributes.join(", "), ...writeAttributes(shape, "$body", new VariableNames())].join("\n");
}

/** Returns the values that the template of the response knows, too. A caller can write a number differently. */
function toFields(added: ReadonlyMap<KeyAttributeFacts, RequestValue>): ReplyFields {
  const known = [...added].filter(
    ([{ type }, value]) => isKnownInResponse(value) && (type === "S" || value === NUMBER_VARIABLE),
  );
  return Object.fromEntries(
    known.map(([{ name, type }, value]) => [
      name,
      type === "N" ? `$${value}` : jsonText(valueExpression(value)),
    ]),
  );
}
