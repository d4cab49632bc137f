import { ownValue } from "#own-value";
import type { TemplateVariables } from "#template";
import type { MappingTemplate } from "../../model/non-proxy-integration";
import type { WebSocketTemplates } from "../../model/web-socket-integration";
import { type BackendResponse, findHeaders } from "../integrations/backend";
import type { WebSocketEvent } from "./events";
import { parseSelectionExpression } from "./selection-expression";

/**
 * Returns the template that a message selects, or else the template `$default`. Without a selection expression, an
 * integration uses the template with the key `application/json`, and a response uses its only template. LocalStack's tests
 * measured this on AWS.
 *
 * @param response response of the backend, for the template of a response
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/websocket-api-data-transformations.html
 */
export function selectTemplate(
  { selectionExpression, byKey }: WebSocketTemplates,
  message: string,
  response?: BackendResponse,
): MappingTemplate | undefined {
  if (selectionExpression === undefined) {
    const [first] = response ? Object.values(byKey) : [];
    return ownValue(byKey, "$default") ?? ownValue(byKey, "application/json") ?? first;
  }
  const expression = response ? insertResponse(selectionExpression, response) : selectionExpression;
  const key = parseSelectionExpression(expression)(message) ?? "";
  return ownValue(byKey, key) ?? ownValue(byKey, "$default");
}

/** Variable of a response in a selection expression, in one of its two forms. */
const RESPONSE_VARIABLE = /\$\{integration\.response\.([^{}]+)\}|\$integration\.response\.([\w.-]+)/g;

/**
 * Replaces the variables of a response in a selection expression by their values, as literal text. An unknown variable, such
 * as one of the body, is not replaced. The expression then has no value.
 */
function insertResponse(expression: string, response: BackendResponse): string {
  return expression.replaceAll(RESPONSE_VARIABLE, (text, braced?: string, bare?: string) => {
    const value = readResponseVariable(braced ?? bare ?? "", response);
    return value?.replaceAll("$", "\\$") ?? text;
  });
}

function readResponseVariable(variable: string, response: BackendResponse): string | undefined {
  if (variable === "statuscode") return String(response.status);
  const [, kind, name = ""] = /^(header|multivalueheader)\.(.+)$/.exec(variable) ?? [];
  if (kind === undefined) return undefined;
  const values = findHeaders(response, name);
  return kind === "header" ? (values.at(-1) ?? "") : values.join(",");
}

/** Returns the values of a handshake or a message that templates can read. */
export function createEventVariables({
  headers,
  queryStringParameters,
  requestContext,
  stageVariables,
}: WebSocketEvent): Omit<TemplateVariables, "body"> {
  return {
    params: { header: headers, querystring: queryStringParameters },
    context: requestContext,
    stageVariables,
  };
}
