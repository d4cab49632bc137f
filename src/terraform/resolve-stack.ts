import path from "node:path";
import { computeDataAttribute, computeResourceAttribute } from "#aws";
import type { Body } from "./configuration";
import { type Expression, parseExpression } from "./expression";
import { FUNCTIONS } from "./functions";
import type { Resource, Stack } from "./parsed-stack";
import { references } from "./reference";
import type { ResolvedResource, ResolvedStack } from "./resolved-stack";
import type { SynthesizedStack } from "./synthesized-stack";
import { templateParts } from "./template";
import { findUnknown, requireKnown, UnknownValue } from "./unknown-value";

/** Options of {@link resolveStack}. */
export interface ResolveOptions {
  /** Returns the URL of an HTTP API by its Terraform address. Default: the URL that the API has on AWS. */
  readonly endpointOf?: (apiAddress: string) => string;
}

/**
 * Evaluates the Terraform JSON of a stack, as its values would be after an apply. Values that AWS assigns are fake.
 *
 * @throws EvaluationError if the region of the provider cannot be evaluated
 */
export function resolveStack(
  { name, dir, stack }: SynthesizedStack,
  { endpointOf }: ResolveOptions = {},
): ResolvedStack {
  const resolver = new Resolver(stack, path.resolve(dir), endpointOf);
  const resources = stack.resources.map((resource) => resolver.resource(resource));
  const byAddress = new Map(resources.map((resource) => [resource.address, resource]));
  return {
    name,
    dir: path.resolve(dir),
    region: resolver.region,
    resources,
    modules: Object.keys(stack.configuration.module),
    ofType: (type) => resources.filter((resource) => resource.type === type),
    find: (address) => byAddress.get(address),
  };
}

/** Evaluates the values of one stack. Each value is evaluated when it is read for the first time. */
class Resolver {
  readonly region: string;
  readonly #stack: Stack;
  readonly #dir: string;
  readonly #endpointOf: ((apiAddress: string) => string) | undefined;
  readonly #resources = new Map<string, ResolvedResource>();
  /** Expressions that are being evaluated. An expression that occurs again refers to itself. */
  readonly #evaluating = new Set<string>();

  constructor(stack: Stack, dir: string, endpointOf?: (apiAddress: string) => string) {
    this.#stack = stack;
    this.#dir = dir;
    this.#endpointOf = endpointOf;
    this.region = process.env.AWS_REGION ?? "us-east-1";
    const [provider] = stack.configuration.provider.aws ?? [];
    const region = requireKnown(this.#value(provider?.region), "provider aws: region");
    if (region !== undefined && region !== null) this.region = String(region);
  }

  resource(resource: Resource): ResolvedResource {
    const { type, name, address } = resource;
    const known = this.#resources.get(address);
    if (known) return known;
    const values = this.#lazyValues(resource.values);
    const configured = {
      type,
      region: this.region,
      argument: (argument: string) => values[argument],
      ...(this.#endpointOf && { endpointOf: (apiId: string) => this.#endpoint(resource, apiId) }),
    };
    const resolved: ResolvedResource = {
      type,
      name,
      address,
      values,
      attribute: (attribute) => values[attribute] ?? computeResourceAttribute(configured, attribute),
      references: (argument) => [
        ...new Set(references(resource.values[argument]).map((reference) => reference.address)),
      ],
    };
    this.#resources.set(address, resolved);
    return resolved;
  }

  /** Returns an object that evaluates each of its properties when the property is read for the first time. */
  #lazyValues(values: Body): Readonly<Record<string, unknown>> {
    const lazy: Record<string, unknown> = {};
    for (const [name, value] of Object.entries(values)) {
      Object.defineProperty(lazy, name, {
        enumerable: true,
        configurable: true,
        get: () => {
          const evaluated = this.#value(value);
          Object.defineProperty(lazy, name, { enumerable: true, value: evaluated });
          return evaluated;
        },
      });
    }
    return lazy;
  }

  /** Returns the URL of `resource` if it is an API, and otherwise the URL of the API whose ID is `apiId`. */
  #endpoint(resource: Resource, apiId: string): string {
    const isApi = (candidate: Resource) => this.resource(candidate).attribute("id") === apiId;
    const apis = this.#stack.ofType("aws_apigatewayv2_api");
    const api = apis.includes(resource) ? resource : apis.find(isApi);
    return this.#endpointOf?.(api?.address ?? "") ?? "";
  }

  #value(value: unknown): unknown {
    if (typeof value === "string") return this.#template(value);
    if (Array.isArray(value)) return value.map((item) => this.#value(item));
    if (value === null || typeof value !== "object") return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, this.#value(item)]));
  }

  /** Evaluates a string template. A template that is a single expression has the type of the expression. */
  #template(text: string): unknown {
    const values = templateParts(text).map((part) =>
      part.kind === "text" ? part.text : this.#source(part.text),
    );
    if (values.length === 0) return "";
    if (values.length === 1) return values[0];
    return findUnknown(values) ?? values.map(String).join("");
  }

  /** Evaluates the source text of an expression. */
  #source(text: string): unknown {
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

  /** @param text source text, for the mark of an unknown value */
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
        return Object.fromEntries(
          expression.entries.map(([key, value]) => [String(evaluate(key)), evaluate(value)]),
        );
      case "call":
        return this.#call(expression.name, expression.args.map(evaluate), text);
      case "index":
        return valueAt(evaluate(expression.of), expression.steps.map(evaluate), text);
      case "traversal":
        return this.#traversal(expression.root, expression.steps.map(evaluate), text);
    }
  }

  #call(name: string, args: readonly unknown[], text: string): unknown {
    const unknown = args.map(findUnknown).find(Boolean);
    if (unknown) return unknown;
    const fn = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
    return fn ? fn(...args) : new UnknownValue(text, `the function ${name}() is not evaluated`);
  }

  #traversal(root: string, steps: readonly unknown[], text: string): unknown {
    const [name, ...rest] = steps;
    const unknown = findUnknown(steps);
    if (unknown) return unknown;
    switch (root) {
      case "var":
        return valueAt(this.#variable(String(name), text), rest, text);
      case "local":
        return valueAt(this.#local(String(name), text), rest, text);
      case "path":
        return this.#dir;
      case "terraform":
        return name === "workspace" ? "default" : new UnknownValue(text, "known only to Terraform");
      case "module":
        return new UnknownValue(text, "modules are not read");
      case "data":
        return this.#dataSource(String(name), rest, text);
      default:
        return this.#attribute(`${root}.${name}`, rest, text);
    }
  }

  #variable(name: string, text: string): unknown {
    const variable = this.#stack.configuration.variable[name];
    if (!variable) return new UnknownValue(text, "no such variable in this stack");
    const override = process.env[`TF_VAR_${name}`];
    if (override !== undefined) return isText(variable) ? override : this.#override(name, override);
    if (variable.default !== undefined) return variable.default;
    return new UnknownValue(text, `variable without a default; set TF_VAR_${name}`);
  }

  /** Evaluates the value of an environment variable `TF_VAR_…`, which is an expression unless it is a string. */
  #override(name: string, source: string): unknown {
    const unknown = findUnknown(this.#source(source));
    if (!unknown) return this.#source(source);
    return new UnknownValue(`var.${name}`, `TF_VAR_${name} is ${JSON.stringify(source)}; expected JSON`);
  }

  #local(name: string, text: string): unknown {
    const { locals } = this.#stack.configuration;
    return Object.hasOwn(locals, name)
      ? this.#value(locals[name])
      : new UnknownValue(text, "no such local value");
  }

  #dataSource(type: string, [name, ...steps]: readonly unknown[], text: string): unknown {
    const configured = this.#stack.configuration.data[type]?.[String(name)];
    if (!configured) return new UnknownValue(text, "no such data source in this stack");
    const [attribute, ...rest] = steps;
    const argument = (argumentName: string) => this.#value(configured[argumentName]);
    const value =
      argument(String(attribute)) ??
      computeDataAttribute({ type, region: this.region, argument }, String(attribute));
    return value === undefined ? new UnknownValue(text, "known only to AWS") : valueAt(value, rest, text);
  }

  #attribute(address: string, steps: readonly unknown[], text: string): unknown {
    const resource = this.#stack.find(address);
    if (!resource) return new UnknownValue(text, "no such resource in this stack");
    const [attribute, ...rest] = steps;
    const value = this.resource(resource).attribute(String(attribute));
    if (value === undefined || value === null) return new UnknownValue(text, "known only to AWS");
    return valueAt(value, rest, text);
  }
}

/** Checks for a variable that is a string, whose value in the environment is not an expression. */
function isText({ type }: Body): boolean {
  return type === undefined || /^(\$\{)?(string|any)\}?$/.test(String(type));
}

/** Returns the value at a path of attributes and indexes. */
function valueAt(value: unknown, steps: readonly unknown[], text: string): unknown {
  return steps.reduce<unknown>((current, step) => {
    if (current instanceof UnknownValue) return current;
    const item = blockOrItem(current, String(step));
    return item === undefined ? new UnknownValue(text, `no value at "${step}"`) : item;
  }, value);
}

/** Returns an item. Terraform JSON may write a single block as an object, to which references add the index 0. */
function blockOrItem(value: unknown, step: string): unknown {
  if (value === null || typeof value !== "object") return undefined;
  if (step === "0" && !Array.isArray(value) && !("0" in value)) return value;
  return (value as Readonly<Record<string, unknown>>)[step];
}
