import { type Body, blocks } from "#terraform";
import type { ErrorList } from "./local-error";

/** A block of Terraform's, of which values are read; what is wrong with one is a fault, and some value goes on for it. */
export class BlockReader {
  readonly #where: string;
  readonly #values: Body;
  readonly #errors: ErrorList;

  constructor(where: string, values: Body, faults: ErrorList) {
    this.#where = where;
    this.#values = values;
    this.#errors = faults;
  }

  text(name: string): string {
    return this.optionalText(name) ?? this.#reject(name, "a text", "");
  }

  optionalText(name: string): string | undefined {
    // To the provider, an empty text is none.
    const value = this.#values[name] || undefined;
    if (value === undefined || typeof value === "string") return value;
    return this.#reject(name, "a text", "");
  }

  texts(name: string): readonly string[] {
    const value = this.#values[name] ?? [];
    if (Array.isArray(value) && value.every((one) => typeof one === "string")) return value;
    return this.#reject(name, "a list of texts", []);
  }

  /** Terraform takes a number as a text, too. */
  atLeastOne(name: string): number {
    const value = Number(this.#values[name]);
    return Number.isInteger(value) && value >= 1 ? value : this.#reject(name, "a number from 1", 1);
  }

  oneOf<Choice extends string>(name: string, choices: readonly Choice[], otherwise?: Choice): Choice {
    const value = this.#values[name] ?? otherwise;
    const found = choices.find((choice) => choice === value);
    return found ?? this.#reject(name, choices.join(" or "), choices[0] as Choice);
  }

  /** The blocks of a name, each with its place: `aws_dynamodb_table.products: attribute[0]`. */
  blocks(name: string): readonly BlockReader[] {
    return blocks(this.#values[name]).map(
      (values, index) => new BlockReader(`${this.#where}: ${name}[${index}]`, values, this.#errors),
    );
  }

  #reject<Instead>(name: string, wanted: string, instead: Instead): Instead {
    const found = JSON.stringify(this.#values[name]) ?? "nothing";
    this.#errors.add(`${this.#where}: ${name} must be ${wanted}, found ${found}; write ${wanted}`);
    return instead;
  }
}
