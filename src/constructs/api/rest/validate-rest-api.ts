import { REST_API_QUOTAS } from "#aws";
import { isUnresolved } from "../../tokens";
import { validateName } from "../../validation";
import { type Throttle, validateThrottle } from "../common/throttle";
import { validateRoute } from "../common/validate-route";
import { validateVersions } from "../common/validate-route-versions";
import type { RestRoute } from "./rest-route";

/** Settings of an API that are checked against the limits of API Gateway when the app is synthesized. */
export interface RestApiSettings {
  readonly name: string;
  readonly stageName: string;
  readonly stageVariables?: Readonly<Record<string, string>>;
  readonly throttle: Throttle;
}

/** The name is also a part of the name of the log group, which has at most 512 characters. */
const API_NAME = { kind: "API name", max: 480, pattern: /^[^\n]+$/, characters: "one line of text" };

const STAGE_NAME = {
  kind: "stage name",
  max: REST_API_QUOTAS.stageNameLength,
  pattern: /^[A-Za-z0-9_-]+$/,
  characters: "letters, digits, - and _",
  fix: "Rename it.",
};

/** Returns the errors of an API as a whole and of each of its routes. */
export function validateRestApi(
  { name, stageName, stageVariables = {}, throttle }: RestApiSettings,
  routes: readonly RestRoute[],
): string[] {
  const authorizers = [...new Set(routes.flatMap(({ authorizer }) => authorizer ?? []))];
  return [
    ...validateName(name, API_NAME),
    ...validateName(stageName, STAGE_NAME),
    ...validateStageVariables(stageVariables),
    ...validateThrottle(throttle),
    ...authorizers.flatMap((authorizer) => authorizer.validateRest()),
    ...routes.flatMap(validateRoute),
    ...routes.flatMap(validateVersions),
  ];
}

/**
 * Returns the errors of stage variables.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/aws-api-gateway-stage-variables-reference.html
 */
function validateStageVariables(variables: Readonly<Record<string, string>>): string[] {
  const { stageVariables: max, stageVariableNameLength, stageVariableValueLength } = REST_API_QUOTAS;
  const names = Object.keys(variables);
  if (isUnresolved(names)) return [];
  return [
    ...(names.length > max
      ? [`stageVariables has ${names.length} variables; the maximum is ${max}. Remove variables.`]
      : []),
    ...names.flatMap((name) =>
      validateName(name, {
        kind: "stage variable name",
        max: stageVariableNameLength,
        pattern: /^\w+$/,
        characters: "letters, digits and _",
        fix: "Rename it.",
      }),
    ),
    ...Object.entries(variables).flatMap(([name, value]) =>
      validateName(value, {
        kind: `stage variable ${name}`,
        max: stageVariableValueLength,
        pattern: /^[\w.~:/?#&=,-]+$/,
        characters: "letters, digits and - . _ ~ : / ? # & = ,",
        fix: "Correct it.",
      }),
    ),
  ];
}
