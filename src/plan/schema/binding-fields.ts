import {
  type Declarations,
  type Flags,
  type HclWriter,
  isCalledBlock,
  isOptional,
  readFlags,
  readHclWriters,
} from "./binding-declarations";

/** Attribute or block of a type. `binding-schema.ts` decides whether a field is an attribute or a block. */
export interface Field extends Flags {
  /** Code that converts the field to HCL; absent for an attribute that cannot be configured. */
  readonly writer?: HclWriter;
  readonly isCalledBlock: boolean;
}

/**
 * Reads the attributes and blocks of a type.
 *
 * @param body code of the generated class, which contains the flags and the HCL writers
 * @param configInterface code of the interface for the constructor's options, whose comments show which
 * fields are blocks
 */
export function readClassFields(body: string, configInterface?: string): readonly Field[] {
  return combine(readFlags(body), readHclWriters(body), configInterface);
}

/**
 * Reads the attributes and blocks of a struct, which is the generated interface of a nested block or object.
 */
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
 * Reads the flags of a field whose struct has no generated class, such as a block of the `provider`
 * configuration. Only the interface of the struct shows whether the field is optional.
 */
function readInterfaceFlags(name: string, configInterface?: string): Flags {
  const optional = isOptional(name, configInterface);
  return { name, computed: false, optional, required: !optional, code: "" };
}
