import type { ResolvedResource } from "#terraform";
import { LocalError, notEmulatedError } from "./local-error";
import type { ApiAttributes, RouteAuthorization } from "./model";
import { readText } from "./read-value";
import type { ReaderContext } from "./reader-context";

/**
 * Reads the authorization settings of a method and of its authorizer.
 * @see https://registry.terraform.io/providers/hashicorp/aws/6.25.0/docs/resources/api_gateway_method
 */
export function readRestAuthorization(
  _context: ReaderContext,
  method: ResolvedResource,
  _api: ApiAttributes,
): RouteAuthorization {
  const type = readText(method, "authorization") ?? "NONE";
  if (type === "NONE") return { kind: type };
  if (["AWS_IAM", "CUSTOM", "COGNITO_USER_POOLS"].includes(type))
    throw notEmulatedError(`${method.address}: authorization "${type}" is not emulated.`);
  throw new LocalError([
    `${method.address}: authorization is "${type}"; expected NONE, AWS_IAM, CUSTOM or COGNITO_USER_POOLS.`,
  ]);
}
