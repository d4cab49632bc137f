import { type Body, blocks, references, type Stack, templateParts } from "#terraform";
import { listOf } from "./compare-values";
import { Placeholder } from "./placeholder";

/**
 * Policy document that was read from the configuration. A review compares this document instead of the value
 * in the plan, which is fake in a plan without AWS.
 */
export class PolicyDocumentSource {
  readonly json: string;

  constructor(json: string) {
    this.json = json;
  }
}

/**
 * Reads the policy document of an argument that refers to an `aws_iam_policy_document`.
 *
 * @returns the document as JSON, or `undefined` for any other argument. A document with expressions that
 *   cannot be evaluated becomes a placeholder; two placeholders are equal only if their expressions are
 *   equal.
 * @see https://registry.terraform.io/providers/hashicorp/aws/6.25.0/docs/data-sources/iam_policy_document
 */
export function readPolicyDocument(
  argument: unknown,
  stack: Stack,
): PolicyDocumentSource | Placeholder | undefined {
  const body = findDocument(argument, stack);
  if (!body) return undefined;
  const statements = readStatements(body, stack, [body]);
  if (statements) return new PolicyDocumentSource(JSON.stringify({ Statement: statements }));
  const { data, variable, locals } = stack.configuration;
  return new Placeholder("(built by expressions that the plan cannot evaluate)", {
    body,
    data,
    variable,
    locals,
  });
}

function findDocument(argument: unknown, { configuration }: Stack): Body | undefined {
  if (!isReference(argument)) return undefined;
  const [, name] =
    /^data\.aws_iam_policy_document\.([^.]+)$/.exec(references(argument)[0]?.address ?? "") ?? [];
  return name === undefined ? undefined : configuration.data.aws_iam_policy_document?.[name];
}

/**
 * Returns whether every expression in a text is only a reference, without functions and operators. Literal
 * text between the expressions is allowed.
 */
export function consistsOfReferences(text: unknown): text is string {
  if (typeof text !== "string") return false;
  const expressions = templateParts(text).filter(({ kind }) => kind === "expression");
  return expressions.every(({ text: expression }) => references(`\${${expression}}`)[0]?.text === expression);
}

function isReference(text: unknown): text is string {
  return (
    consistsOfReferences(text) && references(text).length === 1 && text === `\${${references(text)[0]?.text}}`
  );
}

/**
 * Arguments of the data source that can be read. A document with any other argument becomes a placeholder.
 */
const READABLE_ARGUMENTS = ["statement", "source_policy_documents", "version", "policy_id", "provider", "//"];

/**
 * @param visited documents that led to this document. They stop a cycle, which Terraform rejects
 * @returns `undefined` if the document cannot be read
 */
function readStatements(body: Body, stack: Stack, visited: readonly Body[]): readonly object[] | undefined {
  const isReadable = Object.entries(body).every(
    ([name, value]) => READABLE_ARGUMENTS.includes(name) || value === null,
  );
  const sources = [body.source_policy_documents ?? []].flat().map((source) => findDocument(source, stack));
  const parts = sources.map((source) =>
    source && !visited.includes(source) ? readStatements(source, stack, [...visited, source]) : undefined,
  );
  const own = blocks(body.statement).map(readStatement);
  const statements = [...parts.flatMap((part) => part ?? [undefined]), ...own];
  return isReadable && statements.every((statement) => statement !== undefined)
    ? (statements as object[])
    : undefined;
}

/** @returns `undefined` if an expression of the statement is not only a reference */
function readStatement(body: Body): object | undefined {
  const isReadable = textsIn(body).every(consistsOfReferences) && !("dynamic" in body);
  if (!isReadable) return undefined;
  return {
    Effect: body.effect ?? "Allow",
    Action: body.actions ?? undefined,
    NotAction: body.not_actions ?? undefined,
    Resource: body.resources ?? undefined,
    NotResource: body.not_resources ?? undefined,
    Principal: mergeBlocks(body.principals, ({ type }) => String(type), "identifiers"),
    NotPrincipal: mergeBlocks(body.not_principals, ({ type }) => String(type), "identifiers"),
    Condition: mergeBlocks(body.condition, ({ test, variable }) => `${test} ${variable}`, "values"),
  };
}

function textsIn(value: unknown): readonly unknown[] {
  if (typeof value === "string") return [value];
  return value !== null && typeof value === "object" ? Object.values(value).flatMap(textsIn) : [];
}

/** Merges the lists of blocks that have the same name, as the AWS provider does. */
function mergeBlocks(
  value: unknown,
  nameOf: (block: Body) => string,
  listArgument: string,
): object | undefined {
  const lists: Record<string, readonly unknown[]> = {};
  for (const block of blocks(value)) {
    const name = nameOf(block);
    lists[name] = [...(lists[name] ?? []), ...listOf(block[listArgument])].sort();
  }
  return Object.keys(lists).length > 0 ? lists : undefined;
}
