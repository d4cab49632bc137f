import {
  type Declarations,
  type Flags,
  flagsIn,
  type HclWriter,
  isCalledBlock,
  mayBeLeftOut,
  writtenIn,
} from "./declarations";

/** An attribute or a block, before it is known which. */
export interface Field extends Flags {
  /** How it is written, where it can be configured. */
  readonly written?: HclWriter;
  readonly isCalledBlock: boolean;
}

/** What a class says of its attributes, beside what its interface and its HCL do. */
export function fieldsOfClass(body: string, structure?: string): readonly Field[] {
  return fields(flagsIn(body), writtenIn(body), structure);
}

export function fieldsOfStruct(declarations: Declarations, struct: string): readonly Field[] {
  const writer = `${struct.charAt(0).toLowerCase()}${struct.slice(1)}ToHclTerraform`;
  return fields(
    flagsIn(declarations.class.get(`${struct}OutputReference`) ?? ""),
    writtenIn(declarations.function.get(writer) ?? ""),
    declarations.interface.get(struct),
  );
}

function fields(
  flags: readonly Flags[],
  written: readonly HclWriter[],
  structure?: string,
): readonly Field[] {
  const byName = new Map(written.map((one) => [one.name, one]));
  const all = flags.length > 0 ? flags : written.map(({ name }) => flagsOfInterface(name, structure));
  return all.map((one) => ({
    ...one,
    written: byName.get(one.name),
    isCalledBlock: isCalledBlock(one.name, structure),
  }));
}

/** A struct of the provider's configuration has no class, and says by its interface alone what may be left out. */
function flagsOfInterface(name: string, structure?: string): Flags {
  const optional = mayBeLeftOut(name, structure);
  return { name, computed: false, optional, required: !optional, code: "" };
}
