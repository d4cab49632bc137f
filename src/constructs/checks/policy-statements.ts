import { isPlainObject, resolveTokens } from "../tokens";
import { readPolicyText } from "./policy-text";
import type { StackResource, StackResources } from "./stack-resources";

/** Statement of an IAM policy that allows something. A list without a known value is empty. */
export interface AllowStatement {
  readonly source: StackResource;
  readonly actions: readonly string[];
  readonly notActions: readonly string[];
  readonly resources: readonly string[];
  readonly notResources: readonly string[];
}

/** Arguments with the text of a policy of an identity, by Terraform type. */
const POLICY_ARGUMENTS: Readonly<Record<string, string>> = {
  aws_iam_group_policy: "policy",
  aws_iam_policy: "policy",
  aws_iam_role: "inline_policy",
  aws_iam_role_policy: "policy",
  aws_iam_user_policy: "policy",
  aws_ssoadmin_permission_set_inline_policy: "inline_policy",
};

/**
 * Returns the statements of all IAM policies of a stack that allow something. A statement with principals belongs to
 * the policy of a resource, such as a KMS key, in which `*` is the resource itself. It is left out.
 */
export function allowStatements(stack: StackResources): readonly AllowStatement[] {
  const texts = Object.entries(POLICY_ARGUMENTS).flatMap(([type, argument]) =>
    stack.ofType(type).flatMap((source) => readStatements(source, argument)),
  );
  const documents = stack
    .ofType("data.aws_iam_policy_document")
    .flatMap((source) =>
      toList(resolveTokens(source.construct, source.values.statement)).flatMap((block) =>
        fromBlock(source, block),
      ),
    );
  return [...texts, ...documents];
}

function readStatements(source: StackResource, argument: string): AllowStatement[] {
  return toList(source.resolve(argument)).flatMap((value) => {
    const text = isPlainObject(value) ? value.policy : value;
    const document = typeof text === "string" ? readPolicyText(text) : undefined;
    if (!isPlainObject(document)) return [];
    return toList(document.Statement).flatMap((statement) => fromJson(source, statement));
  });
}

function fromJson(source: StackResource, statement: unknown): AllowStatement[] {
  if (!isPlainObject(statement) || statement.Effect !== "Allow" || "Principal" in statement) return [];
  const { Action, NotAction, Resource, NotResource } = statement;
  return [
    {
      source,
      actions: toTexts(Action),
      notActions: toTexts(NotAction),
      resources: toTexts(Resource),
      notResources: toTexts(NotResource),
    },
  ];
}

/** Reads a block of the data source `aws_iam_policy_document`. Its effect is `Allow` by default. */
function fromBlock(source: StackResource, block: unknown): AllowStatement[] {
  if (!isPlainObject(block) || (block.effect ?? "Allow") !== "Allow") return [];
  if (toList(block.principals).length > 0 || toList(block.not_principals).length > 0) return [];
  return [
    {
      source,
      actions: toTexts(block.actions),
      notActions: toTexts(block.not_actions),
      resources: toTexts(block.resources),
      notResources: toTexts(block.not_resources),
    },
  ];
}

function toList(value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}

/** Returns the texts in a value, with `${}` in place of each interpolation. */
function toTexts(value: unknown): readonly string[] {
  return toList(value)
    .filter((item) => typeof item === "string")
    .map((text) => text.replaceAll(/\$\{[^}]*\}/g, "${}"));
}
