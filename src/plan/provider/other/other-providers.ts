import { type Body, blocks, isBody, type Stack } from "#terraform";
import type { SchemaKind } from "../../schema";
import { UTILITY_PROVIDERS } from "../utility";

/** Configured resource or data source of a provider that an offline plan does not support. */
export interface OtherResource {
  readonly kind: SchemaKind;
  readonly type: string;
  /** Terraform address: `data.google_project.main`. */
  readonly address: string;
  readonly body: Body;
}

/** Provider that an offline plan does not support. */
export interface OtherProvider {
  /** Source address without the host of the public registry: `cloudflare/cloudflare`. */
  readonly source: string;
  readonly resources: readonly OtherResource[];
  /** Blocks `provider` of the configuration. */
  readonly settings: readonly Body[];
}

/** Source addresses of the AWS provider, and of the provider that is built into Terraform. */
const SUPPORTED = ["hashicorp/aws", "terraform.io/builtin/terraform", ...Object.keys(UTILITY_PROVIDERS)];

/** Returns the providers of a stack that an offline plan does not support. */
export function findOtherProviders({ configuration }: Stack): readonly OtherProvider[] {
  const sources = providerSources(configuration);
  const resources = [...resourcesOf(configuration, "resource"), ...resourcesOf(configuration, "data")];
  const others = [...new Set(sources.values())].filter((source) => !SUPPORTED.includes(source));
  return others.map((source) => ({
    source,
    resources: resources.filter((resource) => sources.get(localName(resource)) === source),
    settings: Object.entries(configuration.provider)
      .filter(([name]) => sources.get(name) === source)
      .flatMap(([, bodies]) => bodies),
  }));
}

/** Returns the source address of each provider that a stack names, by its local name in the stack. */
function providerSources({ terraform, provider }: Stack["configuration"]): ReadonlyMap<string, string> {
  const required = blocks(terraform.required_providers).flatMap(Object.entries);
  const implied = Object.keys(provider).map((name) => [name, normalizeSource(name)] as const);
  return new Map([
    ...implied,
    ...required.map(([name, value]) => {
      const source = isBody(value) ? (value.source ?? name) : name;
      return [name, normalizeSource(String(source))] as const;
    }),
  ]);
}

/**
 * Shortens a source address: `hashicorp/random` for `registry.terraform.io/hashicorp/random` and for `random`.
 * @see https://developer.hashicorp.com/terraform/language/providers/requirements#source-addresses
 */
function normalizeSource(source: string): string {
  if (source === "terraform") return "terraform.io/builtin/terraform";
  const short = source.toLowerCase().replace(/^registry\.terraform\.io\//, "");
  return short.includes("/") ? short : `hashicorp/${short}`;
}

/** Returns the local name of the provider of a resource, which is the first word of the type by default. */
function localName({ type, body: { provider } }: OtherResource): string {
  const configured = typeof provider === "string" ? provider.replace(/^\$\{|\}$/g, "") : undefined;
  return (configured ?? type).split(configured === undefined ? "_" : ".")[0] ?? "";
}

function resourcesOf(configuration: Stack["configuration"], kind: SchemaKind): readonly OtherResource[] {
  const prefix = kind === "data" ? "data." : "";
  return Object.entries(configuration[kind]).flatMap(([type, named]) =>
    Object.entries(named).map(([name, body]) => ({ kind, type, address: `${prefix}${type}.${name}`, body })),
  );
}
