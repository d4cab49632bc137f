import { GatewrightError } from "#error";

/**
 * Thrown if a CDKTF binding cannot be parsed. A binding is the TypeScript code that CDKTF generates for a
 * type of the AWS provider. The usual reason is a newer version of CDKTF whose code has a form that this parser does
 * not know.
 */
export class SchemaError extends GatewrightError {
  override readonly name = "SchemaError";

  constructor(error: string) {
    super("GW_SCHEMA", [error]);
  }
}

/**
 * Exported declarations of a generated TypeScript file. Each map contains the code between the braces of a
 * declaration, by the name of the declaration.
 */
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

/** Schema flags of one attribute. */
export interface Flags {
  readonly name: string;
  readonly computed: boolean;
  readonly optional: boolean;
  readonly required: boolean;
  /** The two lines after the comment with the flags. They declare the attribute as a member or a getter. */
  readonly code: string;
}

const FLAGS = new RegExp(
  [
    /^ {2}\/\/ (?<name>\w+) - /,
    /computed: (?<computed>\w+), optional: (?<optional>\w+), required: (?<required>\w+)\n/,
    /(?<code>.*\n.*)/,
  ]
    .map(({ source }) => source)
    .join(""),
  "gm",
);

/**
 * Reads the flags of each attribute of a generated class. The class contains the flags as comments:
 * `// arn - computed: true, optional: false, required: false`.
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

/** Generated code that converts one configurable attribute or block to HCL. */
export interface HclWriter {
  readonly name: string;
  /** Code of the expression that converts the value. */
  readonly value: string;
  readonly kind: "simple" | "list" | "set" | "map" | "struct";
  /**
   * Value of `storageClassType`, which is the type of the attribute: `string`, `stringList`,
   * `LambdaFunctionTimeouts`.
   */
  readonly storage: string;
}

const HCL_WRITER = new RegExp(
  [
    /^ +"?(?<name>\w+)"?: \{/,
    / +value: (?<value>.*),/,
    / +isBlock: \w+,/,
    / +type: "(?<kind>\w+)",/,
    / +storageClassType: "(?<storage>\w+)",/,
    / +\}/,
  ]
    .map(({ source }) => source)
    .join("\\n"),
  "gm",
);

/**
 * Reads the HCL writers in the code of a class or a function. @throws SchemaError if one has an unknown form
 */
export function readHclWriters(body: string): readonly HclWriter[] {
  const writers = [...body.matchAll(HCL_WRITER)].map(({ groups }) => ({ ...groups }) as unknown as HclWriter);
  const count = body.split("isBlock:").length - 1;
  if (writers.length === count) return writers;
  throw new SchemaError(
    `the code converts ${count} attributes to HCL, but only ${writers.length} of them can be parsed`,
  );
}

/**
 * Returns true if the comment of an interface property calls the property a block: `* timeouts block`.
 *
 * @param name Terraform name of the property
 * @param body code of the interface
 */
export function isCalledBlock(name: string, body = ""): boolean {
  return body.includes(`\n  * ${name} block\n`);
}

/**
 * Returns true if an interface property is optional. The comment of each property links to its documentation,
 * and the anchor of this link is the Terraform name of the property.
 */
export function isOptional(name: string, body = ""): boolean {
  return new RegExp(`#${name}\\}\\n[^#]*?readonly \\w+\\?:`).test(body);
}
