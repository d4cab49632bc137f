import { type Body, blocks } from "#terraform";
import { type ErrorList, formatFound } from "./local-error";

/**
 * Reader of typed values from a Terraform block whose references are already resolved. If a value is invalid,
 * a method adds an error to the list that the constructor received, and returns a fallback value. That way,
 * one run reports every error of the block.
 */
export class BlockReader {
  readonly #path: string;
  readonly #values: Body;
  readonly #errors: ErrorList;

  /** @param path start of each error message, such as `aws_dynamodb_table.products` */
  constructor(path: string, values: Body, errors: ErrorList) {
    this.#path = path;
    this.#values = values;
    this.#errors = errors;
  }

  text(name: string): string {
    return this.optionalText(name) ?? this.#reject(name, "a non-empty string", "");
  }

  /**
   * Returns a string, or `undefined` if the argument is unset or empty. The AWS provider treats an empty
   * string as unset.
   */
  optionalText(name: string): string | undefined {
    const value = this.#values[name] || undefined;
    if (value === undefined || typeof value === "string") return value;
    return this.#reject(name, "a non-empty string", "");
  }

  texts(name: string): readonly string[] {
    const value = this.#values[name] ?? [];
    if (Array.isArray(value) && value.every((item) => typeof item === "string")) return value;
    return this.#reject(name, "a list of strings", []);
  }

  /** Returns a whole number of at least 1. A string such as `"5"` is valid, because Terraform converts it. */
  positiveInteger(name: string): number {
    const value = Number(this.#values[name]);
    return Number.isInteger(value) && value >= 1
      ? value
      : this.#reject(name, "a whole number of at least 1", 1);
  }

  /**
   * Returns the value of an argument that allows a fixed set of values.
   *
   * @param fallback value to return if the argument is not set
   */
  oneOf<Choice extends string>(name: string, choices: readonly Choice[], fallback?: Choice): Choice {
    const value = this.#values[name] ?? fallback;
    const match = choices.find((choice) => choice === value);
    return match ?? this.#reject(name, choices.join(" or "), choices[0] as Choice);
  }

  /**
   * Returns a reader for each nested block with the given name. An error of a nested block starts with the
   * path of that block, such as `aws_dynamodb_table.products: attribute[0]`.
   */
  blocks(name: string): readonly BlockReader[] {
    return blocks(this.#values[name]).map(
      (values, index) => new BlockReader(`${this.#path}: ${name}[${index}]`, values, this.#errors),
    );
  }

  #reject<Fallback>(name: string, rule: string, fallback: Fallback): Fallback {
    this.#errors.add(`${this.#path}: ${name} is ${formatFound(this.#values[name])}; expected ${rule}.`);
    return fallback;
  }
}
