import type { Budget } from "./budget";
import { RenderProblem } from "./template-error";
import { JavaList, JavaMap, printValue, type TemplateValue } from "./values";

/** Parts of the request to the backend that a request template replaces. */
export interface RequestOverride {
  readonly header: Readonly<Record<string, string | readonly string[]>>;
  readonly path: Readonly<Record<string, string | readonly string[]>>;
  readonly querystring: Readonly<Record<string, string | readonly string[]>>;
}

/** Parts of the response that a template replaces. */
export interface ResponseOverride {
  readonly header: Readonly<Record<string, string | readonly string[]>>;
  /** Status from 100 to 599. API Gateway ignores any other value. */
  readonly status?: number;
  /** Other keys, which have no effect. A response template can read those that the request template has set. */
  readonly other?: Readonly<Record<string, string | readonly string[]>>;
}

/** Overrides that the request template has set, for a response template. */
export interface EarlierOverrides {
  /** Override of the request to the backend. It has no effect in a response template. Default: none. */
  readonly requestOverride?: RequestOverride;
  /** Override of the response. Default: none. */
  readonly responseOverride?: ResponseOverride;
}

/** Map that prints nothing as a whole, such as `$context.identity`. */
class SilentMap extends JavaMap {
  override print(): string {
    return "";
  }
}

/** Map that a template cannot change. */
class ContextMap extends SilentMap {
  private readonly path: string;

  constructor(path: string, entries: Map<TemplateValue, TemplateValue>) {
    super(entries);
    this.path = path;
  }

  override put(key: TemplateValue): void {
    throw new RenderProblem(
      `${this.path}.${String(key)} cannot be set. Only $context.requestOverride and $context.responseOverride can.`,
    );
  }

  override remove(key: TemplateValue): never {
    throw new RenderProblem(`${this.path}.${String(key)} cannot be removed.`);
  }
}

/** Map of the claims of a Cognito user pool, which prints `null` as a whole. */
class ClaimsMap extends ContextMap {
  override print(): string {
    return "null";
  }
}

/** Map of overrides. API Gateway fails if a template sets the same override twice. */
class OverrideMap extends SilentMap {
  private keys: Set<TemplateValue> | undefined;

  private readonly path: string;

  constructor(path: string, entries: Map<TemplateValue, TemplateValue> = new Map()) {
    super(entries);
    this.path = path;
  }

  override put(key: TemplateValue, value: TemplateValue): void {
    const name = `${this.path}.${String(key)}`;
    if (this.entries.get(key) instanceof OverrideMap) {
      throw new RenderProblem(`${name} is a map. Set one of its entries.`);
    }
    if (this.keys?.has(key)) {
      throw new RenderProblem(
        `${name} is set twice, for which API Gateway responds with status 500. Set it once.`,
      );
    }
    this.keys ??= new Set();
    this.keys.add(key);
    super.put(key, value);
  }
}

/** Variable `$context`, and the overrides that the template sets. */
export interface ContextVariable {
  readonly map: JavaMap;
  readOverrides(budget: Budget): { readonly request: RequestOverride; readonly response: ResponseOverride };
}

/**
 * Creates the variable `$context`.
 *
 * @param values values of the request, such as `{ requestId: "…", identity: { sourceIp: "…" } }`
 * @param earlier overrides that the request template has set
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html#context-variable-reference
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-override-request-response-parameters.html
 */
export function createContextVariable(
  values: Readonly<Record<string, unknown>>,
  { requestOverride, responseOverride }: EarlierOverrides = {},
): ContextVariable {
  const requestPath = "$context.requestOverride";
  const createMap = (kind: keyof RequestOverride) =>
    new OverrideMap(`${requestPath}.${kind}`, toEntries(requestOverride?.[kind] ?? {}, requestPath));
  const request = {
    header: createMap("header"),
    path: createMap("path"),
    querystring: createMap("querystring"),
  };
  const responsePath = "$context.responseOverride";
  const header = new OverrideMap(
    `${responsePath}.header`,
    toEntries(responseOverride?.header ?? {}, responsePath),
  );
  const response = new OverrideMap(responsePath, toEntries(responseOverride?.other ?? {}, responsePath));
  response.entries.set("header", header);
  if (responseOverride?.status !== undefined) response.entries.set("status", BigInt(responseOverride.status));
  const entries = toEntries(values, "$context");
  for (const [name, value] of entries) if (value === null) entries.delete(name);
  entries.set(
    "requestOverride",
    new OverrideMap(requestPath, new Map<TemplateValue, TemplateValue>(Object.entries(request))),
  );
  entries.set("responseOverride", response);
  return {
    map: new ContextMap("$context", entries),
    readOverrides: (budget) => ({
      request: {
        header: toTexts(request.header, budget),
        path: toTexts(request.path, budget),
        querystring: toTexts(request.querystring, budget),
      },
      response: readResponseOverride(response, toTexts(header, budget), budget),
    }),
  };
}

/** Converts JSON values to values of a template. A map cannot be changed, and prints nothing as a whole. */
function toEntries(
  values: Readonly<Record<string, unknown>>,
  path: string,
): Map<TemplateValue, TemplateValue> {
  const entries = new Map<TemplateValue, TemplateValue>();
  for (const [name, value] of Object.entries(values))
    if (value !== undefined) entries.set(name, toValue(value, `${path}.${name}`));
  return entries;
}

function toValue(value: unknown, path: string): TemplateValue {
  if (Array.isArray(value))
    return new JavaList(
      value.map((item) => toValue(item, path)),
      "json",
    );
  if (typeof value === "number") return Number.isSafeInteger(value) ? BigInt(value) : value;
  if (value !== null && typeof value === "object") {
    const type = path === "$context.authorizer.claims" ? ClaimsMap : ContextMap;
    return new type(path, toEntries(value as Readonly<Record<string, unknown>>, path));
  }
  return typeof value === "string" || typeof value === "boolean" ? value : null;
}

function toTexts(map: JavaMap, budget: Budget): Record<string, string | readonly string[]> {
  if (map.entries.size === 0) return {};
  return Object.fromEntries(
    Array.from(map.entries, ([name, value]) => [
      printValue(name, budget),
      value instanceof JavaList
        ? value.values.map((item) => printValue(item, budget))
        : printValue(value, budget),
    ]),
  );
}

function readResponseOverride(
  response: JavaMap,
  header: ResponseOverride["header"],
  budget: Budget,
): ResponseOverride {
  const { header: _, status, ...other } = toTexts(response, budget);
  return {
    header,
    ...readStatus(response.entries.get("status")),
    ...(Object.keys(other).length > 0 ? { other } : {}),
  };
}

function readStatus(status: TemplateValue | undefined): { readonly status?: number } {
  return typeof status === "bigint" && status >= 100n && status <= 599n ? { status: Number(status) } : {};
}
