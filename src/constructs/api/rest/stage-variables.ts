import { REST_API_QUOTAS } from "#aws";
import { isUnresolved } from "../../tokens";
import { validateName } from "../../validation";

/**
 * Returns the errors of stage variables.
 * @param field option with the variables: `stageVariables`
 * @param reserved names of the variables that the API itself sets
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/aws-api-gateway-stage-variables-reference.html
 */
export function validateStageVariables(
  field: string,
  variables: Readonly<Record<string, string>>,
  reserved: readonly string[],
): string[] {
  const { stageVariables, stageVariableNameLength, stageVariableValueLength } = REST_API_QUOTAS;
  const max = stageVariables - reserved.length;
  const names = Object.keys(variables);
  if (isUnresolved(names)) return [];
  return [
    ...names
      .filter((name) => reserved.includes(name))
      .map((name) => `${field} has "${name}", which \`cors\` sets. Rename it.`),
    ...(names.length > max
      ? [`${field} has ${names.length} variables; the maximum is ${max}. Remove variables.`]
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
