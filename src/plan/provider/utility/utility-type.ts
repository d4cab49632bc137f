import type { Attribute, Block, NestedBlock, Type } from "../../schema";
import { UNKNOWN_ARGUMENT } from "../provider-schemas";
import type { TypeFacts } from "../types/type-facts";
import type { ObjectValue } from "../value";

/** Attributes by name, with their types. */
export type AttributeTypes = Readonly<Record<string, Type>>;

/** Attributes of a block of a utility provider, grouped as in the documentation of the provider. */
export interface DocumentedBlock {
  readonly required?: AttributeTypes;
  readonly optional?: AttributeTypes;
  /** Attributes under the heading "Read-Only". */
  readonly readOnly?: AttributeTypes;
  readonly blocks?: Readonly<Record<string, DocumentedNesting>>;
}

/** Repeatable block inside a block. */
export interface DocumentedNesting extends DocumentedBlock {
  readonly nesting: "list" | "set";
}

/** Resource type or data source of a utility provider. */
export interface UtilityType extends DocumentedBlock {
  /** Default values, which the provider adds to the plan. */
  readonly defaults?: ObjectValue;
  /** Arguments whose value the provider chooses if they are not set. */
  readonly alsoComputed?: readonly string[];
  readonly sensitive?: readonly string[];
  /** Arguments whose change updates the resource. A change of any other argument replaces it. */
  readonly updatable?: readonly string[];
  /** Attributes that are unknown until an update is applied. */
  readonly recomputed?: readonly string[];
  /** Returns the attributes that the provider computes from the configuration during the plan. */
  readonly knownValues?: TypeFacts["knownValues"];
  /** Returns attributes of a data source. Relative paths in the configuration are relative to `dir`. */
  readonly read?: (config: ObjectValue, dir: string) => ObjectValue;
  /** True if the values come from a program or from the network. A plan runs no program and sends no request. */
  readonly isUnknownOffline?: boolean;
}

/** Provider that HashiCorp publishes for tasks without a cloud service. */
export interface UtilityProvider {
  /** Block `provider` of the configuration. */
  readonly provider?: DocumentedBlock;
  readonly resource?: Readonly<Record<string, UtilityType>>;
  readonly data?: Readonly<Record<string, UtilityType>>;
}

export const STRING_LIST: Type = ["list", "string"];
export const STRING_MAP: Type = ["map", "string"];

/** Returns the schema of a documented block. */
export function toBlock(
  documented: DocumentedBlock,
  { defaults = {}, alsoComputed = [], isUnknownOffline = false }: UtilityType = {},
): Block {
  const { required = {}, optional = {}, readOnly = {}, blocks = {} } = documented;
  const isComputed = (name: string) => name in defaults || alsoComputed.includes(name);
  return {
    attributes: [
      ...Object.entries(required).map(([name, type]) => attribute(name, type, { required: true })),
      ...Object.entries(optional).map(([name, type]) =>
        attribute(name, type, { optional: true, computed: isComputed(name) }),
      ),
      ...Object.entries(readOnly).map(([name, type]) => attribute(name, type, { computed: true })),
      ...(isUnknownOffline ? [UNKNOWN_ARGUMENT] : []),
    ],
    blocks: Object.entries(blocks).map(([name, nested]) => toNestedBlock(name, nested)),
  };
}

function attribute(name: string, type: Type, flags: Partial<Attribute>): Attribute {
  return { name, type, required: false, optional: false, computed: false, writeOnly: false, ...flags };
}

function toNestedBlock(name: string, nested: DocumentedNesting): NestedBlock {
  return { name, nesting: nested.nesting, minItems: 0, maxItems: 0, block: toBlock(nested) };
}

/** Returns the facts of a resource type, from which the provider plans changes. */
export function toFacts(type: UtilityType): TypeFacts {
  const { required, optional, blocks, updatable = [], recomputed = [] } = type;
  const names = Object.keys({ ...required, ...optional, ...blocks });
  return {
    forceNew: names.filter((name) => !updatable.includes(name)),
    sensitive: type.sensitive,
    addsDefaults: true,
    defaults: type.defaults,
    recomputed: ({ isChanged }) => (isChanged(...updatable) ? recomputed : []),
    knownValues: type.knownValues,
  };
}
