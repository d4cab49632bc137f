import { GatewrightError } from "#error";

/**
 * Thrown if the generated code of a binding has an unknown form, which means that CDKTF's generator has
 * changed.
 */
export class SchemaError extends GatewrightError {
  override readonly name = "SchemaError";

  constructor(error: string) {
    super("GW_SCHEMA", [error]);
  }
}

/** Declarations of a generated TypeScript file. Each map has the text between the braces, by name. */
export interface Declarations {
  readonly interface: ReadonlyMap<string, string>;
  readonly function: ReadonlyMap<string, string>;
  readonly class: ReadonlyMap<string, string>;
}

const DECLARATION = /^export (interface|function|class) (\w+)[^\n]*\{\n([\s\S]*?)^\}/gm;

/** Reads the declarations of a generated TypeScript file. */
export function readDeclarations(source: string): Declarations {
  const declarations = { interface: new Map(), function: new Map(), class: new Map() };
  for (const [, kind, name, body] of source.matchAll(DECLARATION)) {
    declarations[kind as keyof Declarations].set(name, body);
  }
  return declarations;
}

/** Schema flags of one attribute of a class. */
export interface Flags {
  readonly name: string;
  readonly computed: boolean;
  readonly optional: boolean;
  readonly required: boolean;
  /** The two lines after the comment: the member or the getter of the attribute. */
  readonly code: string;
}

const FLAGS =
  /^ {2}\/\/ (?<name>\w+) - computed: (?<computed>\w+), optional: (?<optional>\w+), required: (?<required>\w+)\n(?<code>.*\n.*)/gm;

/**
 * Reads the flags of each attribute of a class: `// arn - computed: true, optional: false, required: false`.
 */
export function readFlags(body: string): readonly Flags[] {
  return [...body.matchAll(FLAGS)].map(({ groups = {} }) => ({
    name: groups.name ?? "",
    computed: groups.computed === "true",
    optional: groups.optional === "true",
    required: groups.required === "true",
    code: groups.code ?? "",
  }));
}

/** Code that writes a configurable attribute as HCL. */
export interface HclWriter {
  readonly name: string;
  /** Expression that writes the value. */
  readonly value: string;
  readonly kind: "simple" | "list" | "set" | "map" | "struct";
  /** Value of `storageClassType`, the type of the value: `string`, `stringList`, `LambdaFunctionTimeouts`. */
  readonly storage: string;
}

const HCL_WRITER =
  /^ +"?(?<name>\w+)"?: \{\n +value: (?<value>.*),\n +isBlock: \w+,\n +type: "(?<kind>\w+)",\n +storageClassType: "(?<storage>\w+)",\n +\}/gm;

/** Reads the HCL writers of a class or a function. @throws SchemaError if one has an unknown form */
export function readHclWriters(body: string): readonly HclWriter[] {
  const writers = [...body.matchAll(HCL_WRITER)].map(({ groups }) => ({ ...groups }) as unknown as HclWriter);
  const count = body.split("isBlock:").length - 1;
  if (writers.length === count) return writers;
  throw new SchemaError(`${count} attributes are written as HCL, but only ${writers.length} can be read`);
}

/** Returns true if the comment of an interface property describes a block: `* timeouts block`. */
export function isCalledBlock(name: string, body = ""): boolean {
  return body.includes(`\n  * ${name} block\n`);
}

/**
 * Returns true if an interface property is optional. The anchor of its documentation link identifies the
 * property.
 */
export function isOptional(name: string, body = ""): boolean {
  return new RegExp(`#${name}\\}\\n[^#]*?readonly \\w+\\?:`).test(body);
}
