import { ownValue } from "#own-value";
import type { SchemaKind } from "../../schema";
import type { Schemas } from "../provider-schemas";
import type { TypeFacts } from "../types/type-facts";
import { ARCHIVE } from "./archive";
import { EXTERNAL } from "./external";
import { LOCAL } from "./local";
import { NULL } from "./null";
import { RANDOM } from "./random";
import { TIME } from "./time";
import { TLS } from "./tls";
import { toBlock, toFacts, type UtilityProvider, type UtilityType } from "./utility-type";

/** Utility providers that an offline plan supports, by source address. */
export const UTILITY_PROVIDERS: Readonly<Record<string, UtilityProvider>> = {
  "hashicorp/archive": ARCHIVE,
  "hashicorp/external": EXTERNAL,
  "hashicorp/local": LOCAL,
  "hashicorp/null": NULL,
  "hashicorp/random": RANDOM,
  "hashicorp/time": TIME,
  "hashicorp/tls": TLS,
};

const PROVIDERS = Object.values(UTILITY_PROVIDERS);
const TYPES: Readonly<Record<SchemaKind, Readonly<Record<string, UtilityType>>>> = {
  resource: Object.assign({}, ...PROVIDERS.map(({ resource }) => resource)),
  data: Object.assign({}, ...PROVIDERS.map(({ data }) => data)),
};

/** Returns the schemas of all types of a utility provider. */
export function utilitySchemas({ provider = {}, resource = {}, data = {} }: UtilityProvider): Schemas {
  return { provider: toBlock(provider), resource: toBlocks(resource), data: toBlocks(data) };
}

function toBlocks(types: Readonly<Record<string, UtilityType>>) {
  return new Map(Object.entries(types).map(([name, type]) => [name, toBlock(type, type)]));
}

/** Returns the facts of a resource type of a utility provider; `undefined` for any other type. */
export function utilityFacts(type: string): TypeFacts | undefined {
  const utility = findUtilityType("resource", type);
  return utility && toFacts(utility);
}

/** Returns a type of a utility provider; `undefined` for any other type. */
export function findUtilityType(kind: SchemaKind, type: string): UtilityType | undefined {
  return ownValue(TYPES[kind], type);
}
