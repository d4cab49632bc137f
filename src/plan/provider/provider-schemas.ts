import type { Attribute, Block, SchemaKind } from "../schema";
import type { ObjectValue } from "./value";

/** Schemas of the configuration of a provider, and of its resource types and data sources. */
export interface Schemas {
  readonly provider: Block;
  readonly resource: ReadonlyMap<string, Block>;
  readonly data: ReadonlyMap<string, Block>;
  /** Fake values of computed attributes, for types that are in no table of computed attributes. */
  readonly placeholders?: Readonly<Record<SchemaKind, ReadonlyMap<string, ObjectValue>>>;
}

/**
 * Argument that a plan adds to a data source whose values must be unknown. Terraform reads a data source with an
 * unknown argument only during the apply.
 */
export const UNKNOWN_ARGUMENT: Attribute = {
  name: "gatewright_unknown",
  type: "string",
  required: false,
  optional: true,
  computed: false,
  writeOnly: false,
};
