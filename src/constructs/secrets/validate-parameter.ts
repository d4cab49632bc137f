import { SSM_QUOTAS } from "#aws";
import { isUnresolved } from "../tokens";
import { CHANGE_ID_FIX, validateName } from "../validation";
import { type SecretValue, validateVersion } from "./secret-value";
import { validateDescriptionLength } from "./validate-secret";

/** Settings of a parameter that are checked against the limits of SSM when the app is synthesized. */
export interface ParameterSettings extends SecretValue {
  readonly name: string;
  readonly description?: string;
}

/**
 * Returns the errors of a parameter's settings.
 * @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html
 */
export function validateParameter(settings: ParameterSettings): string[] {
  const { name, description } = settings;
  return [
    ...validateParameterName(name),
    ...validateDescriptionLength(description, SSM_QUOTAS.descriptionLength),
    ...validateVersion(settings, true),
  ];
}

/** Returns the errors of the name of a parameter. @param fix instruction in the imperative, ending with a period */
export function validateParameterName(name: string, fix = CHANGE_ID_FIX): string[] {
  if (isUnresolved(name)) return [];
  return [
    ...validateName(name, {
      kind: "parameter name",
      max: SSM_QUOTAS.parameterNameLength,
      pattern: /^[A-Za-z0-9/_.-]+$/,
      characters: "letters, digits, /, _, . and -",
      fix,
    }),
    ...validateHierarchy(name, fix),
  ];
}

/**
 * Returns the errors of the parts of a name. SSM reserves names that start with `aws` or `ssm`.
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-parameter-name-constraints.html
 */
function validateHierarchy(name: string, fix: string): string[] {
  const levels = name.split("/").length - 1;
  return [
    ...(levels > 0 && !name.startsWith("/")
      ? [`parameter name "${name}" contains "/"; expected it to start with "/", too. ${fix}`]
      : []),
    ...(levels > SSM_QUOTAS.parameterLevels
      ? [
          `parameter name "${name}" has ${levels} levels; the maximum is ${SSM_QUOTAS.parameterLevels}. ${fix}`,
        ]
      : []),
    ...(levels > 0 && /\/(?:\/|$)/.test(name)
      ? [`parameter name "${name}" has an empty level; expected a name after each "/". ${fix}`]
      : []),
    ...(/^\/?(?:aws|ssm)/i.test(name)
      ? [`parameter name "${name}" starts with "aws" or "ssm", which SSM reserves. ${fix}`]
      : []),
  ];
}
