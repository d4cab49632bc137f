import type { Access, ToJsonSchema } from "#contract";
import type { ApiGatewayRestApi, Construct } from "../../cdktf";
import type { FunctionTarget } from "../../function/function-target";
import { isRecord, type PropRule } from "../../props";
import { isUnresolved } from "../../tokens";
import { describeWrongValue } from "../../validation";

/** REST API whose routes use an authorizer or an integration. They need only these members of the API. */
export interface AuthorizedRestApi extends Construct {
  readonly api: ApiGatewayRestApi;
  /** Conversion of the schemas of contracts to JSON Schema. Default: the conversion that each schema itself implements. */
  readonly jsonSchema?: ToJsonSchema;
  /** Allows this API to invoke a function. A second call for the same function has no effect. */
  grantInvoke(target: FunctionTarget): void;
}

/**
 * Arguments of an `aws_api_gateway_method` that define its authorization.
 * @see https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/api_gateway_method
 */
export interface RestAuthorizationSettings {
  readonly authorization: "AWS_IAM" | "COGNITO_USER_POOLS" | "CUSTOM" | "NONE";
  /** ID of the `aws_api_gateway_authorizer`. Default: none, for the types `AWS_IAM` and `NONE`. */
  readonly authorizerId?: string;
}

/**
 * Access check of the requests to a REST API. It is set on an API, for all of its routes, or on a single route. An
 * object can be an authorizer of both kinds of API. The authorizer of a user pool and `IamAuthorizer` are such objects.
 */
export interface RestAuthorizer {
  /**
   * Name of the `aws_api_gateway_authorizer` that the authorizer creates in an API, unique in that API. Undefined if the
   * authorizer creates no such resource.
   */
  readonly id?: string;
  /**
   * Returns the authorization arguments of a route. The first call for an API creates the authorizer's resources.
   */
  restSettings(api: AuthorizedRestApi): RestAuthorizationSettings;
  /**
   * Returns the parts of a request that identify the caller, such as `method.request.header.Authorization`. A cache key can
   * contain them. Empty if they differ in each request of a caller. Default: empty.
   */
  restIdentitySources?(): readonly string[];
  /** Returns the errors of the authorizer itself. */
  validateRest(): readonly string[];
  /** Returns the errors of a route that uses the authorizer and requires the given scopes or groups. */
  validateRestRoute(access: Access): readonly string[];
}

/**
 * Returns an error for each group whose name contains a comma. A REST API passes the groups of a caller as one text,
 * `admin,staff`. A member of the group `a,admin` would therefore also count as a member of `admin`.
 */
export function validateRestGroups(groups: readonly string[]): string[] {
  return groups
    .filter((group) => !isUnresolved(group) && group.includes(","))
    .map(
      (group) =>
        `group "${group}" contains a comma, with which a REST API separates the groups of a caller. Rename the group, or use an HttpApi.`,
    );
}

const AUTHORIZER_METHODS = [
  "restSettings",
  "validateRest",
  "validateRestRoute",
] as const satisfies (keyof RestAuthorizer)[];

/** Authorizer that creates no resource and reports no error. */
const INVALID_AUTHORIZER: RestAuthorizer = {
  restSettings: () => ({ authorization: "NONE" }),
  restIdentitySources: () => ["method.request.header.Authorization"],
  validateRest: () => [],
  validateRestRoute: () => [],
};

/** Rule of a prop with an authorizer of a REST API. */
export const REST_AUTHORIZER: PropRule = {
  expected: "an authorizer",
  placeholder: () => INVALID_AUTHORIZER,
  validate(value, path) {
    const isObject = isRecord(value);
    if (isObject && AUTHORIZER_METHODS.every((name) => typeof value[name] === "function")) return [];
    const isUserPool = isObject && typeof value.authorizer === "function";
    const fix = isUserPool
      ? "Call its method authorizer()."
      : "Use the authorizer of a UserPool, or write `new RequestAuthorizer(…)`.";
    return [describeWrongValue(path, value, "an authorizer of a REST API", fix)];
  },
};
