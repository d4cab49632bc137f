import { templateParts } from "./template";

/** A place in a value that stands for something of another resource. */
export interface Reference {
  /** The resource: `aws_lambda_function.create-product`, `data.aws_region.here`. */
  readonly address: string;
  /** What of it, in steps: `["arn"]`, `["route_settings", "0", "route_key"]`. Empty for the resource itself. */
  readonly attribute: readonly string[];
  /** As written, without `${` and `}`: `aws_lambda_function.create-product.arn`. */
  readonly text: string;
}

/**
 * The references in a value of Terraform's JSON, however deep, in the order they stand in. It reads interpolations,
 * `"${aws_sns_topic.alarms.arn}"`, and not the bare addresses of `depends_on`.
 *
 * @example
 * references("${aws_apigatewayv2_api.api.execution_arn}/*");
 * // [{ address: "aws_apigatewayv2_api.api", attribute: ["execution_arn"], text: "aws_apigatewayv2_api.api.execution_arn" }]
 *
 * @see https://developer.hashicorp.com/terraform/language/syntax/json#expression-mapping
 */
export function references(value: unknown): readonly Reference[] {
  if (typeof value === "string") {
    return templateParts(value).flatMap(({ kind, text }) => (kind === "expression" ? traversals(text) : []));
  }
  if (Array.isArray(value)) return value.flatMap(references);
  if (value !== null && typeof value === "object") return Object.values(value).flatMap(references);
  return [];
}

/** The one reference that is all of a value, or `undefined` where it is something else. */
export function wholeReference(value: unknown): Reference | undefined {
  const [found, ...more] = references(value);
  return found && more.length === 0 && value === `\${${found.text}}` ? found : undefined;
}

/** A resource's address, as `depends_on` names it; `undefined` for what is none. */
export function parseAddress(text: string): string | undefined {
  const [found, ...more] = traversals(text);
  return found && more.length === 0 && found.address === text ? text : undefined;
}

/** The resource that an instance is of: `aws_sqs_queue.q` for `aws_sqs_queue.q["a"]`. */
export function withoutIndex(address: string): string {
  return address.replace(/\[.*\]$/, "");
}

const STRING = /"(?:\\.|[^"\\])*"/g;
/** A resource type has its provider's name before a `_`, which tells it from `var`, `local`, `each` and `module`. */
const TRAVERSAL =
  /(?<![\w.-])((?:data\.)?[a-z][a-z0-9]*_\w+\.[A-Za-z_][\w-]*)((?:\.[A-Za-z_][\w-]*|\.\d+|\[\d+\])*)/g;

function traversals(expression: string): Reference[] {
  const bare = expression.replaceAll(STRING, '""');
  return [...bare.matchAll(TRAVERSAL)].map(([text, address = "", rest = ""]) => ({
    address,
    attribute: rest.split(/[.[\]]+/).filter(Boolean),
    text,
  }));
}
