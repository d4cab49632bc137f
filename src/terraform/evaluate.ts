import { computeAttribute, type EvaluationContext } from "#aws";
import type { Body } from "./configuration";
import { readDataSource } from "./data-sources";
import { type Reference, references } from "./reference";
import { type Resource, type Stack, StackError } from "./stack";
import { templateParts } from "./template";

/** Thrown for a value that cannot be evaluated without AWS or terraform. */
export class EvaluationError extends StackError {
  override readonly name = "EvaluationError";
}

/**
 * Evaluates a stack's values as an apply would have them: references to arguments, to what AWS makes up (ids, ARNs,
 * addresses), to variables' defaults and to locals. Functions and operators it does not know, and says so.
 */
export class Evaluator {
  readonly #stack: Stack;
  readonly #surroundings: EvaluationContext;

  constructor(stack: Stack, surroundings: EvaluationContext) {
    this.#stack = stack;
    this.#surroundings = surroundings;
  }

  /**
   * An argument of a resource, evaluated however deep; `undefined` where it is not there or null.
   * @throws EvaluationError where it cannot be
   */
  value(resource: Resource, argument: string): unknown {
    const value = this.#evaluate(resource.values[argument], `${resource.address}: ${argument}`, []);
    return value === null ? undefined : value;
  }

  /** An argument that is text. */
  text(resource: Resource, argument: string): string | undefined {
    const value = this.value(resource, argument);
    return value === undefined ? undefined : String(value);
  }

  /** An argument that is a number. */
  number(resource: Resource, argument: string): number | undefined {
    const value = this.value(resource, argument);
    return value === undefined ? undefined : Number(value);
  }

  /** An argument that is a list of texts; empty where it is not there. */
  list(resource: Resource, argument: string): readonly string[] {
    return [this.value(resource, argument) ?? []].flat().map(String);
  }

  /** Arguments of a block, evaluated, as a resource has its own. */
  evaluate(where: string, body: Body): Body {
    return this.#evaluate(body, where, []) as Body;
  }

  #evaluate(value: unknown, where: string, trail: readonly string[]): unknown {
    if (typeof value === "string") return this.#text(value, where, trail);
    if (Array.isArray(value)) return value.map((item) => this.#evaluate(item, where, trail));
    if (value === null || typeof value !== "object") return value;
    const entries = Object.entries(value).map(([key, item]) => [key, this.#evaluate(item, where, trail)]);
    return Object.fromEntries(entries);
  }

  #text(text: string, where: string, trail: readonly string[]): unknown {
    const parts = templateParts(text);
    const values = parts.map((part) =>
      part.kind === "text" ? part.text : this.#expression(part.text, where, trail),
    );
    if (parts.length === 1) return values[0];
    return values.map(String).join("");
  }

  #expression(text: string, where: string, trail: readonly string[]): unknown {
    if (trail.includes(text)) throw unknownValue(where, text, "which leads back to itself");
    const [, root, name] = /^(var|local)\.([\w-]+)$/.exec(text) ?? [];
    if (root === "var") return this.#variable(name ?? "", where, text);
    if (root === "local") return this.#local(name ?? "", where, [...trail, text]);
    if (/^path\.(module|root|cwd)$/.test(text)) return this.#surroundings.folder;
    const [reference] = references(`\${${text}}`);
    if (reference?.text !== text) throw unknownValue(where, text, "an expression that is not evaluated here");
    return this.#reference(reference, where, [...trail, text]);
  }

  #variable(name: string, where: string, text: string): unknown {
    const given = process.env[`TF_VAR_${name}`];
    if (given !== undefined) return given;
    const value = this.#stack.configuration.variable[name]?.default;
    if (value !== undefined) return value;
    throw unknownValue(where, text, `a variable without a default; set TF_VAR_${name}`);
  }

  #local(name: string, where: string, trail: readonly string[]): unknown {
    const { locals } = this.#stack.configuration;
    if (!(name in locals)) throw unknownValue(where, `local.${name}`, "which is not there");
    return this.#evaluate(locals[name], where, trail);
  }

  #reference({ address, attribute, text }: Reference, where: string, trail: readonly string[]): unknown {
    const value = address.startsWith("data.")
      ? readDataSource(address, attribute, this.#surroundings)
      : this.#attribute(address, attribute, where, trail);
    if (value !== undefined) return value;
    throw unknownValue(where, text, "which only AWS knows");
  }

  #attribute(
    address: string,
    attribute: readonly string[],
    where: string,
    trail: readonly string[],
  ): unknown {
    const resource = this.#stack.find(address);
    if (!resource) throw unknownValue(where, address, "a resource that this stack does not have");
    const written = valueAt(resource.values, attribute);
    if (written !== undefined && written !== null) return this.#evaluate(written, where, trail);
    return computeAttribute(resource, attribute.join("."), this.#surroundings, (argument) =>
      this.#evaluate(resource.values[argument], where, trail),
    );
  }
}

function valueAt(values: unknown, steps: readonly string[]): unknown {
  return steps.reduce<unknown>((at, step) => (at as Body | undefined)?.[step], values);
}

function unknownValue(where: string, text: string, why: string): EvaluationError {
  return new EvaluationError(
    `${where} has \${${text}}, ${why}; write its value, or keep it off the path of requests`,
  );
}
