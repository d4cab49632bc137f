import type { ResolvedResource } from "#terraform";
import type { RequestBodyModels, RequiredParameter } from "./model";
import { ModelSchemas } from "./model-schema";
import { readBoolean, readText, readTextMap } from "./read-value";
import { type ReaderContext, refersTo, rejectCount, tryRead } from "./reader-context";

const PLACES = ["header", "path", "querystring"] as const;

/**
 * Reads the parameters that the request validator of a method requires, in the order in which API Gateway lists them.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-request-validation.html
 */
export function readRequiredParameters(
  context: ReaderContext,
  method: ResolvedResource,
): readonly RequiredParameter[] {
  const validator = findValidator(context, method);
  if (!validator || !readBoolean(validator, "validate_request_parameters")) return [];
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

/**
 * Reads the models with which the request validator of a method compares bodies.
 *
 * @returns `undefined` if the bodies of the method are not validated
 * @throws LocalError if a model is not emulated
 */
export function readBodyModels(
  context: ReaderContext,
  method: ResolvedResource,
  schemas: ModelSchemas,
): RequestBodyModels | undefined {
  const validator = findValidator(context, method);
  if (!validator || !readBoolean(validator, "validate_request_body")) return undefined;
  const models = Object.entries(readTextMap(method, "request_models"));
  if (models.length === 0) return undefined;
  const compiled = models.map(
    ([type, name]) => [type.toLowerCase(), schemas.compile(name, method.address)] as const,
  );
  return { kind: "MODELS", byType: new Map(compiled) };
}

/** Returns the models of an API. A model whose name is unknown is reported, and left out. */
export function readModelSchemas(
  context: ReaderContext,
  apiId: string,
  models: readonly ResolvedResource[],
): ModelSchemas {
  const byName = models.flatMap((model) =>
    tryRead(context, () => [readText(rejectCount(model), "name") ?? "", model] as const),
  );
  return new ModelSchemas(apiId, new Map(byName));
}

function findValidator({ stack }: ReaderContext, method: ResolvedResource): ResolvedResource | undefined {
  return stack
    .ofType("aws_api_gateway_request_validator")
    .find((candidate) => refersTo(method, "request_validator_id", candidate));
}
