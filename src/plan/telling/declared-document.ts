import { type Body, blocks, references, type Stack } from "#terraform";
import { isPolicy } from "./statements";

/**
 * The policy document that an argument has from `aws_iam_policy_document`, as JSON, made of what that says.
 *
 * @returns `undefined` for any other argument
 * @see https://registry.terraform.io/providers/hashicorp/aws/6.25.0/docs/data-sources/iam_policy_document
 */
export function declaredDocument(argument: unknown, stack: Stack): string | undefined {
  const body = documentBody(argument, stack);
  return body && JSON.stringify({ Statement: statementsOf(body, stack, [body]) });
}

function documentBody(argument: unknown, { configuration }: Stack): Body | undefined {
  const [only, ...more] = references(argument);
  const [, name] = /^data\.aws_iam_policy_document\.([^.]+)$/.exec(only?.address ?? "") ?? [];
  const isWhole = more.length === 0 && argument === `\${${only?.text}}`;
  return name !== undefined && isWhole ? configuration.data.aws_iam_policy_document?.[name] : undefined;
}

/** @param seen what led here: one that is made of itself is terraform's to refuse */
function statementsOf(body: Body, stack: Stack, seen: readonly Body[]): readonly object[] {
  const others = [body.source_policy_documents, body.override_policy_documents].flat().filter(Boolean);
  return [
    ...others.flatMap((other) => statementsOfOther(other, stack, seen)),
    ...blocks(body.statement).map(statement),
  ];
}

function statementsOfOther(other: unknown, stack: Stack, seen: readonly Body[]): readonly object[] {
  const body = documentBody(other, stack);
  if (body) return seen.includes(body) ? [] : statementsOf(body, stack, [...seen, body]);
  if (isPolicy(other)) return [JSON.parse(other).Statement].flat();
  return [{ Action: `what ${JSON.stringify(other)} says` }];
}

function statement(body: Body): object {
  return {
    Effect: body.effect ?? "Allow",
    Action: body.actions,
    NotAction: body.not_actions,
    Resource: body.resources,
    NotResource: body.not_resources,
    Principal: principals(body.principals),
    NotPrincipal: principals(body.not_principals),
    Condition: conditions(body.condition),
  };
}

function principals(value: unknown): object | string | undefined {
  const all = blocks(value);
  if (all.length === 0) return undefined;
  if (all.some(({ type }) => type === "*")) return "*";
  return Object.fromEntries(all.map(({ type, identifiers }) => [type, identifiers]));
}

function conditions(value: unknown): object | undefined {
  const all = blocks(value);
  if (all.length === 0) return undefined;
  return Object.fromEntries(all.map(({ test, variable, values }) => [`${test} ${variable}`, values]));
}
