import { type Body, blocks } from "#terraform";
import { type ErrorList, formatFound } from "./local-error";

/**
 * Reader of typed values from a Terraform block whose references are resolved. For an invalid value, a method
 * adds an error to the list and returns a fallback, so that one run reports every error of the block.
 */
export class BlockReader {
  readonly #path: string;
  readonly #values: Body;
  readonly #errors: ErrorList;

  /** @param path text in front of each error message: `aws_dynamodb_table.products` */
  constructor(path: string, values: Body, errors: ErrorList) {
    this.#path = path;
    this.#values = values;
    this.#errors = errors;
  }

  text(name: string): string {
    return this.optionalText(name) ?? this.#reject(name, "a non-empty string", "");
  }

  /**
   * Returns `undefined` also for an empty string, because the AWS provider treats an empty string as unset.
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
   * @param fallback value if the argument is not set
   */
  oneOf<Choice extends string>(name: string, choices: readonly Choice[], fallback?: Choice): Choice {
    const value = this.#values[name] ?? fallback;
    const match = choices.find((choice) => choice === value);
    return match ?? this.#reject(name, choices.join(" or "), choices[0] as Choice);
  }

  /**
   * Returns a reader for each nested block with a name. The errors of a nested block start with its own path:
   * `aws_dynamodb_table.products: attribute[0]`.
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
