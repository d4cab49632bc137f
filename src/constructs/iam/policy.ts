import { Lazy } from "../cdktf";

/** Permission of an IAM role: actions that are allowed on resources. */
export interface Statement {
  /** IAM actions: `dynamodb:GetItem`. */
  readonly actions: readonly string[];
  /** ARNs of the resources. Use `*` only if the actions support no narrower resource. */
  readonly resources: readonly string[];
  /** Conditions by operator and key: `{ Bool: { "aws:SecureTransport": "true" } }`. Default: none. */
  readonly conditions?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

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

/** Returns the trust policy that allows an AWS service to assume a role. */
export function assumeRolePolicy(service: string): string {
  return toPolicyJson([{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: service } }]);
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

function toPolicyJson(statements: readonly object[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}

function toIamStatement({ actions, resources, conditions }: Statement): object {
  return {
    Effect: "Allow",
    Action: actions,
    Resource: escapeVariables(resources),
    Condition: escapeVariables(conditions),
  };
}

/**
 * Escapes IAM policy variables such as `${aws:PrincipalTag/team}`, so that Terraform does not interpolate
 * them.
 */
function escapeVariables<Value>(value: Value): Value {
  if (typeof value === "string") return value.replaceAll(/(?<!\$)\$\{(?=[\w-]+:)/g, "$$$${") as Value;
  if (Array.isArray(value)) return value.map(escapeVariables) as Value;
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [escapeVariables(key), escapeVariables(inner)]),
  ) as Value;
}

/** Returns the errors of a statement. */
export function validateStatement({ actions, resources }: Statement): string[] {
  return [
    ...(actions.length > 0 ? [] : ["a statement has no actions. Add at least one action."]),
    ...(resources.length > 0
      ? []
      : [`the statement for ${actions.join(", ")} has no resources. Add at least one resource.`]),
  ];
}
