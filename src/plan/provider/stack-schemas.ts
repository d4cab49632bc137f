import path from "node:path";
import { Stack } from "#terraform";
import { PlanError } from "../plan-error";
import type { SchemaKind } from "../schema/binding-source";
import { providerSchema, resourceSchema } from "../schema/schemas";
import type { Schemas } from "./provider";

/** hashicorp/aws, however it is written, and what is built into terraform. */
const KNOWN = /^(((registry\.terraform\.io\/)?hashicorp\/)?aws|terraform\.io\/builtin\/terraform)$/;

/** Reads a stack. @throws PlanError where it needs a provider that is not here */
export function readPlannedStack(folder: string): Stack {
  const stack = Stack.read(folder);
  const { required_providers: required = {} } = stack.configuration.terraform;
  const others = Object.entries(required as Record<string, { source?: string }>)
    .map(([name, { source }]) => source ?? `hashicorp/${name}`)
    .filter((source) => !KNOWN.test(source));
  if (others.length === 0) return stack;
  throw new PlanError(path.basename(folder), [
    `it needs ${others.join(" and ")}, and a plan knows hashicorp/aws alone; plan it with terraform and an account`,
  ]);
}

/** Of the types that are used: there are two thousand. One that the provider does not have is terraform's to refuse. */
export function stackSchemas(stacks: readonly Stack[]): Schemas {
  const used = (kind: SchemaKind) => {
    const types = new Set(stacks.flatMap(({ configuration }) => Object.keys(configuration[kind])));
    return new Map([...types].flatMap((type) => withSchema(kind, type)));
  };
  return { provider: providerSchema(), resource: used("resource"), data: used("data") };
}

function withSchema(kind: SchemaKind, type: string) {
  const found = resourceSchema(kind, type);
  return found ? [[type, found] as const] : [];
}
