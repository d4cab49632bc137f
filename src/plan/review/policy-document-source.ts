import { type Body, blocks, references, type Stack, templateParts } from "#terraform";
import { Placeholder } from "./placeholder";
import { listOf } from "./plain-values";
import { isPolicy } from "./policy-diff";

/**
 * Policy document that was read from the configuration. A review compares this document instead of the value
 * in the plan, because a plan without AWS contains only a fake policy.
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
 * cannot be evaluated becomes a placeholder. Two such placeholders are equal only if the document, and the
 * data sources, variables and locals of the stack are equal.
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

/**
 * Returns the JSON of a policy that contains functions, such as `join()`. The strings in an expression contain quotes,
 * which are escaped, so that the policy can be parsed. Returns `undefined` for any other value.
 */
export function readPolicyJson(argument: unknown): string | undefined {
  if (typeof argument !== "string") return undefined;
  const parts = templateParts(argument).map(({ kind, text }) =>
    kind === "text" ? text : JSON.stringify(`\${${text}}`).slice(1, -1),
  );
  const json = parts.join("");
  return isPolicy(json) ? json : undefined;
}

function findDocument(argument: unknown, { configuration }: Stack): Body | undefined {
  if (!isReference(argument)) return undefined;
  const [, name] =
    /^data\.aws_iam_policy_document\.([^.]+)$/.exec(references(argument)[0]?.address ?? "") ?? [];
  return name === undefined ? undefined : configuration.data.aws_iam_policy_document?.[name];
}

/**
 * Returns whether a value is a string in which every expression is only a reference, without functions and
 * operators. The string may contain other characters between the expressions.
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
 * Arguments of `aws_iam_policy_document` that can be converted to a policy. A document with any other
 * argument becomes a placeholder.
 */
const READABLE_ARGUMENTS = ["statement", "source_policy_documents", "version", "policy_id", "provider", "//"];

/**
 * Reads the statements of a document, including those of its `source_policy_documents`.
 *
 * @param visited documents that include this document. They are not read again, because a cycle would never
 * end
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

/**
 * Converts a `statement` block to a policy statement. Returns `undefined` if the block has `dynamic` blocks,
 * or expressions other than references.
 */
function readStatement(body: Body): object | undefined {
  const isReadable = stringsIn(body).every(consistsOfReferences) && !("dynamic" in body);
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

function stringsIn(value: unknown): readonly unknown[] {
  if (typeof value === "string") return [value];
  return value !== null && typeof value === "object" ? Object.values(value).flatMap(stringsIn) : [];
}

/**
 * Merges the lists of blocks that have the same key, as the AWS provider does. For example, the key of a
 * `principals` block is its `type`, and its list is `identifiers`.
 */
function mergeBlocks(
  value: unknown,
  nameOf: (block: Body) => string,
  listArgument: string,
): object | undefined {
  const lists = new Map<string, readonly unknown[]>();
  for (const block of blocks(value)) {
    const name = nameOf(block);
    lists.set(name, [...(lists.get(name) ?? []), ...listOf(block[listArgument])].sort());
  }
  return lists.size > 0 ? Object.fromEntries(lists) : undefined;
}
