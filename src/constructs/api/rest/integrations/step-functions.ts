import type { RouteKey } from "#contract";
import type { SfnStateMachine } from "../../../cdktf";
import type { KeyReference } from "../../../log-group";
import { checkProps, type PropRule, type PropRules } from "../../../props";
import { isUnresolved } from "../../../tokens";
import type { RestIntegration } from "../../common/rest-integration";
import { jsonResponse } from "./json-response";
import { overrideWithProblem, type ServiceProblem, serviceErrorResponse } from "./problem-template";
import {
  REQUEST_VALUE,
  type RequestValue,
  validateRequestValue,
  valueExpression,
  valuesRule,
} from "./request-value";
import {
  ENCRYPTION_KEY,
  keyStatements,
  type ServiceCall,
  type ServiceRoute,
  serviceIntegration,
  validateEncryptionKey,
} from "./service-integration";
import { EMPTY_BODY, fieldsBody, readSuccessReply, type SuccessReply } from "./success-reply";
import { escapedText, isPlainText, jsonText } from "./template-text";

/** Options of {@link stepFunctionsStartExecution} and {@link stepFunctionsStartSyncExecution}. None is required. */
export interface StepFunctionsOptions {
  /**
   * Properties of the input of the execution, by name, such as `{ orderId: "method.request.path.id" }`. The value
   * `method.request.body` is the JSON body, and all other values are strings. Default: the input is the body.
   */
  readonly input?: Readonly<Record<string, RequestValue>>;
  /** Customer managed KMS key of the state machine. Default: none. */
  readonly encryptionKey?: KeyReference;
}

/** Value of the input that is the whole body. */
const BODY = "method.request.body";

const INPUT_VALUE: PropRule = {
  ...REQUEST_VALUE,
  validate: (value, path) => (value === BODY ? [] : REQUEST_VALUE.validate(value, path)),
};

const RULES: PropRules<StepFunctionsOptions> = {
  input: valuesRule(INPUT_VALUE),
  encryptionKey: ENCRYPTION_KEY,
};

/**
 * Returns an integration that starts an execution of a Step Functions state machine, without a function. API Gateway does
 * not wait for the result. The response has status 202 with the `executionName` and the `startDate` in seconds since the Unix
 * epoch, unless the contract declares another reply.
 *
 * @example
 * import { SfnStateMachine } from "@cdktf/provider-aws/lib/sfn-state-machine";
 * const definition = JSON.stringify({ StartAt: "Done", States: { Done: { Type: "Succeed" } } });
 * const roleArn = "arn:aws:iam::123456789012:role/ship";
 * const ship = new SfnStateMachine(this, "ship", { definition, roleArn });
 * new RestApi(this, "api").route("POST /orders", stepFunctionsStartExecution(ship), { access: "public" });
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html
 */
export function stepFunctionsStartExecution(
  stateMachine: SfnStateMachine,
  options: StepFunctionsOptions = {},
): RestIntegration {
  return start(stateMachine, options, "StartExecution", (service) => {
    const reply = readSuccessReply(service.route, 202, service.convert);
    // The name is the eighth part of the ARN. The other parts, such as the account, are internal.
    const name = jsonText("$input.path('$.executionArn').split(':').get(7)");
    const fields = { executionName: name, startDate: "$input.path('$.startDate')" };
    return { reply, ...fieldsBody(reply, fields, "Step Functions") };
  });
}

/**
 * Returns an integration that runs a Step Functions state machine of the type `EXPRESS`, and waits for the result, without a
 * function. The output of the execution is the body of the response, with status 200 unless the contract declares another
 * one. An execution that fails, or that takes too long, is a problem with status 502.
 *
 * @example
 * import { SfnStateMachine } from "@cdktf/provider-aws/lib/sfn-state-machine";
 * const definition = JSON.stringify({ StartAt: "Done", States: { Done: { Type: "Succeed" } } });
 * const roleArn = "arn:aws:iam::123456789012:role/price";
 * const price = new SfnStateMachine(this, "price", { type: "EXPRESS", definition, roleArn });
 * const getPrice = stepFunctionsStartSyncExecution(price, { input: { id: "method.request.path.id" } });
 * new RestApi(this, "api").route("GET /prices/{id}", getPrice, { access: "public" });
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartSyncExecution.html
 */
export function stepFunctionsStartSyncExecution(
  stateMachine: SfnStateMachine,
  options: StepFunctionsOptions = {},
): RestIntegration {
  return start(stateMachine, options, "StartSyncExecution", (service) => {
    const reply = readSuccessReply(service.route, 200, service.convert);
    const failed = { status: 502, code: "execution-failed", detail: "The execution failed." };
    const body = reply.isEmpty ? EMPTY_BODY : "$input.path('$.output')";
    const template = [
      `#set($status = "$!input.path('$.status')")`,
      `#if($status == "SUCCEEDED")${body}`,
      `#{else}${overrideWithProblem(failed)}#end`,
    ].join("");
    return { reply, template, errors: validateType(stateMachine) };
  });
}

/** Rejects a standard state machine, for which Step Functions has no synchronous execution. */
function validateType({ typeInput = "STANDARD" }: SfnStateMachine): string[] {
  if (isUnresolved(typeInput) || typeInput === "EXPRESS") return [];
  return [
    `the state machine has the type ${typeInput}; expected EXPRESS for a synchronous execution. Set \`type: "EXPRESS"\`, or use stepFunctionsStartExecution.`,
  ];
}

/** Input that Step Functions rejects, such as a string that is not JSON. */
const INVALID: ServiceProblem = {
  types: ["InvalidExecutionInput", "ValidationException"],
  status: 400,
  code: "invalid-input",
  detail: "The state machine rejected the input.",
};

interface StartReply {
  readonly reply: SuccessReply;
  readonly template: string;
  readonly errors: readonly string[];
}

function start(
  stateMachine: SfnStateMachine,
  options: StepFunctionsOptions,
  action: "StartExecution" | "StartSyncExecution",
  readReply: (service: ServiceRoute) => StartReply,
): RestIntegration {
  const { values, errors } = checkProps(options, RULES);
  const { input, encryptionKey } = values;
  const target = {
    name: "stateMachine",
    construct: stateMachine,
    type: "aws_sfn_state_machine",
    expected: "an SfnStateMachine",
  };
  return serviceIntegration(target, errors, (service): ServiceCall => {
    const { reply, template, errors } = readReply(service);
    return {
      uri: `states:action/${action}`,
      requestParameters: { "integration.request.header.Content-Type": "'application/x-amz-json-1.0'" },
      requestTemplate: `{"stateMachineArn": "${stateMachine.arn}", "input": ${inputTemplate(input)}}`,
      success: jsonResponse(reply.status, template),
      failures: [serviceErrorResponse(`"$!input.path('$.__type')"`, [INVALID])],
      statements: [
        { actions: [`states:${action}`], resources: [stateMachine.arn] },
        ...keyStatements(encryptionKey, "states", ["kms:Decrypt", "kms:GenerateDataKey"]),
      ],
      errors: [
        ...validateInput(input ?? {}, service.key),
        ...validateEncryptionKey(
          "the state machine",
          stateMachine.encryptionConfigurationInput?.kmsKeyId,
          encryptionKey,
        ),
        ...reply.errors,
        ...errors,
      ],
    };
  });
}

/** Returns the template of the input: JSON inside a JSON string. Its own strings are therefore escaped twice. */
function inputTemplate(input: StepFunctionsOptions["input"]): string {
  if (!input) return jsonText("$input.body");
  const members = Object.entries(input).map(([name, value]) => {
    const json = value === BODY ? escapedText("$input.json('$')") : nestedText(valueExpression(value));
    return `\\"${name}\\":${json}`;
  });
  return `"{${members.join(",")}}"`;
}

function nestedText(expression: string): string {
  return `\\"${escapedText(escapedText(expression))}\\"`;
}

function validateInput(input: Readonly<Record<string, RequestValue>>, key: RouteKey): string[] {
  return Object.entries(input).flatMap(([name, value]) => [
    ...(isPlainText(name)
      ? []
      : [`input has ${JSON.stringify(name)}; expected a name without $, #, quotes and \\.`]),
    ...validateRequestValue(`input.${name}`, value, key),
  ]);
}
