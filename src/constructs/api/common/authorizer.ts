import { HTTP_API_QUOTAS } from "#aws";
import type { Access } from "#contract";
import type { Apigatewayv2Api, Construct } from "../../cdktf";
import type { FunctionTarget } from "../../function/function-target";
import { isRecord, type PropRule } from "../../props";
import { isUnresolved } from "../../tokens";
import { describeWrongValue, validateName } from "../../validation";

/** API whose routes use an authorizer. An authorizer needs only these members of the API. */
export interface AuthorizedApi extends Construct {
  readonly api: Apigatewayv2Api;
  /** Allows this API to invoke a function. A second call for the same function has no effect. */
  grantInvoke(target: FunctionTarget): void;
}

/**
 * Arguments of an `aws_apigatewayv2_route` that define its authorization.
 * @see https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/apigatewayv2_route
 */
export interface AuthorizationSettings {
  readonly authorizationType: "AWS_IAM" | "CUSTOM" | "JWT" | "NONE";
  /** ID of the `aws_apigatewayv2_authorizer`. Default: none, for the types `AWS_IAM` and `NONE`. */
  readonly authorizerId?: string;
}

/**
 * Access check of requests. It is set on an API, for all of its routes, or on a single route.
 * `JwtAuthorizer`, `LambdaAuthorizer` and `IamAuthorizer` implement this interface.
 */
export interface Authorizer {
  /**
   * Name of the `aws_apigatewayv2_authorizer` that the authorizer creates in an API, unique in that API.
   * Undefined if the authorizer creates no such resource.
   */
  readonly id?: string;
  /**
   * Returns the authorization arguments of a route. The first call for an API creates the authorizer's
   * resources.
   */
  settings(api: AuthorizedApi): AuthorizationSettings;
  /** Returns the errors of the authorizer itself. */
  validate(): readonly string[];
  /** Returns the errors of a route that uses the authorizer and requires the given scopes or groups. */
  validateRoute(access: Access): readonly string[];
}

const AUTHORIZER_METHODS = ["settings", "validate", "validateRoute"] as const satisfies (keyof Authorizer)[];

/** Authorizer that creates no resource and reports no error. */
const INVALID_AUTHORIZER: Authorizer = {
  settings: () => ({ authorizationType: "NONE" }),
  validate: () => [],
  validateRoute: () => [],
};

/** Rule of a prop with an authorizer. */
export const AUTHORIZER: PropRule = {
  expected: "an authorizer",
  placeholder: () => INVALID_AUTHORIZER,
  validate(value, path) {
    const isObject = isRecord(value);
    if (isObject && AUTHORIZER_METHODS.every((name) => typeof value[name] === "function")) return [];
    const isUserPool = isObject && typeof value.authorizer === "function";
    const isOfRestApi = isObject && typeof value.restSettings === "function";
    const example = isOfRestApi ? "Write `new LambdaAuthorizer(…)`." : "Write `new JwtAuthorizer(…)`.";
    const fix = isUserPool ? "Call its method authorizer()." : example;
    return [describeWrongValue(path, value, "an authorizer of an HTTP API", fix)];
  },
};

/**
 * Terraform lifecycle of an authorizer. API Gateway rejects the deletion of an authorizer that a route still
 * uses. With this lifecycle, Terraform creates the new authorizer, updates the routes, and then deletes the
 * old authorizer. Terraform also applies the lifecycle to all resources that the authorizer depends on.
 */
export const CREATE_BEFORE_DESTROY = { createBeforeDestroy: true };

/** Returns the errors of an authorizer's ID, which is its name on AWS. */
export function validateId(id: string): string[] {
  if (typeof id !== "string") return [describeWrongValue("an authorizer ID", id, "a string", "Rename it.")];
  return validateName(id, {
    kind: "authorizer ID",
    max: HTTP_API_QUOTAS.authorizerNameLength,
    pattern: /^[^\n]+$/,
    characters: "one line of text",
    fix: "Rename it.",
  });
}

/** Returns the error of an issuer of tokens. */
export function validateIssuer(issuer: string): string[] {
  if (isUnresolved(issuer) || /^https:\/\/[^/?#\s]+[^?#\s]*$/.test(issuer)) return [];
  return [
    `issuer is "${issuer}"; expected an https URL. Write it exactly as in the iss claim of the tokens.`,
  ];
}

/**
 * Returns the errors of a route that requires scopes or groups, but whose authorizer does not read tokens.
 * API Gateway would not check the scopes, and the function would find no groups and reject every caller.
 * @param checker name of the authorizer in the messages: `"IAM"`
 * @param fix instruction in the imperative, ending with a period
 */
export function validateTokenAccess(
  { scopes = [], groups = [] }: Access,
  checker: string,
  fix: string,
): string[] {
  return Object.entries({ scopes, groups })
    .filter(([, names]) => names.length > 0)
    .map(
      ([kind, names]) => `has the ${kind} ${names.join(", ")}, but ${checker} does not check ${kind}. ${fix}`,
    );
}
