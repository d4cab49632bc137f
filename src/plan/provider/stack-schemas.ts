import type { Body, Stack } from "#terraform";
import { type Block, providerSchema, providerVersion, resourceSchema, type SchemaKind } from "../schema";
import type { Schemas } from "./provider-schemas";
import { addUnknownArguments, findUnknownArguments, requiredOtherVersion } from "./unknown-arguments";

/** Names of resource types and data sources, and of what the configuration reads from them. */
export interface UsedTypes {
  readonly resource: Set<string>;
  readonly data: Set<string>;
  /** Keys in the results of data sources of the type `external`. */
  readonly externalResults: Set<string>;
}

const NO_TYPES: UsedTypes = { resource: new Set(), data: new Set(), externalResults: new Set() };

/**
 * Returns the schemas of the types that the stacks use. Other types are not read, because the provider has
 * about two thousand types. A type without a binding has no schema, so Terraform reports the type as invalid.
 *
 * If a stack requires another version of the provider than the bindings have, the schemas also have the arguments that
 * only the other version has; see {@link describeUnknownArguments}.
 *
 * @param more types that are not in the Terraform JSON of the stacks themselves, but in modules or HCL files
 */
export function stackSchemas(stacks: readonly Stack[], more: UsedTypes = NO_TYPES): Schemas {
  const used = (kind: SchemaKind) => {
    const own = stacks.flatMap(({ configuration }) => Object.keys(configuration[kind]));
    const types = new Set([...own, ...more[kind]]);
    return new Map(
      [...types].flatMap((type) => {
        const schema = resourceSchema(kind, type);
        const bodiesOf = ({ configuration }: Stack) => Object.values(configuration[kind][type] ?? {});
        return schema ? [[type, withUnknownArguments(schema, stacks, bodiesOf)] as const] : [];
      }),
    );
  };
  const provider = withUnknownArguments(providerSchema(), stacks, providerBlocks);
  return { provider, resource: used("resource"), data: used("data") };
}

/** Returns the `provider` blocks of the AWS provider. */
function providerBlocks({ configuration }: Stack): readonly Body[] {
  return configuration.provider.aws ?? [];
}

function withUnknownArguments(
  block: Block,
  stacks: readonly Stack[],
  bodiesOf: (stack: Stack) => readonly Body[],
): Block {
  return stacks.reduce(
    (extended, stack) =>
      bodiesOf(stack).reduce((schema, body) => addUnknownArguments(schema, body, stack), extended),
    block,
  );
}

/**
 * Returns a sentence with the provider version of the schema and the version that a stack requires, for an error about
 * a name that the schema lacks. Returns `undefined` if the versions are the same.
 */
export function describeVersions(stack: Stack): string | undefined {
  const required = requiredOtherVersion(stack);
  return (
    required &&
    `The CDKTF bindings describe hashicorp/aws ${providerVersion()}; the stack requires ${required}. Install the bindings of this version.`
  );
}

/**
 * Returns one sentence for each configured block with arguments that the schema of the installed bindings lacks, and
 * that the plan accepts because the stack requires another version of the provider.
 *
 * @param nameOf returns the name of a block in a message, by its address: `data.aws_region.here`
 */
export function describeUnknownArguments(
  stack: Stack,
  nameOf: (address: string) => string,
): readonly string[] {
  const ofKind = (kind: SchemaKind, prefix: string) =>
    Object.entries(stack.configuration[kind]).flatMap(([type, named]) =>
      Object.entries(named).map(([name, body]) => ({
        name: nameOf(`${prefix}${type}.${name}`),
        block: resourceSchema(kind, type),
        body,
      })),
    );
  const providers = providerBlocks(stack).map((body) => ({
    name: "provider aws",
    block: providerSchema(),
    body,
  }));
  const all = [...providers, ...ofKind("resource", ""), ...ofKind("data", "data.")];
  return all.flatMap(({ name, block, body }) => {
    const paths = block ? findUnknownArguments(block, body, stack) : [];
    if (paths.length === 0) return [];
    const names = [...new Set(paths.map((path) => `"${path.join(".")}"`))].join(", ");
    return `${name}: hashicorp/aws ${providerVersion()}, the version of the CDKTF bindings, has no ${names}. The value is planned without a check, because the stack requires version ${requiredOtherVersion(stack)}.`;
  });
}
