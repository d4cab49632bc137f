import { templateParts } from "./template";

/** Reference to a resource or data source, or to an attribute of it. */
export interface Reference {
  /** Address of the resource or data source: `aws_lambda_function.create-product`, `data.aws_region.here`. */
  readonly address: string;
  /**
   * Path of the attribute: `["arn"]`, `["route_settings", "0", "route_key"]`. Empty for the resource itself.
   */
  readonly attribute: readonly string[];
  /** Reference as written, without `${` and `}`: `aws_lambda_function.create-product.arn`. */
  readonly text: string;
}

/**
 * Returns the references in a value of Terraform JSON, at any depth, in order of occurrence. Only references
 * in interpolations are found, such as `"${aws_sns_topic.alarms.arn}"`, also in the strings of an expression. The addresses in `depends_on` are not
 * found, because they are not interpolations.
 *
 * @example
 * references("${aws_apigatewayv2_api.api.execution_arn}/*");
 * // [{ address: "aws_apigatewayv2_api.api", attribute: ["execution_arn"], text: "aws_apigatewayv2_api.api.execution_arn" }]
 *
 * @see https://developer.hashicorp.com/terraform/language/syntax/json#expression-mapping
 */
export function references(value: unknown): readonly Reference[] {
  if (typeof value === "string") {
    const match = WHOLE.exec(value);
    if (match) return [toReference(match[1] ?? "", match[2] ?? "", match[3] ?? "")];
    return templateParts(value).flatMap(({ kind, text }) => (kind === "expression" ? traversals(text) : []));
  }
  if (Array.isArray(value)) return value.flatMap(references);
  if (value !== null && typeof value === "object") return Object.values(value).flatMap(references);
  return [];
}

/**
 * Returns the addresses of the references in a value, each once, in the order of {@link references}.
 */
export function referencedAddresses(value: unknown): readonly string[] {
  // Most arguments with references are one reference, and a stack can have thousands of them.
  const whole = typeof value === "string" ? WHOLE.exec(value)?.[2] : undefined;
  if (whole !== undefined) return [whole];
  return [...new Set(references(value).map(({ address }) => address))];
}

/**
 * Returns the reference if the whole value is one reference: `"${aws_a.b.c}"`. Returns `undefined` otherwise.
 */
export function wholeReference(value: unknown): Reference | undefined {
  const [reference, ...more] = references(value);
  return reference && more.length === 0 && value === `\${${reference.text}}` ? reference : undefined;
}

/**
 * Returns the string unchanged if it is the address of a resource, such as an entry of `depends_on`. Returns
 * `undefined` otherwise.
 */
export function parseAddress(text: string): string | undefined {
  const [reference, ...more] = traversals(text);
  return reference && more.length === 0 && reference.address === text ? text : undefined;
}

/**
 * Returns the address of a resource without its instance key: `aws_sqs_queue.q` for `aws_sqs_queue.q["a"]`.
 */
export function withoutIndex(address: string): string {
  return address.endsWith("]") ? address.replace(/\[.*\]$/, "") : address;
}

/** A part of an expression: an escape sequence, the start of an interpolation, a quote, a brace, or other text. */
const TOKEN = /\\.|[$%]{2}\{|[$%]\{|["{}]|[^"\\{}$%]+|./gs;

/** Returns an expression without the literal text of its strings. The expressions in the strings stay. */
function withoutLiterals(expression: string): string {
  /** Quotes and braces that are open, the innermost last. */
  const open: string[] = [];
  const tokens = Array.from(expression.matchAll(TOKEN), ([token]) => {
    const isText = open.at(-1) === '"';
    const isClosing = isText ? token === '"' : token === "}";
    if (isClosing) open.pop();
    else if (isText && /^[$%]\{$/.test(token)) open.push("{");
    else if (!isText && /^["{]$/.test(token)) open.push(token);
    return isText && open.at(-1) === '"' ? "" : token;
  });
  return tokens.join("");
}

/**
 * Matches the address of a resource or data source, followed by the path of an attribute. A type starts with
 * the name of its provider and `_`, which distinguishes an address from `var.x`, `local.x`, `each.x` and
 * `module.x`.
 */
const TRAVERSAL =
  /(?<![\w.-])((?:data\.)?[a-z][a-z0-9]*_\w+\.[A-Za-z_][\w-]*)((?:\.[A-Za-z_][\w-]*|\.\d+|\[\d+\])*)/g;

/** Matches a string that is one such address and path, as most references are. */
const WHOLE =
  /^\$\{(((?:data\.)?[a-z][a-z0-9]*_\w+\.[A-Za-z_][\w-]*)((?:\.[A-Za-z_][\w-]*|\.\d+|\[\d+\])*))\}$/;

function traversals(expression: string): Reference[] {
  return [...withoutLiterals(expression).matchAll(TRAVERSAL)].map(([text, address = "", rest = ""]) =>
    toReference(text, address, rest),
  );
}

function toReference(text: string, address: string, rest: string): Reference {
  return { address, attribute: rest.split(/[.[\]]+/).filter(Boolean), text };
}
