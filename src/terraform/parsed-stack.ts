import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { GatewrightError } from "#error";
import { ownValue } from "#own-value";
import { type Body, type Configuration, mergeConfiguration } from "./configuration";
import {
  parseAddress,
  type Reference,
  referencedAddresses,
  references,
  wholeReference,
  withoutIndex,
} from "./reference";
import { isRegularFile } from "./regular-file";

/** Resource of a stack, as configured in the Terraform JSON. */
export interface Resource {
  /** Resource type: `aws_lambda_function`. */
  readonly type: string;
  /** Terraform name, unique within the type: `create-product`. */
  readonly name: string;
  /** Terraform address: `aws_lambda_function.create-product`. */
  readonly address: string;
  /** Arguments by their Terraform names. References are not resolved. */
  readonly values: Readonly<Record<string, unknown>>;
  /**
   * Path of the construct that created the resource. Absent if the Terraform JSON contains no construct
   * paths, such as the output of `Testing.synth`.
   */
  readonly constructPath?: string;
}

/** Thrown if Terraform JSON cannot be read, or if a stack does not have a requested resource or argument. */
export class StackError extends GatewrightError {
  override readonly name: string = "StackError";

  constructor(...errors: readonly string[]) {
    super("GW_STACK", errors);
  }
}

/**
 * Synthesized stack, read from its Terraform JSON. It contains the values that Terraform deploys, not the
 * options that were passed to constructs.
 *
 * @example
 * const stack = Stack.parse('{"resource":{"aws_sns_topic":{"alarms":{"name":"alarms"}}}}');
 * stack.at("aws_sns_topic.alarms").values.name; // "alarms"
 *
 * @see https://developer.hashicorp.com/terraform/language/syntax/json
 */
export class Stack {
  /** All resources, in the order of the JSON. */
  readonly resources: readonly Resource[];
  /** Complete Terraform JSON, normalized. */
  readonly configuration: Configuration;

  readonly #byType: ReadonlyMap<string, ResourcesOfType>;

  private constructor(files: readonly Body[]) {
    this.configuration = mergeConfiguration(files);
    const types = Object.entries(this.configuration.resource);
    this.#byType = new Map(types.map(([type, named]) => [type, toResources(type, named)]));
    this.resources = [...this.#byType.values()].flatMap(({ list }) => list);
  }

  /**
   * Parses Terraform JSON.
   *
   * @param json the output of `Testing.synth(stack)`, or the content of a `cdk.tf.json` file
   * @throws StackError if `json` is not Terraform JSON
   */
  static parse(json: string): Stack {
    return new Stack([parseBody(json, "the string", "Pass the output of Testing.synth(stack).")]);
  }

  /**
   * Reads all `*.tf.json` files of a stack's folder.
   *
   * @param folder folder of the stack: `cdktf.out/stacks/products-dev`
   * @throws StackError if the folder has no such file, or if a file is not Terraform JSON
   */
  static read(folder: string): Stack {
    const files = listFiles(folder, ".tf.json");
    if (files.length === 0) throw missingJson(folder);
    return new Stack(files.map((file) => parseBody(readFileSync(file, "utf8"), file, "Correct the file.")));
  }

  /** Returns the resources of a type; empty if the stack has none. */
  ofType(type: string): readonly Resource[] {
    return this.#byType.get(type)?.list ?? [];
  }

  /**
   * Returns the resource with an address, or `undefined` if the stack has no such resource.
   * @param address Terraform address. An instance key is ignored: `aws_sqs_queue.q["a"]`
   */
  find(address: string): Resource | undefined {
    const plain = withoutIndex(address);
    const dot = plain.indexOf(".");
    return this.#byType.get(plain.slice(0, dot))?.byName.get(plain.slice(dot + 1));
  }

  /**
   * Returns the resource with an address.
   * @throws StackError if the stack has no such resource; the message lists the addresses of the same type
   */
  at(address: string): Resource {
    const resource = this.find(address);
    if (resource) return resource;
    const [type = ""] = address.split(".");
    const others = this.ofType(type).map((entry) => entry.address);
    throw new StackError(
      others.length > 0
        ? `no resource ${address}; available: ${others.join(", ")}`
        : `no resource ${address}; the stack has no ${type}`,
    );
  }

  /**
   * Follows references from resource to resource, one argument per step.
   * `follow(route, "target", "integration_uri")` returns the function of a route.
   *
   * @param steps names of arguments. For an argument inside a block, the name is a path:
   * `environment.variables.TABLE`
   * @throws StackError if an argument is not set, or does not refer to exactly one resource
   */
  follow(from: Resource, ...steps: readonly string[]): Resource {
    return steps.reduce((resource, step) => this.#followStep(resource, step), from);
  }

  /**
   * Replaces every reference to a configured argument by its value, at any depth. References to attributes
   * that only AWS knows are kept: `${aws_sns_topic.alarms.arn}`.
   */
  resolve(value: unknown): unknown {
    return this.#resolve(value, []);
  }

  /**
   * Lists references and `depends_on` entries that name a resource which the stack does not contain. Each is
   * described by one string: `aws_lambda_function.get refers to aws_iam_role.get`.
   */
  dangling(): readonly string[] {
    return this.resources.flatMap((entry) => {
      const referenced = references(entry.values).map(({ address }) => address);
      const missing = [
        ...referenced.filter((address) => !address.startsWith("data.")),
        ...dependencies(entry),
      ].filter((address) => !this.find(address));
      return missing.map((address) => `${entry.address} refers to ${address}`);
    });
  }

  #followStep(from: Resource, step: string): Resource {
    const value = valueAt(from.values, step.split("."));
    const addresses = referencedAddresses(value);
    const [address, ...more] = addresses;
    if (value === undefined) throw new StackError(`${from.address}: ${step} is not set`);
    if (address === undefined) {
      throw new StackError(
        `${from.address}: ${step} is ${JSON.stringify(value)}; expected a reference to a resource`,
      );
    }
    if (more.length > 0) {
      throw new StackError(
        `${from.address}: ${step} refers to ${addresses.join(" and ")}; expected one resource`,
      );
    }
    return this.at(address);
  }

  /**
   * @param visited references that were followed to this value. They are not resolved again, so that a cycle
   * ends
   */
  #resolve(value: unknown, visited: readonly string[]): unknown {
    if (typeof value === "string") return this.#resolveText(value, visited);
    if (Array.isArray(value)) return value.map((item) => this.#resolve(item, visited));
    if (!isObject(value)) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, this.#resolve(item, visited)]),
    );
  }

  #resolveText(text: string, visited: readonly string[]): unknown {
    const whole = wholeReference(text);
    if (whole) return this.#configured(whole, visited) ?? text;
    return references(text).reduce((resolved, reference) => {
      const value = this.#configured(reference, visited);
      return isPlain(value) ? resolved.replaceAll(`\${${reference.text}}`, String(value)) : resolved;
    }, text);
  }

  #configured({ address, attribute, text }: Reference, visited: readonly string[]): unknown {
    const resource = this.find(address);
    if (!resource || attribute.length === 0 || visited.includes(text)) return undefined;
    return this.#resolve(valueAt(resource.values, attribute), [...visited, text]);
  }
}

function missingJson(folder: string): StackError {
  const names = listFiles(folder, ".tf").map((file) => path.basename(file));
  const [first = ""] = names;
  return new StackError(
    names.length === 0
      ? `${folder} has no *.tf.json file. Name a folder of Terraform JSON.`
      : `${folder} has no *.tf.json file; ${names.join(", ")} cannot be read, because only Terraform JSON is. Convert each file, for example with hcl2json (https://github.com/tmccombs/hcl2json): hcl2json ${first} > ${first}.json`,
  );
}

function listFiles(folder: string, extension: string): string[] {
  try {
    const names = readdirSync(folder).filter((name) => name.endsWith(extension));
    return names
      .sort()
      .map((name) => path.join(folder, name))
      .filter(isRegularFile);
  } catch (error) {
    throw new StackError(`cannot read ${folder} (${(error as Error).message}). Name an existing folder.`);
  }
}

function parseBody(json: string, source: string, fix: string): Body {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (error) {
    throw new StackError(`${source} is not JSON (${(error as Error).message}). ${fix}`);
  }
  if (isDeeperThan(MAX_DEPTH, value)) {
    throw new StackError(`${source} has values with more than ${MAX_DEPTH} levels of nesting. ${fix}`);
  }
  const hasResources =
    isObject(value) && (value.resource === undefined || typeof value.resource === "object");
  if (hasResources) return value as Body;
  throw new StackError(`${source} is not Terraform JSON; expected an object with "resource". ${fix}`);
}

/** Maximum depth of a value. The code that reads values is recursive, so deeper values could exceed the call stack. */
const MAX_DEPTH = 500;

function isDeeperThan(depth: number, value: unknown): boolean {
  if (value === null || typeof value !== "object") return false;
  if (depth === 0) return true;
  // A loop over the names creates no object, unlike Object.values(). A file can have thousands of values.
  for (const name in value) if (isDeeperThan(depth - 1, value[name as keyof typeof value])) return true;
  return false;
}

/** Resources of one type, in the order of the JSON. */
interface ResourcesOfType {
  readonly list: readonly Resource[];
  readonly byName: ReadonlyMap<string, Resource>;
}

function toResources(type: string, named: Readonly<Record<string, Body>>): ResourcesOfType {
  const list = Object.keys(named).map((name) => toResource(type, name, named[name] ?? {}));
  return { list, byName: new Map(list.map((resource) => [resource.name, resource])) };
}

function toResource(type: string, name: string, body: Body): Resource {
  const { "//": comment, ...values } = body;
  const { metadata } = (comment ?? {}) as { metadata?: { path?: string } };
  return { type, name, address: `${type}.${name}`, values, constructPath: metadata?.path };
}

function dependencies({ values }: Resource): string[] {
  const all = Array.isArray(values.depends_on) ? (values.depends_on as string[]) : [];
  return all.map((text) => parseAddress(text) ?? `"${text}", which is not an address`);
}

function valueAt(values: unknown, steps: readonly string[]): unknown {
  return steps.reduce<unknown>(ownValue, values);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

function isPlain(value: unknown): value is string | number | boolean {
  return ["string", "number", "boolean"].includes(typeof value);
}
