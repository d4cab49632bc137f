import { SECRETS_MANAGER_QUOTAS } from "#aws";
import { isUnresolved } from "../tokens";
import { CHANGE_ID_FIX, validateName, validateRange } from "../validation";
import { type SecretValue, validateVersion } from "./secret-value";

/** Settings of a secret that are checked against the limits of Secrets Manager when the app is synthesized. */
export interface SecretSettings extends SecretValue {
  readonly name: string;
  readonly description?: string;
  readonly recoveryWindowDays: number;
}

/**
 * Returns the errors of a secret's settings.
 * @param hasValue true if a value is set, even an invalid one
 * @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html
 */
export function validateSecret(settings: SecretSettings, hasValue: boolean): string[] {
  const { name, description, recoveryWindowDays } = settings;
  return [
    ...validateSecretName(name),
    ...validateDescriptionLength(description, SECRETS_MANAGER_QUOTAS.descriptionLength),
    ...validateRecoveryWindow(recoveryWindowDays),
    ...validateVersion(settings, hasValue),
  ];
}

/** Returns the errors of the name of a secret. @param fix instruction in the imperative, ending with a period */
export function validateSecretName(name: string, fix = CHANGE_ID_FIX): string[] {
  return validateName(name, {
    kind: "secret name",
    max: SECRETS_MANAGER_QUOTAS.nameLength,
    pattern: /^[A-Za-z0-9/_+=.@-]+$/,
    characters: "letters, digits, /, _, +, =, ., @ and -",
    fix,
  });
}

/** Returns the error of a description that is too long. */
export function validateDescriptionLength(description = "", max: number): string[] {
  if (isUnresolved(description) || description.length <= max) return [];
  return [`description has ${description.length} characters; the maximum is ${max}. Shorten it.`];
}

function validateRecoveryWindow(days: number): string[] {
  if (days === 0) return [];
  const errors = validateRange("recoveryWindowDays", days, {
    ...SECRETS_MANAGER_QUOTAS.recoveryWindowDays,
    unit: "days",
  });
  return errors.map((error) => `${error}, or 0 to delete the secret immediately`);
}
