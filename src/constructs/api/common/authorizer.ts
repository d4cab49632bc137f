import type { Access } from "#contract";
import type { Apigatewayv2Api, Construct } from "../../cdktf";
import type { FunctionTarget } from "../../function/function-target";
import { validateName } from "../../validation";

/** What an authorizer may ask of the API it guards. */
export interface AuthorizedApi extends Construct {
  readonly api: Apigatewayv2Api;
  /** Lets API Gateway call a function in this API's name; once for each function. */
  grantInvoke(target: FunctionTarget): void;
}

/**
 * How a route's callers are authorized, in Terraform's words.
 * @see https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/apigatewayv2_route
 */
export interface AuthorizationSettings {
  readonly authorizationType: "AWS_IAM" | "CUSTOM" | "JWT" | "NONE";
  readonly authorizerId?: string;
}

/** Decides who may call the routes it guards. */
export interface Authorizer {
  /** What the resource that it makes in an API is called; none where it makes none. An API has one of a name. */
  readonly id?: string;
  /** What a route that it guards carries; makes what it needs in the API, once. */
  settings(api: AuthorizedApi): AuthorizationSettings;
  /** What is wrong with the authorizer itself. */
  validate(): readonly string[];
  /** What is wrong with guarding a route of this access with it. */
  validateRoute(access: Access): readonly string[];
}

/**
 * A route that leaves an authorizer is changed before the authorizer is deleted, and not after: API Gateway refuses to
 * delete one that a route still has. This spreads to what the authorizer depends on.
 */
export const CREATE_BEFORE_DESTROY = { createBeforeDestroy: true };

/** The fault of an authorizer's id, which is its name on AWS. */
export function validateId(id: string): string[] {
  return validateName(id, {
    what: "authorizer id",
    max: 128,
    pattern: /^[^\n]+$/,
    characters: "characters of one line",
    fix: "rename it",
  });
}

/**
 * The fault of scopes and groups at an authorizer whose callers have no token: nobody would look at the scopes, and
 * nobody would be in a group.
 */
export function validateTokenAccess(
  { scopes = [], groups = [] }: Access,
  what: string,
  instead: string,
): string[] {
  return Object.entries({ scopes, groups })
    .filter(([, names]) => names.length > 0)
    .map(([kind, names]) => `has the ${kind} ${names.join(", ")}, and ${what} knows no ${kind}; ${instead}`);
}
