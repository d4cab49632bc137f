import {
  computeValues,
  findUtilityType,
  isObject,
  planChange,
  readProviderConfig,
  UNKNOWN,
  UTILITY_PROVIDERS,
  utilityFacts,
  utilitySchemas,
  type Value,
} from "../../../src/plan/provider";
import type { Block, SchemaKind, Type } from "../../../src/plan/schema";

const CONFIGURATION = readProviderConfig(null);

/** Types of the utility providers: `["random_id", "resource", block]`. */
const TYPES = Object.values(UTILITY_PROVIDERS).flatMap((provider) => {
  const { resource, data } = utilitySchemas(provider);
  const list = (kind: SchemaKind, types: ReadonlyMap<string, Block>) =>
    [...types].map(([type, block]) => ({ type, kind, block }));
  return [...list("resource", resource), ...list("data", data)];
});

/** Returns a configured value of a type. */
function sample(type: Type): Value {
  if (type === "string") return "a";
  if (type === "number") return 4;
  if (type === "bool") return true;
  const [kind] = type;
  return kind === "map" || kind === "object" ? {} : ["a"];
}

/** Returns the minimum configuration of a type. */
function minimum({ attributes, blocks }: Block): Record<string, Value> {
  const values = attributes.map(
    ({ name, type, required }) => [name, required ? sample(type) : null] as const,
  );
  return Object.fromEntries([...values, ...blocks.map(({ name }) => [name, []] as const)]);
}

test("the table has every type of the current major version of each utility provider", () => {
  expect(TYPES.map(({ type, kind }) => (kind === "data" ? `data.${type}` : type)).sort()).toEqual([
    "archive_file",
    "data.archive_file",
    "data.external",
    "data.local_command",
    "data.local_file",
    "data.local_sensitive_file",
    "data.null_data_source",
    "data.tls_certificate",
    "data.tls_public_key",
    "local_file",
    "local_sensitive_file",
    "null_resource",
    "random_bytes",
    "random_id",
    "random_integer",
    "random_password",
    "random_pet",
    "random_shuffle",
    "random_string",
    "random_uuid",
    "random_uuid4",
    "random_uuid7",
    "time_offset",
    "time_rotating",
    "time_sleep",
    "time_static",
    "tls_cert_request",
    "tls_locally_signed_cert",
    "tls_private_key",
    "tls_self_signed_cert",
  ]);
});

test.each(TYPES.filter(({ kind }) => kind === "resource"))(
  "a new $type has unknown read-only attributes in the plan, and fake values of their types after the apply",
  ({ type, block }) => {
    const proposed = minimum(block);
    const { planned } = planChange(
      { prior: null, proposed },
      block,
      utilityFacts(type) ?? never(),
      CONFIGURATION,
    );
    if (!isObject(planned)) throw new Error("the planned value is no object");
    const known = ["ready_for_renewal"];
    const readOnly = block.attributes.filter(
      ({ name, optional, computed }) => computed && !optional && !known.includes(name),
    );
    expect(readOnly.filter(({ name }) => planned[name] !== UNKNOWN)).toEqual([]);
    const applied = computeValues("resource", type, block, planned, CONFIGURATION);
    const textual = readOnly.filter(
      (attribute) => attribute.type === "string" && attribute.name !== "rotation_rfc3339",
    );
    expect(textual.filter(({ name }) => applied[name] === "" || typeof applied[name] !== "string")).toEqual(
      [],
    );
    const again = computeValues("resource", type, block, planned, CONFIGURATION);
    expect(again).toEqual(applied);
  },
);

test.each(TYPES.filter(({ kind }) => kind === "resource"))(
  "the facts of $type name only arguments of its schema",
  ({ type, block }) => {
    const { forceNew, defaults, sensitive } = utilityFacts(type) ?? never();
    const all = [...block.attributes, ...block.blocks].map(({ name }) => name);
    expect(all).toEqual(
      expect.arrayContaining([...forceNew, ...Object.keys(defaults ?? {}), ...(sensitive ?? [])]),
    );
  },
);

test.each(TYPES.filter(({ kind }) => kind === "data"))(
  "the sensitive attributes of the data source $type exist",
  ({ type, block }) => {
    const { sensitive = [] } = findUtilityType("data", type) ?? {};
    expect(block.attributes.map(({ name }) => name)).toEqual(expect.arrayContaining([...sensitive]));
  },
);

function never(): never {
  throw new Error("no facts");
}
