import { type Body, blocks, type Stack } from "#terraform";
import { type Attribute, type Block, type NestedBlock, providerVersion } from "../schema";

/** Arguments that Terraform itself reads in a `resource`, `data` or `provider` block. */
export const META_ARGUMENTS = [
  "alias",
  "connection",
  "count",
  "depends_on",
  "for_each",
  "lifecycle",
  "provider",
  "provisioner",
  "version",
];

/** Names of the blocks that contain an argument, and the name of the argument: `["tracing_config", "mode"]`. */
type ArgumentPath = readonly string[];

/**
 * Returns a schema that also has the unknown arguments of a configured block, as optional arguments of any type.
 *
 * The schema stays the same if the stack requires no version of the provider, or exactly the version that the schema
 * describes. An unknown argument is then a mistake, which Terraform reports.
 */
export function addUnknownArguments(block: Block, body: Body, stack: Stack): Block {
  return findUnknownArguments(block, body, stack).reduce(addArgument, block);
}

/** Returns the arguments of a configured block that {@link addUnknownArguments} adds to a schema. */
export function findUnknownArguments(block: Block, body: Body, stack: Stack): readonly ArgumentPath[] {
  if (requiredOtherVersion(stack) === undefined) return [];
  const own = Object.entries(body).filter(([name]) => !META_ARGUMENTS.includes(name));
  return unknownPaths(block, Object.fromEntries(own));
}

/**
 * Returns the version of hashicorp/aws that a stack requires: `6.40.0`, `~> 6.0`. Returns `undefined` if the stack
 * requires none, or exactly the version of the schema.
 */
export function requiredOtherVersion({ configuration }: Stack): string | undefined {
  const required = blocks(configuration.terraform.required_providers).flatMap(Object.entries);
  const versions = required.map(([name, value]) => {
    const { source = name, version }: Body = typeof value === "string" ? { version: value } : value;
    return /(^|\/)aws$/.test(String(source)) && version !== undefined ? String(version) : undefined;
  });
  const version = versions.find(Boolean);
  return version?.replace(/^\s*=\s*/, "") === providerVersion() ? undefined : version;
}

function unknownPaths(block: Block, body: Body): readonly ArgumentPath[] {
  return Object.entries(body).flatMap(([name, value]) => {
    if (name === "//" || block.attributes.some((attribute) => attribute.name === name)) return [];
    if (name === "dynamic") return unknownInDynamic(block, value);
    const nested = block.blocks.find((candidate) => candidate.name === name);
    return nested ? unknownInNested(nested, value) : [[name]];
  });
}

function unknownInNested({ name, block }: NestedBlock, value: unknown): readonly ArgumentPath[] {
  return blocks(value).flatMap((body) => unknownPaths(block, body).map((path) => [name, ...path]));
}

/** Searches `dynamic` blocks. A `dynamic` block of an unknown name stays an error of Terraform. */
function unknownInDynamic(block: Block, value: unknown): readonly ArgumentPath[] {
  return blocks(value).flatMap((named) =>
    block.blocks.flatMap((nested) =>
      blocks(named[nested.name]).flatMap(({ content }) => unknownInNested(nested, content)),
    ),
  );
}

function addArgument(block: Block, [name = "", ...rest]: ArgumentPath): Block {
  if (rest.length > 0) {
    return { ...block, blocks: block.blocks.map((nested) => addToNested(nested, name, rest)) };
  }
  if (block.attributes.some((attribute) => attribute.name === name)) return block;
  return { ...block, attributes: [...block.attributes, anyArgument(name)] };
}

function addToNested(nested: NestedBlock, name: string, path: ArgumentPath): NestedBlock {
  if (nested.name !== name) return nested;
  // Terraform rejects a schema in which the blocks of a set have an attribute of dynamic type.
  const nesting = nested.nesting === "set" ? "list" : nested.nesting;
  return { ...nested, nesting, block: addArgument(nested.block, path) };
}

function anyArgument(name: string): Attribute {
  return { name, type: "dynamic", required: false, optional: true, computed: false, writeOnly: false };
}
