import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { GatewrightError } from "#error";
import { type Body, type Configuration, mergeConfiguration } from "./configuration";
import { parseAddress, type Reference, references, wholeReference, withoutIndex } from "./reference";

/** One resource of a stack, as its Terraform JSON says it. */
export interface Resource {
  /** `aws_lambda_function`. */
  readonly type: string;
  /** Its name within its type: `create-product`. */
  readonly name: string;
  /** `aws_lambda_function.create-product`. */
  readonly address: string;
  /** Its arguments, in Terraform's names, as written: references are not resolved. */
  readonly values: Readonly<Record<string, unknown>>;
  /** The path of the construct that made it, where the JSON says so (`Testing.synth` leaves it out). */
  readonly constructPath?: string;
}

/** Thrown where a stack does not have what was looked for. */
export class StackError extends GatewrightError {
  override readonly name: string = "StackError";

  constructor(error: string) {
    super("GW_STACK", [error]);
  }
}

/**
 * A synthesized stack: what Terraform will be given, read back. Whoever asks it asks what is deployed, not what was
 * meant.
 *
 * @example
 * const stack = Stack.parse('{"resource":{"aws_sns_topic":{"alarms":{"name":"alarms"}}}}');
 * stack.at("aws_sns_topic.alarms").values.name; // "alarms"
 *
 * @see https://developer.hashicorp.com/terraform/language/syntax/json
 */
export class Stack {
  /** Every resource, in the order of the JSON. */
  readonly resources: readonly Resource[];
  /** What the JSON says, whole. */
  readonly configuration: Configuration;

  readonly #byAddress: ReadonlyMap<string, Resource>;

  private constructor(files: readonly Body[]) {
    this.configuration = mergeConfiguration(files);
    this.resources = Object.entries(this.configuration.resource).flatMap(([type, named]) =>
      Object.entries(named).map(([name, body]) => resource(type, name, body)),
    );
    this.#byAddress = new Map(this.resources.map((one) => [one.address, one]));
  }

  /**
   * @param json what `Testing.synth(stack)` gives, or the text of a `cdk.tf.json`
   * @throws StackError where it is not Terraform's JSON
   */
  static parse(json: string): Stack {
    return new Stack([parsed(json, "this", "give what Testing.synth(stack) gives")]);
  }

  /**
   * @param folder of one stack, `cdktf.out/stacks/products-dev`: all its `*.tf.json`
   * @throws StackError where there are none, or one is not Terraform's JSON
   */
  static read(folder: string): Stack {
    const files = jsonFiles(folder);
    if (files.length === 0)
      throw new StackError(`${folder} has no *.tf.json; name a folder of Terraform JSON`);
    return new Stack(
      files.map((file) => parsed(readFileSync(file, "utf8"), file, "write it as Terraform's JSON")),
    );
  }

  /** The resources of a type, none where there is none. */
  ofType(type: string): readonly Resource[] {
    return this.resources.filter((one) => one.type === type);
  }

  /**
   * The resource at an address, or `undefined` where there is none.
   * @param address may be one of several instances: `aws_sqs_queue.q["a"]`
   */
  find(address: string): Resource | undefined {
    return this.#byAddress.get(withoutIndex(address));
  }

  /** @throws StackError where there is no such resource, with those of its type */
  at(address: string): Resource {
    const found = this.find(address);
    if (found) return found;
    const others = this.ofType(address.split(".")[0] ?? "").map((one) => one.address);
    throw new StackError(
      `there is no ${address}; ${others.length > 0 ? `there is ${others.join(", ")}` : "nor any of its type"}`,
    );
  }

  /**
   * The resource that an argument leads to, or that one leads to, and so on: `follow(route, "target",
   * "integration_uri")` is the function that answers a route.
   *
   * @param steps names of arguments; a `.` leads into a block: `environment.variables.TABLE`
   * @throws StackError where an argument is not there, or has not just one resource to lead to
   */
  follow(from: Resource, ...steps: readonly string[]): Resource {
    return steps.reduce((at, step) => this.#next(at, step), from);
  }

  /**
   * A value with every reference to a configured argument replaced by what was configured, however deep. What only AWS
   * knows stays as it is: `${aws_sns_topic.alarms.arn}`.
   */
  resolve(value: unknown): unknown {
    return this.#resolve(value, []);
  }

  /** References and dependencies on resources that the stack does not have. */
  dangling(): readonly string[] {
    return this.resources.flatMap((one) => {
      const referred = references(one.values).map(({ address }) => address);
      const wrong = [
        ...referred.filter((address) => !address.startsWith("data.")),
        ...dependencies(one),
      ].filter((address) => !this.#byAddress.has(address));
      return wrong.map((address) => `${one.address} refers to ${address}`);
    });
  }

  #next(from: Resource, step: string): Resource {
    const value = valueAt(from.values, step.split("."));
    const addresses = [...new Set(references(value).map(({ address }) => address))];
    const [address, ...more] = addresses;
    if (value === undefined) throw new StackError(`${from.address} has no ${step}`);
    if (address === undefined)
      throw new StackError(`${from.address}: ${step} leads nowhere, it is ${JSON.stringify(value)}`);
    if (more.length > 0) throw new StackError(`${from.address}: ${step} leads to ${addresses.join(" and ")}`);
    return this.at(address);
  }

  /** @param trail the references that led here: one that leads back to itself stays as it is */
  #resolve(value: unknown, trail: readonly string[]): unknown {
    if (typeof value === "string") return this.#resolveText(value, trail);
    if (Array.isArray(value)) return value.map((item) => this.#resolve(item, trail));
    if (!isObject(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, this.#resolve(item, trail)]));
  }

  #resolveText(text: string, trail: readonly string[]): unknown {
    const whole = wholeReference(text);
    if (whole) return this.#configured(whole, trail) ?? text;
    return references(text).reduce((resolved, reference) => {
      const value = this.#configured(reference, trail);
      return isPlain(value) ? resolved.replaceAll(`\${${reference.text}}`, String(value)) : resolved;
    }, text);
  }

  #configured({ address, attribute, text }: Reference, trail: readonly string[]): unknown {
    const found = this.find(address);
    if (!found || attribute.length === 0 || trail.includes(text)) return undefined;
    return this.#resolve(valueAt(found.values, attribute), [...trail, text]);
  }
}

function jsonFiles(folder: string): string[] {
  try {
    const names = readdirSync(folder).filter((name) => name.endsWith(".tf.json"));
    return names.sort().map((name) => path.join(folder, name));
  } catch (error) {
    throw new StackError(
      `${folder} cannot be read (${(error as Error).message}); name a folder that is there`,
    );
  }
}

function parsed(json: string, what: string, remedy: string): Body {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (error) {
    throw new StackError(`${what} is not JSON (${(error as Error).message}); ${remedy}`);
  }
  const hasResources =
    isObject(value) && (value.resource === undefined || typeof value.resource === "object");
  if (hasResources) return value as Body;
  throw new StackError(`${what} is not Terraform's JSON, an object with "resource"; ${remedy}`);
}

function resource(type: string, name: string, body: Body): Resource {
  const { "//": comment, ...values } = body;
  const { metadata } = (comment ?? {}) as { metadata?: { path?: string } };
  return { type, name, address: `${type}.${name}`, values, constructPath: metadata?.path };
}

function dependencies({ values }: Resource): string[] {
  const all = Array.isArray(values.depends_on) ? (values.depends_on as string[]) : [];
  return all.map((text) => parseAddress(text) ?? `"${text}", which is no address`);
}

function valueAt(values: unknown, steps: readonly string[]): unknown {
  return steps.reduce<unknown>(
    (at, step) => (isObject(at) || Array.isArray(at) ? at[step as keyof typeof at] : undefined),
    values,
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

function isPlain(value: unknown): value is string | number | boolean {
  return ["string", "number", "boolean"].includes(typeof value);
}
