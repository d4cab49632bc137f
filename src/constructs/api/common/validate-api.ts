import { HTTP_API_QUOTAS, REST_API_QUOTAS } from "#aws";
import { isUnresolved } from "../../tokens";
import { validateName } from "../../validation";

const API_NAME = {
  kind: "API name",
  max: HTTP_API_QUOTAS.nameLength,
  pattern: /^[^\n]+$/,
  characters: "one line of text",
};

const STAGE_NAME = {
  kind: "stage name",
  max: REST_API_QUOTAS.stageNameLength,
  pattern: /^[A-Za-z0-9_-]+$/,
  characters: "letters, digits, - and _",
  fix: "Rename it.",
};

/**
 * Returns the errors of the name and the description of an HTTP API or a WebSocket API.
 * @see https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis.html
 */
export function validateApiTexts(name: string, description = ""): string[] {
  const max = HTTP_API_QUOTAS.descriptionLength;
  const isTooLong = description.length > max && !isUnresolved(description);
  return [
    ...validateName(name, API_NAME),
    ...(isTooLong
      ? [`description has ${description.length} characters; the maximum is ${max}. Shorten it.`]
      : []),
  ];
}

/** Returns the error of the name of a stage of a REST API or a WebSocket API. */
export function validateStageName(name: string): string[] {
  return validateName(name, STAGE_NAME);
}
