import type { ResolvedResource } from "#terraform";
import { notEmulatedError } from "./local-error";
import type { MessageModels } from "./model";
import { ModelSchemas } from "./model-schema";
import { readText, readTextMap } from "./read-value";
import { type ReaderContext, rejectCount, resourcesOfApi, tryRead } from "./reader-context";

const MODEL = "aws_apigatewayv2_model";

/** Returns the models of a WebSocket API. A model whose name is unknown is reported, and left out. */
export function readMessageSchemas(
  context: ReaderContext,
  api: ResolvedResource,
  apiId: string,
): ModelSchemas {
  const models = resourcesOfApi(context, MODEL, api).flatMap((model) =>
    tryRead(context, () => [readText(rejectCount(model), "name") ?? "", model] as const),
  );
  return new ModelSchemas(apiId, new Map(models), MODEL);
}

/**
 * Reads the models with which the messages of a route are compared.
 *
 * @returns `undefined` if the messages of the route are not validated
 * @throws LocalError if a model is not emulated
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/websocket-api-request-validation.html
 */
export function readMessageModels(route: ResolvedResource, schemas: ModelSchemas): MessageModels | undefined {
  const selectionExpression = readText(route, "model_selection_expression");
  if (selectionExpression === undefined) return undefined;
  const key = readText(route, "route_key") ?? "";
  if (key.startsWith("$") && key !== "$default")
    throw notEmulatedError(
      `${route.address}: model_selection_expression is not emulated for ${key}. Validate in the function.`,
    );
  const models = Object.entries(readTextMap(route, "request_models"));
  const byKey = models.map(([name, model]) => [name, schemas.compile(model, route.address)] as const);
  return { kind: "MODELS", selectionExpression, byKey: new Map(byKey) };
}
