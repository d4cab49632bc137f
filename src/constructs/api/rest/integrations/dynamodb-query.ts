import { REST_API_QUOTAS } from "#aws";
import type { JsonShape } from "#contract";
import { BOOLEAN, literalRule, NUMBER, TEXT } from "../../../prop-rules";
import { checkProps, type PropRules } from "../../../props";
import { choose } from "../../../tokens";
import { validateRange } from "../../../validation";
import type { RestIntegration } from "../../common/rest-integration";
import { dynamodbFailures, dynamodbStatements, validateAttributeNames } from "./dynamodb-call";
import {
  type KeyAttributeFacts,
  readKeys,
  readKeyValues,
  type TableTarget,
  tableResource,
  tableTarget,
} from "./dynamodb-keys";
import { jsonResponse } from "./json-response";
import { readItem } from "./read-attributes";
import {
  REQUEST_VALUE,
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
import { readSuccessReply } from "./success-reply";
import { formText, jsonText, VariableNames } from "./template-text";

/** Options of {@link dynamodbQuery}. None is required. */
export interface DynamodbQueryOptions {
  /** Index that is read. Default: the table. */
  readonly indexName?: string;
  /** Value of the partition key, by its name. Default: the path parameter with the name of the partition key. */
  readonly key?: Readonly<Record<string, RequestValue>>;
  /**
   * Value of the request with the pagination token, such as `method.request.querystring.after`. The reply of the previous
   * page contains the token. Default: none, if the reply has no property for it.
   */
  readonly exclusiveStartKey?: RequestValue;
  /** Maximum number of items in a page, 1 to 1,000. Default: 100. */
  readonly limit?: number;
  /** Sorts the items by the sort key in ascending order. Default: true. */
  readonly scanIndexForward?: boolean;
}

const RULES: PropRules<DynamodbQueryOptions> = {
  indexName: literalRule(TEXT),
  key: valuesRule(),
  exclusiveStartKey: REQUEST_VALUE,
  limit: NUMBER,
  scanIndexForward: BOOLEAN,
};

/** Range of the size of a page. The template of the response has a loop over the items. */
const PAGE_SIZE = { min: 1, max: REST_API_QUOTAS.loopIterations };

/**
 * Returns an integration that reads the items of one partition of a DynamoDB table or index, without a function. The reply
 * of the contract is an object with a list of items, and a string for the pagination token.
 *
 * @param table `Table`, or `DynamodbTable` of CDKTF's AWS provider
 * @example
 * import * as z from "zod";
 * const Order = z.object({ orderId: z.string() });
 * const listOrders = route("GET /customers/{customerId}/orders", {
 *   access: "public",
 *   replies: { 200: z.object({ orders: z.array(Order), next: z.string().optional() }) },
 * });
 * const orders = new Table(this, "orders", { partitionKey: "customerId", sortKey: "orderId" });
 * const page = dynamodbQuery(orders, { exclusiveStartKey: "method.request.querystring.after" });
 * new RestApi(this, "api").route(listOrders, page);
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Query.html
 */
export function dynamodbQuery(table: TableTarget, options: DynamodbQueryOptions = {}): RestIntegration {
  const { values, errors } = checkProps(options, RULES);
  return serviceIntegration(
    tableTarget(table),
    [...errors, ...validateRange("limit", values.limit, PAGE_SIZE)],
    (route) => describeCall(tableResource(table), values, route),
  );
}

function describeCall(
  table: ReturnType<typeof tableResource>,
  options: DynamodbQueryOptions,
  service: ServiceRoute,
): ServiceCall {
  const { key, route, convert } = service;
  const { indexName, key: keyOption = {}, exclusiveStartKey } = options;
  const own = readKeys(table);
  const index = indexName === undefined ? own : readKeys(table, indexName);
  const partition = readKeyValues(index.keys.slice(0, 1), keyOption, key);
  const reply = readSuccessReply(route, 200, convert);
  const page = readPageShape(reply.shape, reply.status);
  const start = startKeys(own.keys, index.keys);
  return {
    uri: "dynamodb:action/Query",
    requestTemplate: requestTemplate(table.name, options, partition.values, start),
    success: jsonResponse(reply.status, page.list ? pageTemplate({ ...page, list: page.list }, start) : "{}"),
    failures: dynamodbFailures(),
    statements: dynamodbStatements(table, "Query", indexName),
    errors: [
      ...validateRouteMethod(service, "dynamodbQuery", ["GET"]),
      ...new Set([...own.errors, ...index.errors]),
      ...partition.errors,
      ...reply.errors,
      ...(reply.errors.length > 0 ? [] : page.errors),
      ...(reply.shape ? validateAttributeNames(`reply ${reply.status}`, reply.shape) : []),
      ...(exclusiveStartKey === undefined
        ? []
        : validateRequestValue("exclusiveStartKey", exclusiveStartKey, key)),
      ...validateStart(page, reply.status, exclusiveStartKey),
    ],
  };
}

/** Properties of a page of items. */
interface PageShape {
  readonly list?: { readonly name: string; readonly item: Extract<JsonShape, { readonly kind: "object" }> };
  /** Property with the pagination token of the next page. */
  readonly next?: string;
  readonly errors: readonly string[];
}

function readPageShape(shape: JsonShape | undefined, status: number): PageShape {
  const expected = "an object with one list of objects, and an optional string for the pagination token";
  if (shape?.kind !== "object")
    return { errors: [`reply ${status} is not a page of items; expected ${expected}.`] };
  const properties = [...shape.properties];
  const lists = properties.flatMap(([name, { shape: list }]) =>
    list.kind === "list" && list.items.kind === "object" ? [{ name, item: list.items }] : [],
  );
  const texts = properties.filter(([, { shape: text, isRequired }]) => text.kind === "string" && !isRequired);
  const [list, ...otherLists] = lists;
  const [text, ...otherTexts] = texts;
  const others = properties.length - lists.length - texts.length + otherLists.length + otherTexts.length;
  if (!list || others > 0)
    return { errors: [`reply ${status} is not a page of items; expected ${expected}.`] };
  return { list, next: text?.[0], errors: [] };
}

function validateStart(page: PageShape, status: number, start: RequestValue | undefined): string[] {
  if (!page.list || (start !== undefined) === (page.next !== undefined)) return [];
  if (start !== undefined) {
    return [
      `exclusiveStartKey is set, but reply ${status} has no optional string for the pagination token. Add one, such as \`next\`.`,
    ];
  }
  return [
    `reply ${status} has the property "${page.next}" for the pagination token. Set exclusiveStartKey, such as "method.request.querystring.after".`,
  ];
}

/** Returns the key attributes of the last item of a page, without the partition key that the request contains. */
function startKeys(
  table: readonly KeyAttributeFacts[],
  index: readonly KeyAttributeFacts[],
): readonly KeyAttributeFacts[] {
  const [partition, ...others] = index;
  const all = [...others, ...table.filter(({ name }) => !index.some((key) => key.name === name))];
  return all.filter(({ name }) => name !== partition?.name);
}

function requestTemplate(
  tableName: string,
  { indexName, exclusiveStartKey, limit = 100, scanIndexForward = true }: DynamodbQueryOptions,
  partition: ReadonlyMap<KeyAttributeFacts, RequestValue>,
  start: readonly KeyAttributeFacts[],
): string {
  const [[{ name, type }, value] = [{ name: "", type: "S" as const }, ""]] = partition;
  const text = jsonText(valueExpression(value));
  return [
    "#set($number = '#')",
    `{"TableName": "${tableName}"`,
    ...(indexName === undefined ? [] : [`, "IndexName": "${indexName}"`]),
    `, "KeyConditionExpression": "$!{number}partition = :partition"`,
    `, "ExpressionAttributeNames": {"$!{number}partition": "${name}"}`,
    `, "ExpressionAttributeValues": {":partition": {"${type}": ${text}}}`,
    ...(exclusiveStartKey === undefined
      ? []
      : [startTemplate(exclusiveStartKey, `"${name}": {"${type}": ${text}}`, start)]),
    `, "Limit": ${limit}, "ScanIndexForward": ${choose(scanIndexForward, "true", "false")}}`,
  ].join("\n");
}

/** Character between the values of several key attributes. The encoding of forms always encodes it. */
const SEPARATOR = "~";

/**
 * Returns the template of the start of a page. The pagination token does not select the partition, so a caller cannot
 * read another one. A token with a different number of values becomes an empty key, which DynamoDB rejects.
 */
function startTemplate(value: RequestValue, partition: string, keys: readonly KeyAttributeFacts[]): string {
  const [first] = keys;
  const attributes =
    keys.length === 1 && first
      ? `"${first.name}": {"${first.type}": ${jsonText("$start")}}`
      : keys
          .map(
            ({ name, type }, index) =>
              `"${name}": {"${type}": ${jsonText(`$util.urlDecode($parts[${index}])`)}}`,
          )
          .join(", ");
  const key = `{${[partition, ...(attributes === "" ? [] : [attributes])].join(", ")}}`;
  const checked =
    keys.length > 1
      ? `#set($parts = $start.split("${SEPARATOR}"))#if($parts.size() == ${keys.length})${key}#{else}{}#end`
      : key;
  return `#set($start = ${valueExpression(value)})#if($start != ""), "ExclusiveStartKey": ${checked}#end`;
}

function pageTemplate(
  { list, next }: { readonly list: NonNullable<PageShape["list"]>; readonly next?: string },
  start: readonly KeyAttributeFacts[],
): string {
  const items = `"${list.name}": [#foreach($item in $input.path('$.Items'))${readItem(list.item, "$item", new VariableNames())}#if($foreach.hasNext),#end#end]`;
  if (next === undefined) return `{${items}}`;
  const values = start.map(({ name, type }) => `$last.get("${name}").get("${type}")`);
  const [only = ""] = values;
  const text = values.length === 1 ? jsonText(only) : `"${values.map(formText).join(SEPARATOR)}"`;
  const last = "#set($last = $input.path('$.LastEvaluatedKey'))";
  return `{${items}\n${last}#if($last != ""), "${next}": ${text}#end}`;
}
