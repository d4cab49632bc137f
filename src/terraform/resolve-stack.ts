import path from "node:path";
import { computeDataAttribute, computeResourceAttribute } from "#aws";
import { ownValue } from "#own-value";
import { toObject, valueAt } from "./composite-value";
import { type Body, findImportId } from "./configuration";
import { type Expression, parseExpression } from "./expression";
import { FUNCTIONS, MOVING_FUNCTIONS } from "./functions";
import { catchUnknown, known, knownText } from "./known-argument";
import { LazyResource, type ValueEvaluator } from "./lazy-resource";
import type { Resource, Stack } from "./parsed-stack";
import { referencedAddresses } from "./reference";
import type { ResolvedResource, ResolvedStack } from "./resolved-stack";
import { readTreePath } from "./rest-paths";
import type { SynthesizedStack } from "./synthesized-stack";
import { templateParts } from "./template";
import { describeOwner, findUnknown, requireKnown, UnknownValue } from "./unknown-value";
import { limitSize } from "./value-size";
import { readVariable } from "./variable";

/** Options of {@link resolveStack}. */
export interface ResolveOptions {
  /**
   * Returns the URL of an API, without a stage, by its Terraform address; `undefined` for the URL that the API has on AWS. Default:
   * every API has the URL on AWS.
   */
  readonly endpointOf?: (apiAddress: string) => string | undefined;
  /** Returns the value of an output of another stack by its name. Default: the value is unknown. */
  readonly outputOf?: (name: string) => unknown;
}

/**
 * Evaluates the Terraform JSON of a stack, as its values would be after an apply. Values that AWS assigns are fake,
 * and `path.module` is the absolute folder of the stack.
 */
export function resolveStack(
  { name, dir, stack }: SynthesizedStack,
  options: ResolveOptions = {},
): ResolvedStack {
  const resolver = new Resolver(stack, path.resolve(dir), options);
  return {
    name,
    dir: path.resolve(dir),
    get region() {
      return String(requireKnown(resolver.region, "provider aws: region"));
    },
    get resources() {
      return stack.resources.map((resource) => resolver.resource(resource));
    },
    modules: Object.keys(stack.configuration.module),
    ofType: (type) => stack.ofType(type).map((resource) => resolver.resource(resource)),
    find: (address) => {
      const resource = stack.find(address);
      return resource?.address === address ? resolver.resource(resource) : undefined;
    },
  };
}

/** Types of the APIs that have a URL. */
const API_TYPES = ["aws_apigatewayv2_api", "aws_api_gateway_rest_api"];

/** Evaluates the values of one stack. Each value is evaluated when it is read for the first time. */
class Resolver implements ValueEvaluator {
  readonly #stack: Stack;
  readonly #dir: string;
  readonly #options: ResolveOptions;
  readonly #resources = new Map<Resource, ResolvedResource>();
  /** Values of the expressions that were evaluated, by their source text. */
  readonly #sources = new Map<string, unknown>();
  /** Expressions under evaluation. They show whether an expression refers to itself. */
  readonly #evaluating = new Set<string>();

  constructor(stack: Stack, dir: string, options: ResolveOptions) {
    this.#stack = stack;
    this.#dir = dir;
    this.#options = options;
  }

  /** Region of the default provider `aws`, or an `UnknownValue`. */
  get region(): unknown {
    return this.#regionOf({});
  }

  /** Returns the Region of the `aws` provider that a block uses: `"provider": "aws.virginia"`. */
  #regionOf({ provider: name = "aws" }: Body): unknown {
    const used = readAlias(name);
    const provider = this.#stack.configuration.provider.aws?.find(({ alias }) => alias === used);
    const fallback = process.env.AWS_REGION ?? process.env.AWS_DEFAULT_REGION ?? "us-east-1";
    return this.value(provider?.region) ?? fallback;
  }

  resource(resource: Resource): ResolvedResource {
    const existing = this.#resources.get(resource);
    if (existing) return existing;
    const resolved = new LazyResource(resource, this);
    this.#resources.set(resource, resolved);
    return resolved;
  }

  importId({ address }: Resource): string | undefined {
    return findImportId(this.#stack.configuration, address);
  }

  computedAttribute(resource: Resource, resolved: ResolvedResource, attribute: string): unknown {
    const { type, address, values } = resource;
    const configured = {
      type,
      region: () => knownText(this.#regionOf(values), describeRegion(values)),
      argument: (argument: string) => known(resolved.values[argument], `${argument} of ${address}`),
      endpointOf: (apiId: string) => this.#endpoint(resource, apiId),
      isWebSocketApi: (apiId: string) => this.#isWebSocketApi(resource, apiId),
    };
    return (
      this.#treePath(resolved, attribute) ??
      catchUnknown(() => computeResourceAttribute(configured, attribute))
    );
  }

  /** Returns the attribute `path` of a resource of a REST API, which depends on its parents. */
  #treePath(resource: ResolvedResource, attribute: string): string | undefined {
    if (resource.type !== "aws_api_gateway_resource" || attribute !== "path") return undefined;
    const ofType = (type: string) => this.#stack.ofType(type).map((other) => this.resource(other));
    return readTreePath({ ofType }, resource);
  }

  /** Returns the local URL of an API; `undefined` if it has none. */
  #endpoint(resource: Resource, apiId: string): string | undefined {
    const api = this.#findApi(resource, apiId);
    return api && this.#options.endpointOf?.(api.address);
  }

  #isWebSocketApi(resource: Resource, apiId: string): boolean {
    const api = this.#findApi(resource, apiId);
    return api !== undefined && this.resource(api).values.protocol_type === "WEBSOCKET";
  }

  /** Returns an API of the stack: `resource` itself, the API to which it refers, or the API whose ID is `apiId`. */
  #findApi(resource: Resource, apiId: string): Resource | undefined {
    const apis = API_TYPES.flatMap((type) => this.#stack.ofType(type));
    const { api_id: id, rest_api_id: restApiId } = resource.values;
    const referenced = referencedAddresses(id ?? restApiId);
    return (
      apis.find(({ address }) => address === resource.address || referenced.includes(address)) ??
      apis.find((candidate) => this.resource(candidate).attribute("id") === apiId)
    );
  }

  value(value: unknown): unknown {
    if (typeof value === "string") return this.#template(value);
    if (Array.isArray(value)) return value.map((item) => this.value(item));
    if (value === null || typeof value !== "object") return value;
    const entries = Object.entries(value).map(
      ([key, item]) => [this.#template(key), this.value(item)] as const,
    );
    return toObject(entries);
  }

  /** Evaluates a string template. A template that is a single expression has the type of the expression. */
  #template(text: string): unknown {
    const values = templateParts(text).map((part) =>
      part.kind === "text" ? part.text : this.#source(part.text),
    );
    if (values.length === 0) return "";
    if (values.length === 1) return values[0];
    const unknown = findUnknown(limitSize(values, text));
    if (unknown) return unknown.inText(text);
    const isPrimitive = values.every((value) => ["string", "number", "boolean"].includes(typeof value));
    return isPrimitive
      ? values.map(String).join("")
      : new UnknownValue(JSON.stringify(text), "a part of the text is not a string, a number or a boolean", {
          text,
        });
  }

  /** Evaluates the source text of an expression. An expression has the same value wherever it occurs in the stack. */
  #source(text: string): unknown {
    const known = this.#sources.get(text);
    if (known !== undefined) return known;
    const value = limitSize(this.#evaluate(text), text);
    this.#sources.set(text, value);
    return value;
  }

  #evaluate(text: string): unknown {
    if (text.startsWith("%")) return new UnknownValue(text, "directives are not evaluated");
    if (this.#evaluating.has(text)) return new UnknownValue(text, "it refers to itself");
    this.#evaluating.add(text);
    try {
      return this.#expression(parseExpression(text), text);
    } catch (error) {
      return new UnknownValue(text, (error as Error).message);
    } finally {
      this.#evaluating.delete(text);
    }
  }

  /**
   * Evaluates a parsed expression.
   * @param text source text of the expression, for the `UnknownValue` if the expression cannot be evaluated
   */
  #expression(expression: Expression, text: string): unknown {
    const evaluate = (inner: Expression) => this.#expression(inner, text);
    switch (expression.kind) {
      case "literal":
        return expression.value;
      case "template":
        return this.#template(expression.text);
      case "list":
        return expression.items.map(evaluate);
      case "object":
        return toObject(expression.entries.map(([key, value]) => [evaluate(key), evaluate(value)] as const));
      case "parentheses":
        return evaluate(expression.inner);
      case "call":
        return this.#call(expression.name, expression.args.map(evaluate), text);
      case "index":
        return valueAt(evaluate(expression.of), expression.steps.map(evaluate), text);
      case "traversal":
        return this.#traversal(expression.root, expression.steps.map(evaluate), text);
    }
  }

  #call(name: string, args: readonly unknown[], text: string): unknown {
    const needed = MOVING_FUNCTIONS.has(name) ? args.filter((arg) => arg instanceof UnknownValue) : args;
    const unknown = findUnknown(limitSize(needed, text));
    if (unknown) return unknown;
    const fn = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
    return fn ? fn(...args) : new UnknownValue(text, `the function ${name}() is not evaluated`);
  }

  #traversal(root: string, steps: readonly unknown[], text: string): unknown {
    const [name, ...rest] = steps;
    const unknown = findUnknown(steps);
    if (unknown) return unknown;
    if (name === undefined) return notAReference(root, text);
    switch (root) {
      case "var":
        return valueAt(this.#variable(String(name), text), rest, text);
      case "local":
        return valueAt(this.#local(String(name), text), rest, text);
      case "path":
        return this.#dir;
      case "terraform":
        return name === "workspace" ? "default" : new UnknownValue(text, "known only to Terraform");
      case "count":
      case "each":
        return new UnknownValue(text, "count and for_each are not evaluated");
      case "module":
        return new UnknownValue(text, "modules are not read");
      case "data":
        return this.#dataSource(String(name), rest, text);
      default:
        return this.#attribute(`${root}.${name}`, rest, text);
    }
  }

  #variable(name: string, text: string): unknown {
    const block = this.#stack.configuration.variable[name];
    if (!block) return new UnknownValue(text, "no such variable in this stack");
    return readVariable({ name, block, text, evaluate: (source) => this.#source(source) });
  }

  #local(name: string, text: string): unknown {
    const { locals } = this.#stack.configuration;
    return Object.hasOwn(locals, name)
      ? this.value(locals[name])
      : new UnknownValue(text, "no such local value");
  }

  #dataSource(type: string, [name, ...steps]: readonly unknown[], text: string): unknown {
    const configured = this.#stack.configuration.data[type]?.[String(name)];
    if (!configured) return new UnknownValue(text, "no such data source in this stack");
    const [attribute, ...rest] = steps;
    const { outputOf } = this.#options;
    if (outputOf && type === "terraform_remote_state" && attribute === "outputs") {
      return valueAt(outputOf(String(rest[0])), rest.slice(1), text);
    }
    const dataSource = {
      type,
      region: () => knownText(this.#regionOf(configured), describeRegion(configured)),
      argument: (argument: string) =>
        known(this.value(ownValue(configured, argument)), `${argument} of data.${type}.${name}`),
    };
    const value =
      this.value(ownValue(configured, String(attribute))) ??
      catchUnknown(() => computeDataAttribute(dataSource, String(attribute)));
    return value === undefined ? new UnknownValue(text, describeOwner(type)) : valueAt(value, rest, text);
  }

  #attribute(address: string, steps: readonly unknown[], text: string): unknown {
    const resource = this.#stack.find(address);
    if (!resource) return new UnknownValue(text, "no such resource in this stack");
    const [attribute, ...rest] = steps;
    const value = this.resource(resource).attribute(String(attribute));
    if (value instanceof UnknownValue) return value.withOrigin(`${attribute} of ${address}`);
    if (value !== undefined && value !== null) return valueAt(value, rest, text);
    const { count, for_each: forEach } = resource.values;
    const isOne = (count ?? forEach) === undefined;
    return new UnknownValue(
      text,
      isOne ? describeOwner(resource.type) : "count and for_each are not evaluated",
    );
  }
}

/**
 * Returns the unknown value of an expression that is a single name. The text may come from another template language.
 */
function notAReference(name: string, text: string): UnknownValue {
  const fix = `Write $\${${name}} for the text \${${name}}, or refer to a variable.`;
  return new UnknownValue(text, `"${name}" is not a reference`, { fix });
}

/** Returns the alias of a provider: `virginia` for `aws.virginia`; `undefined` for the default provider. */
function readAlias(provider: unknown): string | undefined {
  return /\.([\w-]+)\}?$/.exec(String(provider))?.[1];
}

/** Names the argument with the Region of a block: `region of provider aws.virginia`. */
function describeRegion({ provider }: Body): string {
  const alias = readAlias(provider);
  return `region of provider aws${alias === undefined ? "" : `.${alias}`}`;
}
