/**
 * HTTP methods that a route of an HTTP API can have. `ANY` matches every method.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
 */
export const METHODS = ["ANY", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"] as const;

/** HTTP method of a route, or `ANY`. */
export type Method = (typeof METHODS)[number];

/**
 * Segment of a route's path: literal text, a parameter for one segment (`{name}`), or a greedy parameter for
 * the rest of the path (`{name+}`).
 */
export type Segment =
  | { readonly kind: "literal"; readonly text: string }
  | { readonly kind: "parameter"; readonly name: string }
  | { readonly kind: "greedy"; readonly name: string };

/**
 * Route key as a string: `"GET /products/{productId}"`, `"ANY /files/{path+}"` or `"$default"`. The compiler
 * rejects a key that does not start with a method, a space and a `/`. {@link parseRouteKey} reports all other
 * errors.
 */
export type RouteKeyText = `${Method} /${string}` | "$default";

type ParameterName<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? (Name extends `${infer Greedy}+` ? Greedy : Name) | ParameterName<Rest>
  : never;

/**
 * Path parameters of a route key: `PathParameters<"GET /products/{productId}">` is `{ productId: string }`.
 */
export type PathParameters<Key extends string> = { readonly [Name in ParameterName<Key>]: string };

/** Parsed route key. */
export interface RouteKey<Text extends string = string> {
  /** String that was parsed. API Gateway uses the same string as the route key. */
  readonly text: Text;
  /** Method of the key; `ANY` for `$default`. */
  readonly method: Method;
  /** Path as written: `/products/{productId}`. For `$default`, it is `$default`. */
  readonly path: string;
  /** Segments of the path. Empty for `/` and for `$default`. A malformed segment counts as a literal. */
  readonly segments: readonly Segment[];
  readonly isDefault: boolean;
  /**
   * Key without the names of its parameters: `GET /products/{}`. Two routes with the same shape match the
   * same requests, so API Gateway rejects the second route.
   */
  readonly shape: string;
  /**
   * Error message for a malformed key. It contains the reason why API Gateway rejects the key, and a
   * corrected key. Undefined for a valid key.
   */
  readonly error?: string;
}

/**
 * Parses a route key. A malformed key does not throw an error, so that the errors of all routes can be
 * reported together. Instead, the result has an `error`, and a malformed segment counts as a literal.
 *
 * @example
 * const key = parseRouteKey("GET /products/{productId}");
 * key.method;                       // "GET"
 * key.segments.at(-1);              // { kind: "parameter", name: "productId" }
 * parseRouteKey("GET products").error;
 * // 'route "GET products" must have a path that starts with "/". Write "GET /products".'
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
 */
export function parseRouteKey<const Text extends string>(text: Text): RouteKey<Text> {
  if (text === "$default") {
    return { text, method: "ANY", path: text, segments: [], isDefault: true, shape: text };
  }
  const { method, path } = splitKey(text);
  const segments = splitPath(path).map(parseSegment);
  const reason = validateMethod(text, method) ?? validatePath(path);
  return {
    text,
    method: method as Method,
    path,
    segments,
    isDefault: false,
    shape: formatShape(method, segments),
    ...(reason !== undefined && {
      error: `route ${JSON.stringify(text)} ${reason}. Write "${suggestKey(text)}".`,
    }),
  };
}

/** Returns the names of the path parameters of a key, in the order of the path. */
export function parameterNames(key: RouteKey): readonly string[] {
  return key.segments.flatMap((segment) => (segment.kind === "literal" ? [] : [segment.name]));
}

function splitKey(text: string): { method: string; path: string } {
  const space = text.indexOf(" ");
  return space < 0
    ? { method: "", path: text }
    : { method: text.slice(0, space), path: text.slice(space + 1) };
}

function splitPath(path: string): string[] {
  return path === "/" ? [] : path.slice(1).split("/");
}

const PARAMETER = /^\{([A-Za-z0-9._:-]+)(\+?)\}$/;
/**
 * Characters that RFC 3986 allows in a path segment without percent-encoding:
 * https://www.rfc-editor.org/rfc/rfc3986#section-3.3
 */
const LITERAL = /^[A-Za-z0-9._~!$&'()*+,;=:@-]+$/;

/**
 * Path parameters in the syntax of other routers: `:id`, `*`, `**`. API Gateway would match them literally.
 */
const FOREIGN = /^(:[A-Za-z_]\w*|\*+)$/;
const DOTS = /^\.{1,2}$/;

/**
 * Returns the first literal segment that a URL contains only percent-encoded, such as `café`. A segment that is already
 * encoded, such as `caf%C3%A9`, counts too. It is unmeasured which requests API Gateway matches with such a segment.
 */
export function findEncodedSegment({ segments }: Pick<RouteKey, "segments">): string | undefined {
  const texts = segments.flatMap((segment) => (segment.kind === "literal" ? segment.text : []));
  return texts.find((text) => text !== "" && !LITERAL.test(text) && !/[{}]/.test(text));
}

function isLiteral(segment: string): boolean {
  return LITERAL.test(segment) && !FOREIGN.test(segment) && !DOTS.test(segment);
}

function parseSegment(text: string): Segment {
  const [, name, greedy] = PARAMETER.exec(text) ?? [];
  if (name === undefined) return { kind: "literal", text };
  return { kind: greedy ? "greedy" : "parameter", name };
}

function formatShape(method: string, segments: readonly Segment[]): string {
  const nameless = { literal: undefined, parameter: "{}", greedy: "{+}" };
  const path = segments.map((segment) =>
    segment.kind === "literal" ? segment.text : nameless[segment.kind],
  );
  return `${method} /${path.join("/")}`;
}

function validateMethod(text: string, method: string): string | undefined {
  if (method === "") {
    return text.includes("/") || text.length === 0
      ? 'must have a method before its path, or be "$default"'
      : 'must be a method and a path, or "$default"';
  }
  if (!METHODS.includes(method as Method)) {
    return `has the method ${JSON.stringify(method)}; expected one of ${METHODS.join(", ")}`;
  }
  return undefined;
}

function validatePath(path: string): string | undefined {
  if (!path.startsWith("/")) return 'must have a path that starts with "/"';
  if (path === "/") return undefined;
  if (path.endsWith("/")) return 'must not end in "/"';
  const segments = splitPath(path);
  if (segments.includes("")) return 'must not have an empty segment ("//")';
  const malformed = segments.find((segment) => !PARAMETER.test(segment) && !isLiteral(segment));
  if (malformed !== undefined) return `has the path segment "${malformed}"${describeError(malformed)}`;
  return validateParameters(segments.map(parseSegment));
}

function describeError(segment: string): string {
  if (FOREIGN.test(segment)) {
    const parameter = segment.startsWith(":") ? `{${segment.slice(1)}}` : "{proxy+}";
    return `, which would be matched literally; API Gateway parameters look like ${parameter}`;
  }
  if (DOTS.test(segment)) return '; "." and ".." are removed before routing';
  if (/[?#]/.test(segment)) return "; a route key has a path only, without a query string or a fragment";
  if (!/[{}]/.test(segment)) {
    return ", which is percent-encoded in a URL; how API Gateway matches such text is unmeasured";
  }
  if (/^\{[^{}]*\}$/.test(segment)) {
    return ', which is not a parameter; expected a name of letters, digits, ".", "_", ":" and "-"';
  }
  if (/^\{[^{}]*$/.test(segment)) return ', which has no closing "}"';
  return ", which mixes text and a parameter; a parameter must be a whole segment";
}

function validateParameters(segments: readonly Segment[]): string | undefined {
  const early = segments.slice(0, -1).find((segment) => segment.kind === "greedy");
  if (early) return `has the greedy parameter {${early.name}+} before its last segment`;
  const names = segments.flatMap((segment) => (segment.kind === "literal" ? [] : [segment.name]));
  const duplicate = names.find((name, index) => names.indexOf(name) !== index);
  return duplicate === undefined ? undefined : `has the parameter {${duplicate}} twice`;
}

/** Returns the valid key that is closest to a malformed key. */
function suggestKey(text: string): string {
  if (/\$default/i.test(text)) return "$default";
  const words = text
    .trim()
    .replace(/[?#].*$/, "")
    .split(/\s+/);
  const upper = words[0]?.toUpperCase() ?? "";
  const hasMethod = words.length > 1;
  const method = hasMethod && METHODS.includes(upper as Method) ? upper : "GET";
  const path = (hasMethod ? words.slice(1).join(" ") : (words[0] ?? "")).split("/").filter(Boolean);
  const names = new Set<string>();
  const segments = path.map((segment, index) => suggestSegment(segment, index === path.length - 1, names));
  return `${method} /${segments.filter(Boolean).join("/")}`;
}

/**
 * Returns the valid segment that is closest to a segment of a malformed key. Returns `""` for `.` and `..`.
 * @param names parameter names of the previous segments. The name of this segment is added to the set
 */
function suggestSegment(segment: string, isLast: boolean, names: Set<string>): string {
  if (isLiteral(segment)) return segment;
  if (DOTS.test(segment)) return "";
  if (segment.startsWith(":") && FOREIGN.test(segment)) return `{${unusedName(segment.slice(1), names)}}`;
  if (segment.startsWith("*") && isLast) return "{proxy+}";
  if (!/[{}]/.test(segment)) return `{${unusedName("part", names)}}`;
  const bare = segment.replace(/^[^{]*\{/, "").replace(/\}.*$/, "");
  const base = bare.replace(/\s+/g, "-").replace(/[^A-Za-z0-9._:-]/g, "") || "name";
  return `{${unusedName(base, names)}${isLast && bare.endsWith("+") ? "+" : ""}}`;
}

/** Returns a name with this prefix that is not in the set, and adds it to the set. */
function unusedName(base: string, names: Set<string>): string {
  let name = base;
  for (let number = 2; names.has(name); number++) name = `${base}${number}`;
  names.add(name);
  return name;
}
