import {
  type Declarations,
  type Flags,
  type HclWriter,
  isCalledBlock,
  isOptional,
  readFlags,
  readHclWriters,
} from "./declarations";

/** Attribute or block of a type; `read-schema.ts` decides which of the two. */
export interface Field extends Flags {
  /** HCL writer; absent for an attribute that cannot be configured. */
  readonly writer?: HclWriter;
  readonly isCalledBlock: boolean;
}

/** Reads the fields of the class of a type, from its flags, its HCL writers and its interface. */
export function readClassFields(body: string, structure?: string): readonly Field[] {
  return combine(readFlags(body), readHclWriters(body), structure);
}

/** Reads the fields of a nested struct. */
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
  structure?: string,
): readonly Field[] {
  const byName = new Map(writers.map((writer) => [writer.name, writer]));
  const all = flags.length > 0 ? flags : writers.map(({ name }) => readInterfaceFlags(name, structure));
  return all.map((flagged) => ({
    ...flagged,
    writer: byName.get(flagged.name),
    isCalledBlock: isCalledBlock(flagged.name, structure),
  }));
}

/** Reads the flags of a struct without a class: in the provider's configuration, only the interface has them. */
function readInterfaceFlags(name: string, structure?: string): Flags {
  const optional = isOptional(name, structure);
  return { name, computed: false, optional, required: !optional, code: "" };
}
