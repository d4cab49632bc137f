import { fakeId } from "#aws";
import type { Stack } from "#terraform";
import { findAttributePaths, findOtherProviders, inferSchemas, type OtherProvider } from "./other";
import type { Schemas } from "./provider-schemas";
import { stackSchemas, type UsedTypes } from "./stack-schemas";
import { findUtilityType, UTILITY_PROVIDERS, utilitySchemas } from "./utility";
import type { ObjectValue } from "./value";

/** Provider that Terraform uses in an offline plan. */
export interface StackProvider {
  /** Full source address: `registry.terraform.io/hashicorp/aws`. */
  readonly address: string;
  /** Returns the schemas, which are complete only after `terraform init`. */
  readonly schemas: () => Schemas;
}

/**
 * Returns the providers of the stacks: the AWS provider, all utility providers, and the providers without a known
 * schema.
 *
 * @param types types that the modules and HCL files of the stacks use
 */
export function stackProviders(stacks: readonly Stack[], types: UsedTypes): readonly StackProvider[] {
  const utilities = Object.entries(UTILITY_PROVIDERS).map(([source, provider]) => ({
    address: toAddress(source),
    schemas: () => withResults(utilitySchemas(provider), types),
  }));
  const others = stacks.flatMap(findOtherProviders);
  const sources = [...new Set(others.map(({ source }) => source))];
  return [
    { address: toAddress("hashicorp/aws"), schemas: () => stackSchemas(stacks, types) },
    ...utilities,
    ...sources.map((source) => ({
      address: toAddress(source),
      schemas: () =>
        inferSchemas(
          others.filter((provider) => provider.source === source),
          stacks,
        ),
    })),
  ];
}

function toAddress(source: string): string {
  return source.split("/").length < 3 ? `registry.terraform.io/${source}` : source;
}

/** Adds the fake result of the data source `external`: one text for each key that the configuration reads. */
function withResults(schemas: Schemas, { externalResults }: UsedTypes): Schemas {
  const result = Object.fromEntries([...externalResults].map((key) => [key, fakeId(`external ${key}`, 10)]));
  const data = new Map<string, ObjectValue>([["external", { result }]]);
  return { ...schemas, placeholders: { resource: new Map(), data } };
}

/**
 * Returns the keys that Terraform JSON or HCL reads from the results of data sources of the type `external`.
 * @see https://registry.terraform.io/providers/hashicorp/external/2.4.0/docs/data-sources/external
 */
export function findExternalResults(text: string): readonly string[] {
  return findAttributePaths(text, "data", "external")
    .filter(([name, key]) => name === "result" && typeof key === "string")
    .map(([, key]) => String(key));
}

/** Data source of a stack, by its type and name. */
export interface DataSource {
  readonly type: string;
  readonly name: string;
}

/**
 * Returns the data sources of a stack whose values come from a program, the network or another provider. The values
 * must be unknown in a plan.
 */
export function findUnknownData(stack: Stack): readonly DataSource[] {
  const others = new Set(otherResources([stack]).map(({ address }) => address));
  return Object.entries(stack.configuration.data)
    .flatMap(([type, named]) => Object.keys(named).map((name) => ({ type, name })))
    .filter(
      ({ type, name }) =>
        findUtilityType("data", type)?.isUnknownOffline || others.has(`data.${type}.${name}`),
    );
}

/** Returns the resources and data sources of the stacks that a plan leaves out, by provider. */
function otherResources(stacks: readonly Stack[]): OtherProvider["resources"] {
  return stacks.flatMap(findOtherProviders).flatMap(({ resources }) => resources);
}

/** Returns the addresses of the resources and data sources that a plan leaves out. */
export function leftOutAddresses(stacks: readonly Stack[]): ReadonlySet<string> {
  return new Set(otherResources(stacks).map(({ address }) => address));
}

/**
 * Returns one sentence for each provider whose resources a plan leaves out.
 *
 * @param nameOf returns the name of a resource in a message, by its address
 */
export function describeLeftOut(
  stacks: readonly Stack[],
  nameOf: (address: string) => string,
): readonly string[] {
  const others = stacks.flatMap(findOtherProviders);
  const sources = [...new Set(others.map(({ source }) => source))];
  return sources.flatMap((source) => {
    const resources = others
      .filter((provider) => provider.source === source)
      .flatMap((provider) => provider.resources);
    const names = [...new Set(resources.map(({ address }) => nameOf(address)))];
    if (names.length === 0) return [];
    return `Offline plans do not support the provider ${source}, so the plan leaves out ${names.join(", ")}. Values from them are unknown or fake.`;
  });
}
