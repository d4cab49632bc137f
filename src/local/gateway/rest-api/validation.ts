import { headerOf } from "../../http/request";
import { type GatewayResponse, notEmulatedResponse } from "../../http/response";
import type { RequiredParameter } from "../../model/model";
import { createRoutedStep } from "../core/common-steps";
import type { GatewayStep } from "../core/pipeline";
import type { RequestRecord, RoutedRecord } from "../core/request-record";
import { gatewayError } from "./gateway-error";
import { evaluateMapping } from "./mapping-expression";

/**
 * Creates the step that rejects a request without a required parameter, and then a request with a body that does not match
 * its model. A blank parameter counts as missing. LocalStack's tests recorded the messages on AWS.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-request-validation.html
 */
export function createValidationStep(): GatewayStep {
  return createRoutedStep("validation", (record) => validateParameters(record) ?? validateBody(record));
}

function validateParameters(record: RoutedRecord): GatewayResponse | undefined {
  const missing = (record.route.requiredParameters ?? []).filter((parameter) => !hasValue(parameter, record));
  if (missing.length === 0) return undefined;
  const message = `Missing required request parameters: [${missing.map(({ name }) => name).join(", ")}]`;
  return gatewayError("BAD_REQUEST_PARAMETERS", message, message);
}

function hasValue({ place, name }: RequiredParameter, record: RequestRecord): boolean {
  return (evaluateMapping(`method.request.${place}.${name}`, record) ?? "").trim() !== "";
}

/** Compares the body with the model of its content type. A body with another content type is not validated. */
function validateBody({ route, request }: RoutedRecord): GatewayResponse | undefined {
  const { bodyModels } = route;
  if (!bodyModels) return undefined;
  if (bodyModels.kind === "NOT_EMULATED") return notEmulatedResponse(bodyModels.reason);
  const [type = ""] = (headerOf(request, "content-type") ?? "application/json").split(";");
  const compare = bodyModels.byType.get(type.trim().toLowerCase());
  if (!compare) return undefined;
  const text = request.body.toString();
  const difference = compareText(text === "" ? "{}" : text, compare);
  if (difference === undefined) return undefined;
  const { error, ...response } = gatewayError("BAD_REQUEST_BODY", "Invalid request body", difference);
  return { ...response, error: error && { ...error, validationError: `[${difference}]` } };
}

function compareText(text: string, compare: (value: unknown) => string | undefined): string | undefined {
  try {
    return compare(JSON.parse(text));
  } catch {
    // The log of API Gateway for such a body, in a public record of its test console.
    return "Unknown error parsing request body";
  }
}
