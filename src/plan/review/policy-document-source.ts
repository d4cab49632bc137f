import { type Body, blocks, references, type Stack, templateParts } from "#terraform";
import { listOf } from "./attribute-values";
import { Placeholder } from "./placeholder";

/** A policy document, whatever a plan without AWS gives for it: that says nothing. */
export class PolicyDocumentSource {
  readonly json: string;

  constructor(json: string) {
    this.json = json;
  }
}

/**
 * The policy document that an argument has from `aws_iam_policy_document`, as JSON, made of what that says; a mark for
 * one that is made of more than can be read here, which is another wherever that is.
 *
 * @returns `undefined` for any other argument
 * @see https://registry.terraform.io/providers/hashicorp/aws/6.25.0/docs/data-sources/iam_policy_document
 */
export function readPolicyDocument(
  argument: unknown,
  stack: Stack,
): PolicyDocumentSource | Placeholder | undefined {
  const body = documentBody(argument, stack);
  if (!body) return undefined;
  const statements = statementsOf(body, stack, [body]);
  if (statements) return new PolicyDocumentSource(JSON.stringify({ Statement: statements }));
  const { data, variable, locals } = stack.configuration;
  return new Placeholder("(made of more than is read here)", { body, data, variable, locals });
}

function documentBody(argument: unknown, { configuration }: Stack): Body | undefined {
  if (!isReference(argument)) return undefined;
  const [, name] =
    /^data\.aws_iam_policy_document\.([^.]+)$/.exec(references(argument)[0]?.address ?? "") ?? [];
  return name === undefined ? undefined : configuration.data.aws_iam_policy_document?.[name];
}

/** Whether a text is made of nothing but references to resources, and of what stands between them. */
export function consistsOfReferences(text: unknown): text is string {
  if (typeof text !== "string") return false;
  const parts = templateParts(text).filter(({ kind }) => kind === "expression");
  return parts.every(({ text: expression }) => references(`\${${expression}}`)[0]?.text === expression);
}

function isReference(text: unknown): text is string {
  return (
    consistsOfReferences(text) && references(text).length === 1 && text === `\${${references(text)[0]?.text}}`
  );
}

const READABLE = ["statement", "source_policy_documents", "version", "policy_id", "provider", "//"];

/** @param seen what led here: one that is made of itself is terraform's to refuse */
function statementsOf(body: Body, stack: Stack, seen: readonly Body[]): readonly object[] | undefined {
  const isReadable = Object.entries(body).every(([name, value]) => READABLE.includes(name) || value === null);
  const others = [body.source_policy_documents ?? []].flat().map((one) => documentBody(one, stack));
  const parts = others.map((other) =>
    other && !seen.includes(other) ? statementsOf(other, stack, [...seen, other]) : undefined,
  );
  const own = blocks(body.statement).map(statement);
  const all = [...parts.flatMap((part) => part ?? [undefined]), ...own];
  return isReadable && all.every((one) => one !== undefined) ? (all as object[]) : undefined;
}

/** @returns `undefined` where something of it is made of more than references */
function statement(body: Body): object | undefined {
  const isReadable = textsIn(body).every(consistsOfReferences) && !("dynamic" in body);
  if (!isReadable) return undefined;
  return {
    Effect: body.effect ?? "Allow",
    Action: body.actions ?? undefined,
    NotAction: body.not_actions ?? undefined,
    Resource: body.resources ?? undefined,
    NotResource: body.not_resources ?? undefined,
    Principal: merged(body.principals, ({ type }) => String(type), "identifiers"),
    NotPrincipal: merged(body.not_principals, ({ type }) => String(type), "identifiers"),
    Condition: merged(body.condition, ({ test, variable }) => `${test} ${variable}`, "values"),
  };
}

function textsIn(value: unknown): readonly unknown[] {
  if (typeof value === "string") return [value];
  return value !== null && typeof value === "object" ? Object.values(value).flatMap(textsIn) : [];
}

/** Blocks of one name are one, as the provider has it. */
function merged(value: unknown, nameOf: (block: Body) => string, lists: string): object | undefined {
  const all: Record<string, readonly unknown[]> = {};
  for (const block of blocks(value)) {
    const name = nameOf(block);
    all[name] = [...(all[name] ?? []), ...listOf(block[lists])].sort();
  }
  return Object.keys(all).length > 0 ? all : undefined;
}
