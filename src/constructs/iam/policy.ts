import { Lazy } from "../cdktf";

/** What a role may do: actions on resources. */
export interface Statement {
  readonly actions: readonly string[];
  /** ARNs; `*` only where the service has nothing narrower. */
  readonly resources: readonly string[];
  readonly conditions?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** Something that can be allowed to do something: a function, through its role. */
export interface Grantee {
  /** Adds a statement to what it may do; the same statement twice is added once. */
  grant(statement: Statement): void;
}

/**
 * A policy document as Terraform takes it, made at synth of the statements there are by then.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html
 */
export function policyDocument(statements: () => readonly Statement[]): string {
  return Lazy.stringValue({ produce: () => document(statements().map(toStatement)) });
}

/** The policy that lets a service of AWS take a role on. */
export function assumeRolePolicy(service: string): string {
  return document([{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: service } }]);
}

/** The policy that lets whoever an identity provider vouches for take a role on, under conditions. */
export function webIdentityPolicy(
  providerArn: string,
  conditions: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>,
): string {
  const Principal = { Federated: providerArn };
  return document([
    { Effect: "Allow", Action: "sts:AssumeRoleWithWebIdentity", Principal, Condition: conditions },
  ]);
}

function document(statement: readonly object[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: statement });
}

function toStatement({ actions, resources, conditions }: Statement): object {
  return {
    Effect: "Allow",
    Action: actions,
    Resource: escapeLiteral(resources),
    Condition: escapeLiteral(conditions),
  };
}

/** With IAM's own variables, `${aws:PrincipalTag/team}`, kept from being read as Terraform's. */
function escapeLiteral<Value>(value: Value): Value {
  if (typeof value === "string") return value.replaceAll(/(?<!\$)\$\{(?=[\w-]+:)/g, "$$$${") as Value;
  if (Array.isArray(value)) return value.map(escapeLiteral) as Value;
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [escapeLiteral(key), escapeLiteral(inner)]),
  ) as Value;
}

/** What is wrong with a statement. */
export function validateStatement({ actions, resources }: Statement): string[] {
  return [
    ...(actions.length > 0 ? [] : ["is granted no action; name at least one"]),
    ...(resources.length > 0 ? [] : [`is granted ${actions.join(", ")} on no resource; name at least one`]),
  ];
}
