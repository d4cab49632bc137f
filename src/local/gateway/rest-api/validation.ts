import type { RequiredParameter } from "../../model/model";
import { createRoutedStep } from "../core/common-steps";
import type { GatewayStep } from "../core/pipeline";
import type { RequestRecord } from "../core/request-record";
import { gatewayError } from "./gateway-error";
import { evaluateMapping } from "./mapping-expression";

/**
 * Creates the step that rejects a request without a required parameter. A blank parameter counts as missing. LocalStack's
 * tests recorded the message on AWS.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-request-validation.html
 */
export function createValidationStep(): GatewayStep {
  return createRoutedStep("validation", (record) => {
    const missing = (record.route.requiredParameters ?? []).filter(
      (parameter) => !hasValue(parameter, record),
    );
    if (missing.length === 0) return undefined;
    const message = `Missing required request parameters: [${missing.map(({ name }) => name).join(", ")}]`;
    return gatewayError("BAD_REQUEST_PARAMETERS", message, message);
  });
}

function hasValue({ place, name }: RequiredParameter, record: RequestRecord): boolean {
  return (evaluateMapping(`method.request.${place}.${name}`, record) ?? "").trim() !== "";
}
