import type { ResolvedResource } from "#terraform";
import type { RequiredParameter } from "./model";
import { readBoolean, readTextMap } from "./read-value";
import { type ReaderContext, refersTo } from "./reader-context";

const PLACES = ["header", "path", "querystring"] as const;

/**
 * Reads the parameters that the request validator of a method requires, in the order in which API Gateway lists them. A
 * validator of the body has no effect locally, and a message is added to the context.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-request-validation.html
 */
export function readRequiredParameters(
  { stack, notes }: ReaderContext,
  method: ResolvedResource,
): readonly RequiredParameter[] {
  const validator = stack
    .ofType("aws_api_gateway_request_validator")
    .find((candidate) => refersTo(method, "request_validator_id", candidate));
  if (!validator) return [];
  if (
    readBoolean(validator, "validate_request_body") &&
    Object.keys(readTextMap(method, "request_models")).length > 0
  ) {
    notes.add(
      `${validator.address}: request bodies are not validated locally. Validate them in the function too.`,
    );
  }
  if (!readBoolean(validator, "validate_request_parameters")) return [];
  const names = Object.entries(readTextMap(method, "request_parameters"))
    .filter(([, isRequired]) => isRequired === "true")
    .map(([name]) => name)
    .sort();
  return PLACES.flatMap((place) => {
    const prefix = `method.request.${place}.`;
    const ofPlace = names.filter((name) => name.startsWith(prefix));
    return ofPlace.map((name) => ({ place, name: name.slice(prefix.length) }));
  });
}
