import {
  type Declarations,
  type Flags,
  type HclWriter,
  isCalledBlock,
  isOptional,
  readFlags,
  readHclWriters,
} from "./binding-declarations";

/** Attribute or block of a type; `read-schema.ts` decides which of the two. */
export interface Field extends Flags {
  /** HCL writer; absent for an attribute that cannot be configured. */
  readonly writer?: HclWriter;
  readonly isCalledBlock: boolean;
}

/**
 * Reads the attributes and blocks of a type.
 *
 * @param body body of the generated class, which has the flags and the HCL writers
 * @param configInterface body of the interface of the options, whose comments show which fields are blocks
 */
export function readClassFields(body: string, configInterface?: string): readonly Field[] {
  return combine(readFlags(body), readHclWriters(body), configInterface);
}

/** Reads the attributes and blocks of a nested struct. */
export function readStructFields(declarations: Declarations, struct: string): readonly Field[] {
  const writerName = `${struct.charAt(0).toLowerCase()}${struct.slice(1)}ToHclTerraform`;
  return combine(
    readFlags(declarations.class.get(`${struct}OutputReference`) ?? ""),
    readHclWriters(declarations.function.get(writerName) ?? ""),
    declarations.interface.get(struct),
  );
}

function combine(
  flags: readonly Flags[],
  writers: readonly HclWriter[],
  configInterface?: string,
): readonly Field[] {
  const byName = new Map(writers.map((writer) => [writer.name, writer]));
  const all = flags.length > 0 ? flags : writers.map(({ name }) => readInterfaceFlags(name, configInterface));
  return all.map((flagged) => ({
    ...flagged,
    writer: byName.get(flagged.name),
    isCalledBlock: isCalledBlock(flagged.name, configInterface),
  }));
}

/**
 * Reads the flags of a struct that has no class, as in the configuration of the provider. Only the interface
 * shows which of its fields are optional.
 */
function readInterfaceFlags(name: string, configInterface?: string): Flags {
  const optional = isOptional(name, configInterface);
  return { name, computed: false, optional, required: !optional, code: "" };
}
