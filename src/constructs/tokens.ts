import {
  DefaultTokenResolver,
  type IConstruct,
  type IResolvable,
  StringConcat,
  Token,
  Tokenization,
} from "./cdktf";

/**
 * Returns true if Terraform computes any part of a value: the value is a CDKTF token, or it is a string, list or object
 * that contains one. CDKTF encodes a list as an array with one marker, a map as an object with one marker as its key,
 * and a number as an unusual negative number. Every check of a construct calls this function, because such a value has
 * no length, no characters and no items yet.
 *
 * @see https://developer.hashicorp.com/terraform/cdktf/concepts/tokens
 */
export function isUnresolved(value: unknown): boolean {
  if (typeof value === "string")
    return [[value], { [value]: value }].some(isToken) || splitString(value).length > 1;
  if (isToken(value) || isToken([value])) return true;
  if (Array.isArray(value)) return value.some(isUnresolved);
  return isPlainObject(value) && Object.entries(value).some((entry) => entry.some(isUnresolved));
}

/** Returns true if Terraform computes a value as a whole. The items of a list or an object do not count. */
export function isToken(value: unknown): boolean {
  return Token.isUnresolved(value);
}

/** Replaces the tokens in a value with the expressions that synthesis writes into the Terraform JSON. */
export function resolveTokens(scope: IConstruct, value: unknown): unknown {
  const resolver = new DefaultTokenResolver(new StringConcat());
  return Tokenization.resolve(value, { scope, resolver, preparing: false });
}

/** Returns true for an object literal, and false for a construct or another instance of a class. */
export function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return value !== null && typeof value === "object" && Object.getPrototypeOf(value) === Object.prototype;
}

/** Value whose type is `Value`, or a token in its place, because functions such as `Fn.concat` return `any`. */
type Encoded<Value> = Value | string | IResolvable;

/**
 * Returns a list for an argument of a resource. The list may be the result of a Terraform function, or contain the
 * marker of another list, such as `["a", ...variable.listValue]`. CDKTF accepts neither.
 */
export function terraformList<Item extends string>(list: Encoded<readonly Item[]>): Item[] {
  if (!isList<Item>(list)) return Token.asList(list) as Item[];
  if (list.length < 2 || !list.some((item) => isToken([item]))) return [...list];
  return Token.asList(expression`${list}`) as Item[];
}

function isList<Item>(value: unknown): value is readonly Item[] {
  return Array.isArray(value);
}

/** Returns a map for an argument of a resource, like {@link terraformList} returns a list. */
export function terraformMap(map: Encoded<Readonly<Record<string, string>>>): Record<string, string> {
  if (!isPlainObject(map)) return Token.asStringMap(map);
  if (Object.keys(map).length < 2 || !isToken(map)) return { ...map };
  return Token.asStringMap(expression`${map}`);
}

/** Returns `yes` or `no`, or the expression that Terraform uses to choose, if only Terraform knows the condition. */
export function choose<Value>(condition: boolean, yes: Value, no: Value): Value {
  if (!isUnresolved(condition)) return condition ? yes : no;
  return expression`(${condition} ? ${yes} : ${no})` as Value;
}

type ResolveContext = Parameters<IResolvable["resolve"]>[0];

/** Matches the marker of a CDKTF string token, as a group, so that `split()` returns the markers too. */
const STRING_TOKEN = /(\$\{TfToken\[[\w:.-]+\]\})/;

/** Matches the number with which CDKTF encodes a token, as a part of a string. */
const NUMBER_TOKEN = /-\d(?:\.\d+)?e\+\d{3}/g;

/**
 * Splits a string into literal parts, at even indexes, and string tokens between them. A number token in the string
 * becomes a string token, because CDKTF does not find it after `-`, as in `a-${variable.numberValue}`.
 */
function splitString(text: string): string[] {
  const encoded = text.replaceAll(NUMBER_TOKEN, (digits) =>
    isToken(Number(digits)) ? Token.asString(Token.asAny(Number(digits))) : digits,
  );
  return encoded.split(STRING_TOKEN);
}

/** Changes the literal parts of a string. The tokens between them stay. */
export function mapLiterals(text: string, change: (part: string) => string): string {
  return splitString(text)
    .map((part, index) => (index % 2 === 0 ? change(part) : part))
    .join("");
}

/**
 * Returns a Terraform expression as a token. Each value becomes a part of the expression: a string is quoted, a list or
 * an object stays one, and a CDKTF token becomes its expression. CDKTF's `Fn` cannot be used instead, because it writes
 * strings with quotes, backslashes or several tokens incorrectly.
 *
 * @see https://developer.hashicorp.com/terraform/language/expressions
 */
export function expression(parts: TemplateStringsArray, ...values: readonly unknown[]): IResolvable {
  return new ExpressionToken((context) =>
    parts.raw.reduce((text, part, index) => `${text}${renderValue(values[index - 1], context)}${part}`),
  );
}

class ExpressionToken implements IResolvable {
  readonly creationStack: string[] = [];
  readonly #render: (context: ResolveContext) => string;

  constructor(render: (context: ResolveContext) => string) {
    this.#render = render;
  }

  resolve(context: ResolveContext): string {
    const { suppressBraces } = context;
    const source = this.#render(context);
    context.suppressBraces = suppressBraces;
    return suppressBraces ? source : `\${${source}}`;
  }

  toString(): string {
    return Token.asString(this);
  }
}

function renderValue(value: unknown, context: ResolveContext): string {
  if (typeof value === "string") return quoteTemplate(value, context);
  // CDKTF cannot resolve an object that contains the marker of a map and other entries.
  if (isPlainObject(value) && Object.keys(value).length > 1) return renderObject(value, context);
  if (isToken(value)) return renderToken(value, context);
  if (Array.isArray(value)) return renderList(value, context);
  return isPlainObject(value) ? renderObject(value, context) : String(value);
}

/** Renders a list. If it contains the markers of other lists, renders a call of `concat()`. */
function renderList(list: readonly unknown[], context: ResolveContext): string {
  const lists = list.map((item) =>
    isToken([item]) ? renderToken([item], context) : `[${renderValue(item, context)}]`,
  );
  if (list.some((item) => isToken([item]))) return `concat(${lists.join(", ")})`;
  return `[${list.map((item) => renderValue(item, context)).join(", ")}]`;
}

/** Renders an object. If it contains the markers of other maps, renders a call of `merge()`. */
function renderObject(object: Readonly<Record<string, unknown>>, context: ResolveContext): string {
  const maps = Object.entries(object).map(([key, value]) =>
    isToken({ [key]: value })
      ? renderToken({ [key]: value }, context)
      : `{ ${quoteTemplate(key, context)} = ${renderValue(value, context)} }`,
  );
  return `merge(${maps.join(", ")})`;
}

/** Renders a token without `${` and `}`. A token can also produce a value, such as the list of `Lazy.listValue`. */
function renderToken(token: unknown, context: ResolveContext): string {
  context.suppressBraces = true;
  const resolved: unknown = context.resolve(token);
  if (typeof resolved !== "string") return renderValue(resolved, context);
  // CDKTF writes conditions without parentheses.
  return resolved.includes(" ? ") ? `(${resolved})` : resolved;
}

/** Returns a quoted string of Terraform. Each token in the string becomes an interpolation. */
function quoteTemplate(text: string, context: ResolveContext): string {
  context.suppressBraces = false;
  const parts = splitString(text).map((part, index) => {
    if (index % 2 === 0) return escapeQuoted(escapeLiteral(part)).replace(/\$+$/, quoteDollars);
    const resolved = String(context.resolve(part));
    return resolved.startsWith("${") ? resolved : escapeQuoted(resolved);
  });
  return `"${parts.join("")}"`;
}

/** Escapes the characters that have a meaning in a quoted string. */
function escapeQuoted(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

/** Escapes the start of an interpolation and of a directive, so that Terraform reads the string literally. */
function escapeLiteral(text: string): string {
  return text.replaceAll("${", "$$${").replaceAll("%{", "%%{");
}

/**
 * Escapes the template syntax of Terraform in every string of a value, at any depth, so that AWS receives the string
 * unchanged. Tokens stay. Every resource that a construct creates gets its arguments from this function.
 *
 * @see https://developer.hashicorp.com/terraform/language/expressions/strings#escape-sequences-1
 */
export function escapeTemplates<Value>(value: Value): Value {
  if (typeof value === "string") return escapeText(value) as Value;
  if (Array.isArray(value)) return value.map(escapeTemplates) as Value;
  if (!isPlainObject(value)) return value;
  const entries = Object.entries(value).map(([key, item]) => [escapeText(key), escapeTemplates(item)]);
  return Object.fromEntries(entries) as Value;
}

/** Escapes the template syntax of Terraform in one string. */
export function escapeText(text: string): string {
  const parts = splitString(text);
  if (parts.length === 1) return escapeLiteral(text);
  return parts.map((part, index) => (index % 2 === 0 ? escapePart(part) : part)).join("");
}

/**
 * Escapes a literal part next to a token. CDKTF reads `${` as the start of an expression if the string contains a
 * token. The escaped `${` is therefore a token itself.
 */
function escapePart(part: string): string {
  const source = (template: string) => Token.asString(Token.asAny(template));
  const [, text = "", dollars = ""] = TRAILING_DOLLARS.exec(part) ?? [];
  const escaped = text.replaceAll("%{", "%%{").replaceAll("${", () => source("$${"));
  return dollars === "" ? escaped : `${escaped}${source(quoteDollars(dollars))}`;
}

/** Matches the part of a string before its trailing `$` characters, and these characters. */
const TRAILING_DOLLARS = /^(.*?)(\$*)$/s;

/**
 * Returns an interpolation of `$` characters, because Terraform reads a plain `$` before another interpolation as an
 * escape.
 */
function quoteDollars(dollars: string): string {
  return `\${"${dollars}"}`;
}
