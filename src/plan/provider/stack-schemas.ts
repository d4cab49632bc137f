import path from "node:path";
import type { Stack, SynthesizedStack } from "#terraform";
import { PlanError } from "../plan-error";
import type { SchemaKind } from "../schema";
import { providerSchema, resourceSchema } from "../schema";
import type { Schemas } from "./provider";

/**
 * Source addresses of the supported providers: hashicorp/aws, in every form that Terraform accepts, and the
 * provider that is built into Terraform.
 */
const SUPPORTED = /^(((registry\.terraform\.io\/)?hashicorp\/)?aws|terraform\.io\/builtin\/terraform)$/;

/**
 * Rejects a stack that an offline plan does not support.
 * @throws PlanError if the stack needs a provider other than hashicorp/aws
 */
export function requireAwsOnly({ dir, stack }: SynthesizedStack): void {
  const { required_providers: required = {} } = stack.configuration.terraform;
  const others = Object.entries(required as Record<string, { source?: string }>)
    .map(([name, { source }]) => source ?? `hashicorp/${name}`)
    .filter((source) => !SUPPORTED.test(source));
  if (others.length === 0) return;
  throw new PlanError(path.basename(dir), [
    `an offline plan supports only the provider hashicorp/aws; found ${others.join(", ")}. Run terraform plan with credentials.`,
  ]);
}

/**
 * Returns the schemas of the types that the stacks use. Other types are not read, because the provider has
 * about two thousand types. A type without a binding has no schema, so Terraform reports the type as invalid.
 */
export function stackSchemas(stacks: readonly Stack[]): Schemas {
  const used = (kind: SchemaKind) => {
    const types = new Set(stacks.flatMap(({ configuration }) => Object.keys(configuration[kind])));
    return new Map([...types].flatMap((type) => withSchema(kind, type)));
  };
  return { provider: providerSchema(), resource: used("resource"), data: used("data") };
}

function withSchema(kind: SchemaKind, type: string) {
  const schema = resourceSchema(kind, type);
  return schema ? [[type, schema] as const] : [];
}
