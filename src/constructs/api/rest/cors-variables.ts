import { REST_API_QUOTAS } from "#aws";
import { Token } from "../../cdktf";
import { expression, isUnresolved } from "../../tokens";
import { type Cors, validateCors } from "../common/cors";
import { joinList } from "./cors-headers";

/**
 * Returns the stage variables with which `handle()` adds the CORS headers to the responses of functions. API Gateway does
 * not change the responses of a Lambda proxy integration.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-cors.html#apigateway-enable-cors-proxy
 */
export function corsVariables(cors: Cors | undefined): Record<string, string> {
  if (!cors) return {};
  return {
    corsOrigins: encodeWildcards(joinList(cors.origins)),
    corsExposeHeaders: encodeWildcards(joinList(cors.exposeHeaders ?? [])),
    ...(cors.credentials === undefined ? {} : { corsCredentials: `${cors.credentials}` }),
  };
}

/** Replaces `*` with `~`, because API Gateway rejects `*` in the value of a stage variable. */
function encodeWildcards(text: string): string {
  if (!isUnresolved(text)) return text.replaceAll("*", "~");
  return Token.asString(expression`replace(${text}, "*", "~")`);
}

/** Returns the errors of the CORS configuration of a REST API. */
export function validateRestCors(cors: Cors): string[] {
  const errors = validateCors(cors);
  if (errors.length > 0) return errors;
  return [
    ...validateList("origins", cors.origins),
    ...validateList("exposeHeaders", cors.exposeHeaders ?? []),
  ];
}

/**
 * Characters of a stage variable, with `*` for the encoded `~`, and without `,`, which separates the items.
 * @see https://docs.aws.amazon.com/apigateway/latest/api/API_CreateStage.html
 */
const ITEM = /^[\w.:/?#&=*-]+$/;

/** Returns the errors of a list that is passed in a stage variable. */
function validateList(name: "origins" | "exposeHeaders", list: readonly string[]): string[] {
  const max = REST_API_QUOTAS.stageVariableValueLength;
  const { length } = list.join(",");
  const invalid = list.filter((item) => !isUnresolved(item) && !ITEM.test(item));
  return [
    ...invalid.map(
      (item) =>
        `cors.${name} has "${item}"; a REST API accepts only letters, digits and - . _ : / ? # & = there, because a stage variable contains the list. Correct or remove it.`,
    ),
    ...(length > max && !isUnresolved(list)
      ? [
          `cors.${name} has ${length} characters with the commas; the maximum is ${max} in a REST API, because a stage variable contains the list. Remove items, or use a wildcard.`,
        ]
      : []),
  ];
}
