/**
 * The methods a route of an HTTP API may name; `ANY` stands for each of them.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
 */
export const METHODS = ["ANY", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"] as const;

export type Method = (typeof METHODS)[number];

/** One part of a route's path: text, a parameter for one part, or a parameter for all that is left. */
export type Segment =
  | { readonly kind: "literal"; readonly text: string }
  | { readonly kind: "parameter"; readonly name: string }
  | { readonly kind: "greedy"; readonly name: string };

/**
 * A route key as its author writes it: `"GET /products/{productId}"`, `"ANY /files/{path+}"` or `"$default"`.
 * The editor refuses what does not begin like one; {@link parseRouteKey} finds the rest.
 */
export type RouteKeyText = `${Method} /${string}` | "$default";

type ParameterName<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? (Name extends `${infer Greedy}+` ? Greedy : Name) | ParameterName<Rest>
  : never;

/** The path parameters of a key: `PathParameters<"GET /products/{productId}">` is `{ productId: string }`. */
export type PathParameters<Key extends string> = { readonly [Name in ParameterName<Key>]: string };

/** A route key, parsed once where it enters. */
export interface RouteKey<Text extends string = string> {
  /** The key as written, and as API Gateway knows it. */
  readonly text: Text;
  /** `ANY` for `$default`. */
  readonly method: Method;
  /** Empty for `/` and for `$default`. */
  readonly segments: readonly Segment[];
  readonly isDefault: boolean;
  /**
   * The key without its parameters' names, `GET /products/{}`: two routes of one shape answer the same
   * requests, and API Gateway refuses the second.
   */
  readonly shape: string;
  /** Why API Gateway would refuse this key, and what to write instead; absent for a good key. */
  readonly error?: string;
}

/**
 * Parses a route key. It does not throw, so that every fault of an application can be reported at once:
 * a malformed key comes back with its `fault` and without segments.
 *
 * @example
 * const key = parseRouteKey("GET /products/{productId}");
 * key.method;                       // "GET"
 * key.segments.at(-1);              // { kind: "parameter", name: "productId" }
 * parseRouteKey("GET products").fault;
 * // 'route "GET products" must have a path that starts with "/"; write "GET /products"'
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
 */
export function parseRouteKey<const Text extends string>(text: Text): RouteKey<Text> {
  if (text === "$default") return { text, method: "ANY", segments: [], isDefault: true, shape: text };
  const { method, path } = split(text);
  const fault = validateMethod(text, method) ?? validatePath(path);
  if (fault !== undefined) {
    const message = `route ${JSON.stringify(text)} ${fault}; write "${suggestKey(text)}"`;
    return { text, method: "ANY", segments: [], isDefault: false, shape: text, error: message };
  }
  const segments = parts(path).map(segment);
  return { text, method: method as Method, segments, isDefault: false, shape: shape(method, segments) };
}

/** The names of a key's path parameters, in the order of its path. */
export function parameterNames(key: RouteKey): readonly string[] {
  return key.segments.flatMap((part) => (part.kind === "literal" ? [] : [part.name]));
}

function split(text: string): { method: string; path: string } {
  const space = text.indexOf(" ");
  return space < 0
    ? { method: "", path: text }
    : { method: text.slice(0, space), path: text.slice(space + 1) };
}

function parts(path: string): string[] {
  return path === "/" ? [] : path.slice(1).split("/");
}

const PARAMETER = /^\{([A-Za-z0-9._:-]+)(\+?)\}$/;
/** What may stand in a path unencoded, less `{` and `}`: https://www.rfc-editor.org/rfc/rfc3986#section-3.3 */
const LITERAL = /^(?:[A-Za-z0-9._~!$&'()*+,;=:@-]|%[0-9A-Fa-f]{2})+$/;

/** Parameters as other routers write them: `:id`, `*`, `**`. */
const FOREIGN = /^(:[A-Za-z_]\w*|\*+)$/;
const DOTS = /^\.{1,2}$/;

function isText(part: string): boolean {
  return LITERAL.test(part) && !FOREIGN.test(part) && !DOTS.test(part);
}

function segment(text: string): Segment {
  const [, name, greedy] = PARAMETER.exec(text) ?? [];
  if (name === undefined) return { kind: "literal", text };
  return { kind: greedy ? "greedy" : "parameter", name };
}

function shape(method: string, segments: readonly Segment[]): string {
  const nameless = { literal: undefined, parameter: "{}", greedy: "{+}" };
  return `${method} /${segments.map((part) => (part.kind === "literal" ? part.text : nameless[part.kind])).join("/")}`;
}

function validateMethod(text: string, method: string): string | undefined {
  if (method === "") {
    return text.includes("/") || text.length === 0
      ? 'must name a method before its path, or be "$default"'
      : 'must be a method and a path, or "$default"';
  }
  if (!METHODS.includes(method as Method)) {
    return `must name one of the methods ${METHODS.join(", ")}, found ${JSON.stringify(method)}`;
  }
  return undefined;
}

function validatePath(path: string): string | undefined {
  if (!path.startsWith("/")) return 'must have a path that starts with "/"';
  if (path === "/") return undefined;
  if (path.endsWith("/")) return 'must not end in "/"';
  const all = parts(path);
  if (all.includes("")) return 'must not have an empty part ("//")';
  const malformed = all.find((part) => !PARAMETER.test(part) && !isText(part));
  if (malformed !== undefined) return `has the part "${malformed}", which is ${findError(malformed)}`;
  return validateParameter(all.map(segment));
}

function findError(part: string): string {
  if (FOREIGN.test(part)) return "not how API Gateway writes a parameter, but would be taken for text";
  if (DOTS.test(part)) return "left out of every path before it is routed";
  if (!/[{}]/.test(part)) return "not a path's text: a character in it must be percent-encoded";
  if (/^\{[^{}]*\}$/.test(part)) return "not a parameter: a name has letters, digits and . _ : -";
  return "neither text nor a parameter: {name} must be the whole part";
}

function validateParameter(segments: readonly Segment[]): string | undefined {
  const early = segments.slice(0, -1).find((part) => part.kind === "greedy");
  if (early) return `has the greedy parameter {${early.name}+} before its end`;
  const names = segments.flatMap((part) => (part.kind === "literal" ? [] : [part.name]));
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  return twice === undefined ? undefined : `names the parameter {${twice}} twice`;
}

/** The nearest good key, as a suggestion: what the author most likely meant. */
function suggestKey(text: string): string {
  if (/\$default/i.test(text)) return "$default";
  const words = text
    .trim()
    .replace(/[?#].*$/, "")
    .split(/\s+/);
  const upper = words[0]?.toUpperCase() ?? "";
  const hasMethod = words.length > 1;
  const method = hasMethod && METHODS.includes(upper as Method) ? upper : "GET";
  const path = (hasMethod ? words.slice(1).join("-") : (words[0] ?? "")).split("/").filter(Boolean);
  const seen = new Set<string>();
  const segments = path.map((part, index) => suggestSegment(part, index === path.length - 1, seen));
  return `${method} /${segments.filter(Boolean).join("/")}`;
}

function suggestSegment(part: string, isLast: boolean, seen: Set<string>): string {
  if (isText(part)) return part;
  if (DOTS.test(part)) return "";
  if (part.startsWith(":") && FOREIGN.test(part)) return `{${part.slice(1)}}`;
  if (part.startsWith("*")) return isLast ? "{proxy+}" : `{part${seen.size + 1}}`;
  if (!/[{}]/.test(part)) return encodeURIComponent(part.replace(/\p{Surrogate}/gu, ""));
  const bare = part.replace(/^[^{]*\{/, "").replace(/\}.*$/, "");
  const base = bare.replace(/[^A-Za-z0-9._:-]/g, "") || "name";
  const name = seen.has(base) ? `${base}${seen.size + 1}` : base;
  seen.add(name);
  return `{${name}${isLast && bare.endsWith("+") ? "+" : ""}}`;
}
