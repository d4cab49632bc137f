import type { Access } from "#contract";
import type { Apigatewayv2Api, Construct } from "../../cdktf";
import type { FunctionTarget } from "../../function/function-target";
import { validateName } from "../../validation";

/** API that an authorizer belongs to, with the operations that an authorizer needs. */
export interface AuthorizedApi extends Construct {
  readonly api: Apigatewayv2Api;
  /** Allows this API to invoke a function. A second call for the same function has no effect. */
  grantInvoke(target: FunctionTarget): void;
}

/**
 * Authorization arguments of a route, by Terraform's names.
 * @see https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/apigatewayv2_route
 */
export interface AuthorizationSettings {
  readonly authorizationType: "AWS_IAM" | "CUSTOM" | "JWT" | "NONE";
  readonly authorizerId?: string;
}

/** Access check of the routes that use it. */
export interface Authorizer {
  /** Name of the resource that the authorizer creates in an API, unique there. Default: it creates no resource. */
  readonly id?: string;
  /** Returns the authorization arguments of a route. The first call for an API creates the resources in it. */
  settings(api: AuthorizedApi): AuthorizationSettings;
  /** Returns the errors of the authorizer itself. */
  validate(): readonly string[];
  /** Returns the errors of a route with this access that uses the authorizer. */
  validateRoute(access: Access): readonly string[];
}

/**
 * Lifecycle of an authorizer: Terraform updates the routes that stop using it first, and deletes it afterwards. API
 * Gateway rejects the deletion of an authorizer that a route still uses. Terraform applies the lifecycle to everything
 * that the authorizer depends on, too.
 */
export const CREATE_BEFORE_DESTROY = { createBeforeDestroy: true };

/** Returns the errors of an authorizer's id, which is its name on AWS. */
export function validateId(id: string): string[] {
  return validateName(id, {
    kind: "authorizer id",
    max: 128,
    pattern: /^[^\n]+$/,
    characters: "one line of text",
    fix: "Rename it.",
  });
}

/**
 * Returns the errors of a route that has scopes or groups but an authorizer without tokens. Nothing would check the
 * scopes, and no caller would be in a group.
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
