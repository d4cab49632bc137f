import { type Body, blocks, type ResolvedResource, requireKnown, UnknownValue } from "#terraform";
import { toBoolean, toNumber, toText, toTextMap, toTexts } from "./convert-value";

/** Nested block of a resource. Each argument is checked when it is read, because the others may be unknown. */
export class ResolvedBlock {
  readonly #path: string;
  readonly #values: Body;

  /** @param path start of error messages: `aws_apigatewayv2_stage.main: access_log_settings` */
  constructor(path: string, values: Body) {
    this.#path = path;
    this.#values = values;
  }

  /** Names of the arguments that are set. */
  get names(): readonly string[] {
    return Object.keys(this.#values);
  }

  /** Returns the value of an argument as `readText` does. */
  text(argument: string): string | undefined {
    return this.#convert(argument, toText);
  }

  /** Returns the value of an argument as `readNumber` does. */
  number(argument: string): number | undefined {
    return this.#convert(argument, toNumber);
  }

  /** Returns the value of an argument as `readBoolean` does. */
  boolean(argument: string): boolean | undefined {
    return this.#convert(argument, toBoolean);
  }

  /** Returns the value of an argument as `readTextMap` does. */
  textMap(argument: string): Readonly<Record<string, string>> {
    return this.#convert(argument, toTextMap) ?? {};
  }

  /** Returns the value of an argument as `readList` does. */
  list(argument: string): readonly string[] {
    return this.#convert(argument, toTexts) ?? [];
  }

  /** Returns the blocks in this block as {@link readBlocks} does. */
  blocks(name: string): readonly ResolvedBlock[] {
    return createBlocks(`${this.#path}.${name}`, this.#values[name]);
  }

  /**
   * Returns the converted value of an argument; `undefined` if it is not set or null.
   *
   * @throws EvaluationError if the value cannot be known without AWS
   * @throws LocalError if the value cannot be converted
   */
  #convert<Result>(
    argument: string,
    convert: (value: unknown, subject: string) => Result,
  ): Result | undefined {
    const subject = `${this.#path}.${argument}`;
    const value = requireKnown(this.#values[argument], subject) ?? undefined;
    return value === undefined ? undefined : convert(value, subject);
  }
}

/** Returns the block with this name, or `undefined` if the resource has no such block. */
export function readBlock(resource: ResolvedResource, name: string): ResolvedBlock | undefined {
  const [block] = readBlocks(resource, name);
  return block;
}

/** Returns the blocks with this name. @throws EvaluationError if their number cannot be known without AWS */
export function readBlocks(resource: ResolvedResource, name: string): readonly ResolvedBlock[] {
  return createBlocks(`${resource.address}: ${name}`, resource.values[name]);
}

function createBlocks(path: string, value: unknown): readonly ResolvedBlock[] {
  const unknown = [value].flat().find((item) => item instanceof UnknownValue);
  requireKnown(unknown, path);
  return blocks(value).map((block) => new ResolvedBlock(path, block));
}
