import { isArn } from "#aws";
import { Lazy, Token } from "../cdktf";
import { LIST } from "../prop-rules";
import { type PropRules, required } from "../props";
import {
  escapeText,
  expression,
  isPlainObject,
  isToken,
  isUnresolved,
  terraformList,
  terraformMap,
} from "../tokens";
import { SINGLE_VALUE_CONDITIONS } from "./conditions";

/** Permission of an IAM role: actions that are allowed on resources. */
export interface Statement {
  /** IAM actions: `dynamodb:GetItem`. */
  readonly actions: readonly string[];
  /** ARNs of the resources. Use `*` only if the actions support no narrower resource. */
  readonly resources: readonly string[];
  /** Conditions by operator and key: `{ Bool: { "aws:SecureTransport": "true" } }`. Default: none. */
  readonly conditions?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** Rules for the parts of a {@link Statement}. */
export const STATEMENT_RULES: PropRules<Statement> = {
  actions: required(LIST),
  resources: required(LIST),
  conditions: SINGLE_VALUE_CONDITIONS,
};

/** Construct that can receive permissions, such as a `NodejsFunction`. */
export interface Grantee {
  /** Adds a permission to the role of the construct. An identical statement is added only once. */
  grant(statement: Statement): void;
}

/**
 * Returns a policy document as a token for its JSON. CDKTF resolves the token at synthesis, so that the
 * document contains statements that are granted after this call.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html
 */
export function policyDocument(statements: () => readonly Statement[]): string {
  return Lazy.stringValue({ produce: () => toPolicyJson(statements().map(toIamStatement)) });
}

/** Returns the trust policy that allows an AWS service to assume a role. @param conditions Default: none */
export function assumeRolePolicy(service: string, conditions?: Statement["conditions"]): string {
  const Principal = { Service: service };
  return toPolicyJson([{ Effect: "Allow", Action: "sts:AssumeRole", Principal, Condition: conditions }]);
}

/** Returns the trust policy that allows identities of an OpenID Connect provider to assume a role. */
export function webIdentityPolicy(
  providerArn: string,
  conditions: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>,
): string {
  const Principal = { Federated: providerArn };
  return toPolicyJson([
    { Effect: "Allow", Action: "sts:AssumeRoleWithWebIdentity", Principal, Condition: conditions },
  ]);
}

/** Returns a resource policy. Each statement has the form of IAM, with its principal. */
export function resourcePolicy(statements: readonly object[]): string {
  return toPolicyJson(statements);
}

function toPolicyJson(statements: readonly object[]): string {
  const expressions: string[] = [];
  const document = replaceTokens({ Version: "2012-10-17", Statement: statements }, (token) => {
    const json = Token.asString(expression`jsonencode(${token})`);
    expressions.push(json);
    return json;
  });
  // The result of jsonencode() is JSON, so it gets no quotes.
  return escapeText(
    expressions.reduce((text, json) => text.replaceAll(`"${json}"`, json), JSON.stringify(document)),
  );
}

/**
 * Replaces each list, map and object that only Terraform knows. String tokens stay, because they can be a part of a
 * string, and JSON can contain them.
 */
function replaceTokens(value: unknown, replace: (token: unknown) => string): unknown {
  if (typeof value === "string") return value;
  if (isToken(value)) return replace(value);
  if (Array.isArray(value)) return value.map((item) => replaceTokens(item, replace));
  if (!isPlainObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, replaceTokens(item, replace)]));
}

function toIamStatement({ actions, resources, conditions }: Statement): object {
  return {
    Effect: "Allow",
    Action: actions,
    Resource: resources,
    Condition: conditions,
  };
}

/** Returns a statement whose lists and maps have the form that Terraform accepts. */
export function encodeStatement({ actions, resources, conditions }: Statement): Statement {
  return {
    actions: terraformList(actions),
    resources: terraformList(resources),
    conditions: conditions && encodeConditions(conditions),
  };
}

function encodeConditions(conditions: Required<Statement>["conditions"]): Statement["conditions"] {
  if (isToken(conditions)) return Token.asAnyMap(conditions);
  return Object.fromEntries(
    Object.entries(conditions).map(([operator, values]) => [operator, terraformMap(values)]),
  );
}

/** Returns a string that is equal for two statements only if they grant the same permission. */
export function statementKey(statement: Statement): string {
  return JSON.stringify(replaceTokens(statement, (token) => Token.asString(token)));
}

/** Returns the errors of a statement. */
export function validateStatement({ actions, resources }: Statement): string[] {
  return [
    ...(actions.length > 0 ? [] : ["a statement has no actions. Add at least one action."]),
    ...(resources.length > 0
      ? []
      : [`the statement for ${actions.join(", ")} has no resources. Add at least one resource.`]),
    ...resources
      .filter((resource) => resource !== "*" && !isUnresolved(resource) && !isArn(resource))
      .map(
        (resource) =>
          `the statement for ${actions.join(", ")} has the resource "${resource}"; expected an ARN or "*". Write \`arn:aws:SERVICE:REGION:ACCOUNT:RESOURCE\`.`,
      ),
  ];
}
