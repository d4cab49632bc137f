import { GatewrightError } from "#error";

/** Thrown where a binding is not written as the bindings are: CDKTF's generator has changed. */
export class SchemaError extends GatewrightError {
  override readonly name = "SchemaError";

  constructor(error: string) {
    super("GW_SCHEMA", [error]);
  }
}

/** What generated TypeScript declares, by name: the text between its braces. */
export interface Declarations {
  readonly interface: ReadonlyMap<string, string>;
  readonly function: ReadonlyMap<string, string>;
  readonly class: ReadonlyMap<string, string>;
}

const DECLARATION = /^export (interface|function|class) (\w+)[^\n]*\{\n([\s\S]*?)^\}/gm;

export function declarationsIn(source: string): Declarations {
  const found = { interface: new Map(), function: new Map(), class: new Map() };
  for (const [, kind, name, body] of source.matchAll(DECLARATION)) {
    found[kind as keyof Declarations].set(name, body);
  }
  return found;
}

/** What a class says of one attribute. */
export interface Flags {
  readonly name: string;
  readonly computed: boolean;
  readonly optional: boolean;
  readonly required: boolean;
  /** The two lines after the comment: the member that keeps it, or the getter that reads it. */
  readonly code: string;
}

const FLAGS =
  /^ {2}\/\/ (?<name>\w+) - computed: (?<computed>\w+), optional: (?<optional>\w+), required: (?<required>\w+)\n(?<code>.*\n.*)/gm;

/** `// arn - computed: true, optional: false, required: false`, of each attribute of a class. */
export function flagsIn(body: string): readonly Flags[] {
  return [...body.matchAll(FLAGS)].map(({ groups = {} }) => ({
    name: groups.name ?? "",
    computed: groups.computed === "true",
    optional: groups.optional === "true",
    required: groups.required === "true",
    code: groups.code ?? "",
  }));
}

/** How something that may be configured is written as HCL. */
export interface HclWriter {
  readonly name: string;
  /** The call that writes it. */
  readonly value: string;
  readonly kind: "simple" | "list" | "set" | "map" | "struct";
  /** What the class that keeps it is called after: `string`, `stringList`, `LambdaFunctionTimeouts`. */
  readonly storage: string;
}

const WRITTEN =
  /^ +"?(?<name>\w+)"?: \{\n +value: (?<value>.*),\n +isBlock: \w+,\n +type: "(?<kind>\w+)",\n +storageClassType: "(?<storage>\w+)",\n +\}/gm;

/** @throws SchemaError where one of them cannot be read */
export function writtenIn(body: string): readonly HclWriter[] {
  const found = [...body.matchAll(WRITTEN)].map(({ groups }) => ({ ...groups }) as unknown as HclWriter);
  const count = body.split("isBlock:").length - 1;
  if (found.length === count) return found;
  throw new SchemaError(`${count} attributes are written as HCL, ${found.length} of them can be read`);
}

/** Whether an interface calls a property a block, which only its comment does. */
export function isCalledBlock(name: string, body = ""): boolean {
  return body.includes(`\n  * ${name} block\n`);
}

/** Whether a property of an interface may be left out; it is found by the link to its documentation. */
export function mayBeLeftOut(name: string, body = ""): boolean {
  return new RegExp(`#${name}\\}\\n[^#]*?readonly \\w+\\?:`).test(body);
}
