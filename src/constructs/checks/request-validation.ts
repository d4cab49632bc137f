import type { IConstruct } from "../cdktf";
import { ProjectContext } from "../project-context";
import { defineCheck } from "./check";

/** Methods and routes with a validated body and their APIs, each with a function that returns its messages. */
class UncheckedInputs {
  readonly byConstruct = new Map<IConstruct, () => readonly string[]>();
}

/**
 * Records a method or a route with a validated body, or its API.
 * @param describe returns the messages of the check. It is called at synthesis
 */
export function addUncheckedInput(construct: IConstruct, describe: () => readonly string[]): void {
  ProjectContext.of(construct).registry(UncheckedInputs).byConstruct.set(construct, describe);
}

/** JSON Schema of draft 4 does not have all keywords of later drafts. */
export const UNCHECKED_INPUT_CHECK = defineCheck({
  name: "unchecked-input",
  severity: "warning",
  description:
    "The model of a route of a `RestApi` or a `WebSocketApi` does not check a part of the body that the contract describes.",
  find: (stack) =>
    ["aws_api_gateway_rest_api", "aws_api_gateway_method", "aws_apigatewayv2_route"]
      .flatMap((type) => stack.ofType(type))
      .flatMap(({ construct }) => {
        const describe = ProjectContext.of(construct).registry(UncheckedInputs).byConstruct.get(construct);
        return (describe?.() ?? []).map((message) => ({ construct, message }));
      }),
});

/**
 * A validator checks only the parameters and models that the method declares.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-request-validation.html
 */
export const UNUSED_VALIDATOR_CHECK = defineCheck({
  name: "unused-validator",
  severity: "error",
  description:
    "A method of a REST API has a request validator, but neither a required parameter nor a model.",
  find: (stack) =>
    stack
      .ofType("aws_api_gateway_method")
      .filter((method) => method.read("request_validator_id") !== undefined)
      .filter((method) => isEmpty(method.read("request_models")))
      .filter((method) => !requiresParameter(method.read("request_parameters")))
      .map(({ construct }) => ({
        construct,
        message:
          "has a request validator, which checks nothing without a required parameter or a model. Set requestParameters or requestModels, or remove requestValidatorId.",
      })),
});

function isEmpty(value: unknown): boolean {
  return value === undefined || (typeof value === "object" && Object.keys(value ?? {}).length === 0);
}

/** Returns true if one of the parameters is required. A value with a token counts as required. */
function requiresParameter(value: unknown): boolean {
  if (value === undefined) return false;
  return typeof value !== "object" || value === null || Object.values(value).some((item) => item !== false);
}
