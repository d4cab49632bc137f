import { computeAttribute, type EvaluationContext } from "#aws";
import type { Body } from "./configuration";
import { readDataSource } from "./data-sources";
import { type Resource, type Stack, StackError } from "./parsed-stack";
import { type Reference, references } from "./reference";
import { templateParts } from "./template";

/** Thrown for a value that cannot be evaluated without AWS or Terraform. */
export class EvaluationError extends StackError {
  override readonly name = "EvaluationError";
}

/**
 * Evaluates the values of a stack as they would be after an apply. Resolves references to arguments, to
 * locals and to variables with a value. References to attributes that AWS computes, such as IDs, ARNs and
 * URLs, resolve to fake values. Functions and operators of Terraform are rejected.
 */
export class Evaluator {
  readonly #stack: Stack;
  readonly #context: EvaluationContext;

  constructor(stack: Stack, context: EvaluationContext) {
    this.#stack = stack;
    this.#context = context;
  }

  /**
   * Returns an argument of a resource with every nested expression evaluated; `undefined` if it is not set or
   * null.
   * @throws EvaluationError if an expression cannot be evaluated
   */
  value(resource: Resource, argument: string): unknown {
    const value = this.#evaluate(resource.values[argument], `${resource.address}: ${argument}`, []);
    return value === null ? undefined : value;
  }

  /** Returns an argument as a string. */
  text(resource: Resource, argument: string): string | undefined {
    const value = this.value(resource, argument);
    return value === undefined ? undefined : String(value);
  }

  /** Returns an argument as a number. */
  number(resource: Resource, argument: string): number | undefined {
    const value = this.value(resource, argument);
    return value === undefined ? undefined : Number(value);
  }

  /** Returns an argument as a list of strings; empty if it is not set. */
  list(resource: Resource, argument: string): readonly string[] {
    return [this.value(resource, argument) ?? []].flat().map(String);
  }

  /** Evaluates the arguments of a block. @param where place of the block for error messages */
  evaluate(where: string, body: Body): Body {
    return this.#evaluate(body, where, []) as Body;
  }

  #evaluate(value: unknown, where: string, visited: readonly string[]): unknown {
    if (typeof value === "string") return this.#text(value, where, visited);
    if (Array.isArray(value)) return value.map((item) => this.#evaluate(item, where, visited));
    if (value === null || typeof value !== "object") return value;
    const entries = Object.entries(value).map(([key, item]) => [key, this.#evaluate(item, where, visited)]);
    return Object.fromEntries(entries);
  }

  #text(text: string, where: string, visited: readonly string[]): unknown {
    const parts = templateParts(text);
    const values = parts.map((part) =>
      part.kind === "text" ? part.text : this.#expression(part.text, where, visited),
    );
    if (parts.length === 1) return values[0];
    return values.map(String).join("");
  }

  #expression(text: string, where: string, visited: readonly string[]): unknown {
    if (visited.includes(text)) throw unknownValue(where, text, "it refers to itself");
    const [, root, name] = /^(var|local)\.([\w-]+)$/.exec(text) ?? [];
    if (root === "var") return this.#variable(name ?? "", where, text);
    if (root === "local") return this.#local(name ?? "", where, [...visited, text]);
    if (/^path\.(module|root|cwd)$/.test(text)) return this.#context.folder;
    const [reference] = references(`\${${text}}`);
    if (reference?.text !== text)
      throw unknownValue(where, text, "functions and operators are not evaluated");
    return this.#reference(reference, where, [...visited, text]);
  }

  #variable(name: string, where: string, text: string): unknown {
    const override = process.env[`TF_VAR_${name}`];
    if (override !== undefined) return override;
    const defaultValue = this.#stack.configuration.variable[name]?.default;
    if (defaultValue !== undefined) return defaultValue;
    throw unknownValue(where, text, `variable without a default; set TF_VAR_${name}`);
  }

  #local(name: string, where: string, visited: readonly string[]): unknown {
    const { locals } = this.#stack.configuration;
    if (!(name in locals)) throw unknownValue(where, `local.${name}`, "no such local value");
    return this.#evaluate(locals[name], where, visited);
  }

  #reference({ address, attribute, text }: Reference, where: string, visited: readonly string[]): unknown {
    const value = address.startsWith("data.")
      ? readDataSource(address, attribute, this.#context)
      : this.#attribute(address, attribute, where, visited);
    if (value !== undefined) return value;
    throw unknownValue(where, text, "known only to AWS");
  }

  #attribute(
    address: string,
    attribute: readonly string[],
    where: string,
    visited: readonly string[],
  ): unknown {
    const resource = this.#stack.find(address);
    if (!resource) throw unknownValue(where, address, "no such resource in this stack");
    const configured = valueAt(resource.values, attribute);
    if (configured !== undefined && configured !== null) return this.#evaluate(configured, where, visited);
    return computeAttribute(resource, attribute.join("."), this.#context, (argument) =>
      this.#evaluate(resource.values[argument], where, visited),
    );
  }
}

function valueAt(values: unknown, steps: readonly string[]): unknown {
  return steps.reduce<unknown>((value, step) => (value as Body | undefined)?.[step], values);
}

function unknownValue(where: string, text: string, reason: string): EvaluationError {
  return new EvaluationError(`${where}: cannot evaluate \${${text}} (${reason}). Write a literal value.`);
}
